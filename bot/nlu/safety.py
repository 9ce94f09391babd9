"""Words of distress come before any classifier: whoever may take their life is never misread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.names import NORMALISED
from bot.nlu.titles import take


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyGate(GraphComponent):
    """Sets the intent `faq/<entry>` with certainty when a phrase of the list is in the normalised text."""

    def __init__(self, config: dict[str, Any]) -> None:
        listed = yaml.safe_load(Path(config["phrases_path"]).read_text("utf-8"))
        self._phrases: tuple[str, ...] = tuple(listed["phrases"])
        self._harmless: tuple[str, ...] = tuple(listed["except"])
        self._entry, self._length = config["entry"], config["ranking"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`phrases_path`: YAML with `phrases` and `except`; `entry`: what answers them."""
        path = str(Path(__file__).parent / "data" / "safety" / "distress.yml")
        return {"phrases_path": path, "entry": "distress", "ranking": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyGate:
        """Read the list: it takes effect without training anew."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for the phrases in each message."""
        for message in messages:
            if self._alarming(message.get(NORMALISED) or ""):
                take(message, self._entry, self._length)
        return messages

    def _alarming(self, text: str) -> bool:
        for word in self._harmless:
            text = text.replace(word, "")
        return any(phrase in text for phrase in self._phrases)
