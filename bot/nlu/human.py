"""Whoever plainly asks for a human gets one, and whoever plainly declines does not: above any classifier."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intake.human import human
from bot.nlu.component import Configured
from bot.nlu.titles import EXACT

_INTENTS: Final = {"ask": "ask_human", "refuse": "refuse_human"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class HumanWish(Configured):
    """Sets `ask_human` or `refuse_human` with certainty where the words leave no doubt; titles stay."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: the words are in `bot/intake/data/human.yml`."""
        return {}

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message that is not decided already."""
        for message in messages:
            said = None if message.get(EXACT) else human(message.get(TEXT) or "")
            if said:
                _decide(message, _INTENTS[said])
        return messages


def _decide(message: Message, name: str) -> None:
    intent = {"name": name, "confidence": 1.0}
    others = [ranked for ranked in message.get("intent_ranking") or [] if ranked.get("name") != name]
    message.set(INTENT, intent, add_to_output=True)
    message.set("intent_ranking", [intent, *others], add_to_output=True)
