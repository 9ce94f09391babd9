"""Domain entities: lexicon (Aho-Corasick) and token patterns (spaCy); the longest wins, none overlap."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.content import knowledge
from bot.nlu.lexicon import Candidate, Lexicon, hotline_phrases, read_lexicon
from bot.nlu.names import FOLDED
from bot.nlu.patterns import Patterns
from bot.nlu.projection import Projection, project
from bot.nlu.values import canonical

# At equal length: a hotline is not an amount, and so on.
_RANK = ["hotline", "phone", "regulator", "scam_type", "product", "date", "amount", "region"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(EntityExtractorMixin, GraphComponent):
    """Adds entities whose `value` is the original text and whose `canonical` is our id or number."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns) -> None:
        self._lexicon = lexicon
        self._patterns = patterns

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Directories of the data files."""
        return {"lexicon_path": "bot/nlu/data/lexicon", "patterns_path": "bot/nlu/data/patterns"}

    @staticmethod
    def required_packages() -> list[str]:
        """Rasa checks that these are installed."""
        return ["spacy", "ahocorasick"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        """Read the data files; nothing is trained."""
        phrases = [*read_lexicon(Path(config["lexicon_path"])), *hotline_phrases(knowledge())]
        return cls(Lexicon(phrases), Patterns(Path(config["patterns_path"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the entities of each message."""
        for message in messages:
            found = self._find(message.get(TEXT) or "", message.get(FOLDED))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _find(self, text: str, folded: str | None) -> list[dict[str, Any]]:
        seen = project(text, folded)
        chosen = longest([*self._lexicon.find(seen.text), *self._patterns.find(seen.text)])
        return [_entity(text, seen, candidate) for candidate in chosen]


def longest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The longest candidates that do not overlap, in the order of the text."""
    taken: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (c.start - c.end, c.start, _RANK.index(c.entity))):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken)


def _entity(text: str, seen: Projection, candidate: Candidate) -> dict[str, Any]:
    start, end = seen.span(candidate.start, candidate.end)
    return {
        "entity": candidate.entity,
        "start": start,
        "end": end,
        "value": text[start:end],
        "canonical": canonical(candidate.entity, candidate.canonical),
        "extractor": "EntityFinder",
    }
