"""Amounts, dates, telephone numbers: spaCy token patterns, blank Chinese pipeline, a token a character."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from bot.nlu.lexicon import Candidate, cuts_number, read_yaml


class Patterns:
    """The patterns of a directory; the file's name is the entity."""

    def __init__(self, directory: Path) -> None:
        self._vocab = spacy.blank("zh").vocab
        self._matcher = Matcher(self._vocab)
        self._rules: dict[str, tuple[str, dict[str, Any]]] = {}
        for file in sorted(directory.glob("*.yml")):
            for rule in read_yaml(file):
                self._add(file.stem, rule)

    def _add(self, entity: str, rule: dict[str, Any]) -> None:
        key = f"{entity}: {rule['name']}"
        self._rules[key] = (entity, rule)
        self._matcher.add(key, [rule["pattern"]], greedy="LONGEST")

    def find(self, text: str) -> Iterator[Candidate]:
        """The longest match of each pattern in the projected text."""
        document = Doc(self._vocab, words=list(text), spaces=[False] * len(text))
        for key, start, end in self._matcher(document):
            entity, rule = self._rules[self._vocab.strings[key]]
            start += rule.get("skip", 0)
            end -= len(text[start:end]) - len(text[start:end].rstrip(",.-"))
            if end > start and not (rule.get("number") and cuts_number(text, start, end)):
                yield Candidate(start, end, entity, text[start:end])
