"""The lexicon: classes of words (`data/lexicon/*.yml`), found in one pass, and what disguises them.

A word in Latin letters must not be a part of a longer one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TypeVar

import ahocorasick

from bot.fraud.plain import plain
from bot.fraud.reading import Change, Reading
from bot.fraud.resources import load_folder, load_yaml
from bot.fraud.sounds import Sounds
from bot.text import synonym_changes

# Of a flood of the same word the first and the last are enough; it keeps the work linear.
MOST = 32
_NO_WORDS: frozenset[int] = frozenset()


Key = TypeVar("Key")
# A word of a class at `[start, end)` of the reading.
Hit = tuple[int, int]


class Hits(Mapping[str, list[Hit]]):
    """The words of each class, in order; at most 32 of a class, from both ends; put together on demand."""

    def __init__(
        self,
        found: Mapping[int, list[Hit]],
        classes: Sequence[frozenset[str]],
        members: Mapping[str, frozenset[int]],
        more: Mapping[str, list[Hit]],
    ) -> None:
        """`found`: the places of each word, by its number; `members`: the words of each class."""
        self._found, self._numbers = found, frozenset(found)
        self._classes, self._members, self._more = classes, members, more
        # Their names as a set: whole patterns are looked up at once.
        self.names: frozenset[str] = frozenset(more).union(*map(classes.__getitem__, found))
        self._sorted: dict[str, list[Hit]] = {}

    def __getitem__(self, name: str) -> list[Hit]:
        known = self._sorted.get(name)
        if known is None:
            if name not in self.names:
                raise KeyError(name)
            words = self._members.get(name, _NO_WORDS) & self._numbers
            known = sorted(chain(self._more.get(name, ()), *map(self._found.__getitem__, words)))
            if len(known) > MOST:
                known = known[: MOST // 2] + known[-MOST // 2 :]
            self._sorted[name] = known
        return known

    def part(self, start: int, end: int) -> Hits:
        """Those inside `[start, end)`, with places counted from there."""
        found, more = _inside(self._found, start, end), _inside(self._more, start, end)
        return Hits(found, self._classes, self._members, more)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def _inside(found: Mapping[Key, list[Hit]], start: int, end: int) -> dict[Key, list[Hit]]:
    inside: dict[Key, list[Hit]] = {}
    for key, places in found.items():
        for first, last in places:
            if start <= first and last <= end:
                inside.setdefault(key, []).append((first - start, last - start))
    return inside


class Words:
    """Reads a message into plain words and finds those of each class."""

    def __init__(self, classes: Mapping[str, Iterable[str]], variants: Mapping[str, Iterable[str]]) -> None:
        """`classes`: name to words; `variants`: our word to other spellings of it."""
        self._variants = ahocorasick.Automaton()
        for word, spellings in variants.items():
            for spelling in spellings:
                key = plain(spelling).text
                self._variants.add_word(key, (len(key), word))
        self._variants.make_automaton()
        told: defaultdict[str, set[str]] = defaultdict(set)
        for name, words in classes.items():
            for word in words:
                read = self._settled(plain(word)).text
                if not read:
                    raise ValueError(f"{name}: nothing is left of {word!r} when it is read")
                told[read].add(name)
        self._sounds = Sounds(told)
        self._automaton = ahocorasick.Automaton()
        self._classes = [frozenset(names) for names in told.values()]
        members: defaultdict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(self._classes):
            for name in names:
                members[name].add(number)
        self._members = {name: frozenset(numbers) for name, numbers in members.items()}
        for number, word in enumerate(told):
            self._automaton.add_word(word, (len(word), number, _latin(word[0]) or _latin(word[-1])))
        self._automaton.make_automaton()
        self.size = len(told) + len(self._variants)

    def read(self, text: str) -> Reading:
        """The message in plain words."""
        return self._sounds.spelt(self._settled(plain(text)))

    def find(self, reading: Reading, more: Mapping[str, list[Hit]] | None = None) -> Hits:
        """The words of each class, with those `more` that are no words."""
        text = reading.text
        found: defaultdict[int, list[Hit]] = defaultdict(list)
        for last, (length, number, latin) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if not (latin and _cuts_latin(text, start, end)):
                found[number].append((start, end))
        return Hits(found, self._classes, self._members, more or {})

    def _settled(self, reading: Reading) -> Reading:
        reading = reading.changed(self._spellings(reading.text))
        return reading.changed(synonym_changes(reading.text))

    def _spellings(self, text: str) -> Iterator[Change]:
        for last, (length, word) in self._variants.iter_long(text):
            start = last + 1 - length
            if not _cuts_latin(text, start, last + 1):
                yield start, last + 1, word


def _cuts_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (_latin(before) and _latin(text[start])) or (_latin(after) and _latin(text[end - 1]))


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Every class of `data/lexicon/*.yml`: name to its words. ValueError for a class written twice."""
    classes: dict[str, tuple[str, ...]] = {}
    for file, content in load_folder("lexicon"):
        for name, words in content.items():
            if name in classes:
                raise ValueError(f"lexicon/{file}.yml: class {name} stands twice")
            classes[name] = tuple(map(str, words))
    return classes


@cache
def variants() -> dict[str, tuple[str, ...]]:
    """`data/variants.yml`: our word to its slang, evasive and half-converted spellings."""
    return {word: tuple(map(str, said)) for word, said in load_yaml("variants").items()}
