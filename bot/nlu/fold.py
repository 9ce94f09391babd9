"""First component: tells the script, folds the text to simplified, normalises it for the classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.text
from bot.nlu.fingerprint import fingerprint_of
from bot.nlu.names import FOLDED, NORMALISED, SCRIPT
from bot.text import SCRIPTS, detect_script, fold, normalise, strip_labels

DEFAULT_SCRIPT = "zh-Hans"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class FoldNormaliser(GraphComponent):
    """Adds `script`, `folded` (as long as the text) and `normalised`; the text itself stays as it came."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldNormaliser:
        """Create the component; it has neither settings nor state."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train anew when the folding tables or synonyms change."""
        return fingerprint_of(Path(bot.text.__file__).parent)

    def process(self, messages: list[Message]) -> list[Message]:
        """Prepare each message that has a text."""
        for message in messages:
            if message.get(TEXT):
                self._prepare(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Prepare the training examples the same way."""
        self.process(training_data.training_examples)
        return training_data

    @staticmethod
    def _prepare(message: Message) -> None:
        text = message.get(TEXT)
        message.set(SCRIPT, script_of(text, message.get("metadata") or {}), add_to_output=True)
        message.set(FOLDED, fold(text))
        message.set(NORMALISED, normalise(strip_labels(text)))


def script_of(text: str, metadata: dict[str, Any]) -> str:
    """Script of the reply: the pinned one, else the text's, else the conversation's, else simplified."""
    known = metadata.get("script") if metadata.get("script") in SCRIPTS else None
    if known and metadata.get("script_pinned"):
        return known
    return detect_script(text, known) or known or DEFAULT_SCRIPT
