"""The phrase lexicon: one Aho-Corasick automaton over every phrase of the data files and the hotlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick
import yaml
from knowledge import Knowledge

from bot.nlu.projection import project


class Candidate(NamedTuple):
    """A possible entity at `start..end` of the projected text."""

    start: int
    end: int
    entity: str
    canonical: str


Phrases = Iterable[tuple[str, str, str]]


class Lexicon:
    """Finds every phrase in one pass (about a microsecond a message)."""

    def __init__(self, phrases: Phrases) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase, entity, canonical in phrases:
            key = project(phrase).text
            self._automaton.add_word(key, (len(key), entity, canonical))
        if len(self._automaton):
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[Candidate]:
        """All hits in the projected text, overlapping ones included."""
        if not len(self._automaton):
            return
        for last, (length, entity, canonical) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if not cuts_number(text, start, end):
                yield Candidate(start, end, entity, canonical)


def cuts_number(text: str, start: int, end: int) -> bool:
    """True when `start..end` is only a part of a longer run of digits."""
    before = text[start - 1 : start].isdigit() and text[start].isdigit()
    return before or (text[end : end + 1].isdigit() and text[end - 1].isdigit())


def read_lexicon(directory: Path) -> Phrases:
    """(phrase, entity, canonical) of every file; the file's name is the entity."""
    for file in sorted(directory.glob("*.yml")):
        values: Mapping[str, list[str]] = read_yaml(file)
        for canonical, phrases in values.items():
            for phrase in phrases:
                yield phrase, file.stem, canonical


def read_yaml(file: Path) -> Any:
    """Content of a data file, by libyaml where it is compiled in (ten times as fast)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506 - both are safe loaders


def hotline_phrases(knowledge: Knowledge) -> Phrases:
    """Every known hotline by number, as written and as dialled; the canonical value is its id."""
    for name, hotline in knowledge.hotlines.items():
        for number in {hotline.number, hotline.dial} - {""}:
            yield number, "hotline", name
