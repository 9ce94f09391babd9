"""The lexicon: classes of words (`data/lexicon/*.yml`), found in one pass, and what disguises them.

A word in Latin letters must not be a part of a longer one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import ahocorasick

from bot.fraud.plain import plain
from bot.fraud.reading import Change, Reading
from bot.fraud.resources import load_folder, load_yaml
from bot.fraud.sounds import Sounds
from bot.text import synonym_changes

# Of a flood of the same word the first and the last are enough; it keeps the work linear.
_MOST = 32


# A word of a class at `[start, end)` of the reading.
Hit = tuple[int, int]
Hits = Mapping[str, list[Hit]]


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
                told[self._settled(plain(word)).text].add(name)
        self._sounds = Sounds(told)
        self._automaton = ahocorasick.Automaton()
        for word, names in told.items():
            self._automaton.add_word(word, (len(word), tuple(sorted(names))))
        self._automaton.make_automaton()
        self.size = len(told) + len(self._variants)

    def read(self, text: str) -> Reading:
        """The message in plain words."""
        return self._sounds.spelt(self._settled(plain(text)))

    def find(self, reading: Reading) -> Hits:
        """The words of each class in order; at most 32 of a class, from both ends."""
        text = reading.text
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        for last, (length, names) in self._automaton.iter(text):
            hit = last + 1 - length, last + 1
            if not _cuts_latin(text, *hit):
                for name in names:
                    hits[name].append(hit)
        for name, found in hits.items():
            if len(found) > 1:
                found.sort()
                hits[name] = found if len(found) <= _MOST else found[: _MOST // 2] + found[-_MOST // 2 :]
        return hits

    def _settled(self, reading: Reading) -> Reading:
        reading = reading.changed(self._spellings(reading.text))
        return reading.changed(synonym_changes(reading.text))

    def _spellings(self, text: str) -> Iterator[Change]:
        for last, (length, word) in self._variants.iter_long(text):
            start = last + 1 - length
            if not _cuts_latin(text, start, last + 1):
                yield start, last + 1, word


def _cuts_latin(text: str, start: int, end: int) -> bool:
    # Nearly every word begins and ends with a Chinese character.
    first, last = text[start], text[end - 1]
    return (_latin(first) and _latin(text[start - 1 : start])) or (
        _latin(last) and _latin(text[end : end + 1])
    )


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
