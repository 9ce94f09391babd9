"""Words of distress come before any classifier: whoever may take their life is never misread."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.fraud.distress import despairs
from bot.nlu.component import Configured
from bot.nlu.titles import take


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyGate(Configured):
    """Sets the intent `faq/<entry>` with certainty when a phrase of the list is in the normalised text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`entry`: what answers words of distress (`bot/fraud/data/distress.yml`)."""
        return {"entry": "distress", "ranking": 5}

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for the phrases in each message."""
        for message in messages:
            if despairs(message.get(TEXT) or ""):
                take(message, self._config["entry"], self._config["ranking"])
        return messages
