"""Exact titles: a message that is an entry's title (a tapped button, say) is that entry, with certainty."""

from __future__ import annotations

from typing import Any

from knowledge import Knowledge
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import publish
from bot.nlu.content import knowledge
from bot.nlu.names import FAQ, FAQ_RANKING

EXACT = "exact_title"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TitleMatcher(GraphComponent):
    """Sets the intent `faq/<id>` with confidence 1.0; reads the knowledge at start, needs no training."""

    def __init__(self, knowledge: Knowledge, length: int) -> None:
        self._knowledge = knowledge
        self._length = length

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`ranking`: length of the rankings."""
        return {"ranking": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TitleMatcher:
        """Load the knowledge base: titles follow it without training anew."""
        return cls(knowledge(), config["ranking"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Look each text up among the titles."""
        for message in messages:
            entry = self._knowledge.by_title(message.get(TEXT)) if message.get(TEXT) else None
            # Titles published since the start are known to the gateway alone.
            told = (message.get("metadata") or {}).get("title_of")
            entry = told if isinstance(told, str) and told else entry
            if entry:
                take(message, entry, self._length)
        return messages


def take(message: Message, entry: str, length: int) -> None:
    """Set `faq/<entry>` with confidence 1.0, above what the classifier ranked; no gate refuses it."""
    others = [r for r in message.get(FAQ_RANKING, []) if r["entry"] != entry]
    ranking = [(f"{FAQ}/{r['entry']}", float(r["confidence"])) for r in others]
    publish(message, [(f"{FAQ}/{entry}", 1.0), *ranking], length)
    message.set(EXACT, True)
