"""A complaint about a courier or a neighbour is out of scope, however much it sounds like ours."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intake.beside import beside
from bot.nlu.component import Configured
from bot.nlu.names import FALLBACK, FALLBACK_REASON
from bot.nlu.titles import EXACT

_OUT: Final = "out_of_scope"
_FULL: Final = "full_retrieval_intent_name"
# What such a complaint is taken for; all else (a fraud in a courier's name) is not touched.
_TAKEN_FOR: Final = frozenset(
    {"file_complaint", FALLBACK}
    | {f"faq/{entry}" for entry in ("complaint_how", "complaint_other_firms", "right_respect", "overcharged")}
    | {f"faq/{entry}" for entry in ("paid_service_unasked", "right_redress", "complaint_direct_regulator")}
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class BesideTheTopic(Configured):
    """Sets `out_of_scope` with certainty where the words complain of others; titles stay."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: the words are in `bot/intake/data/beside.yml`."""
        return {}

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message that is not decided already."""
        for message in messages:
            intent = message.get(INTENT) or {}
            taken = intent.get(_FULL) or intent.get("name")
            if taken in _TAKEN_FOR and not message.get(EXACT) and beside(message.get(TEXT) or ""):
                message.set(INTENT, {"name": _OUT, "confidence": 1.0}, add_to_output=True)
                message.set(FALLBACK_REASON, None, add_to_output=True)
        return messages
