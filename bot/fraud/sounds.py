"""Words written by their sound: 验正码, zhuan账, yanzhengma all sound like a word we know.

Syllables without tones (pypinyin, see data/NOTICE). A word of two characters is only taken from its sound
when Latin letters are in it: Chinese has too many pairs that sound alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import ahocorasick

from bot.fraud.reading import Change, Reading
from bot.fraud.resources import DATA

_LATIN = re.compile("[a-z]+(?: [a-z]+)*")
_SHORTEST_SPELT = 6  # letters of a word in Latin letters only; shorter ones are English words too
_LONGEST_SYLLABLE = 6
_FIRST = 0xE000  # a private character stands for each syllable


def _read_table() -> tuple[dict[int, str], dict[str, str]]:
    characters: dict[int, str] = {}
    syllables: dict[str, str] = {}
    for number, line in enumerate((DATA / "pinyin.txt").read_text(encoding="utf-8").split("\n")[:-1]):
        syllable, _, said = line.partition(" ")
        sign = chr(_FIRST + number)
        syllables[syllable] = sign
        characters.update(dict.fromkeys(map(ord, said), sign))
    return characters, syllables


_CHARACTERS, _SYLLABLES = _read_table()


class Sounds:
    """Finds words by their sound and puts them back as they are spelt."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in words:
            signs = word.translate(_CHARACTERS)
            if len(word) >= 2 and all(ord(sign) >= _FIRST and sign not in word for sign in signs):
                self._automaton.add_word(signs, (len(signs), word))
        if len(self._automaton):
            self._automaton.make_automaton()

    def spelt(self, reading: Reading) -> Reading:
        """The reading with every word of the list written as usual."""
        return reading.changed(self._changes(reading.text)) if len(self._automaton) else reading

    def _changes(self, text: str) -> Iterator[Change]:
        signs, places = _signs(text)
        for last, (length, word) in self._automaton.iter_long(signs):
            start, end = places[last + 1 - length], places[last + 1]
            surface = text[start:end].rstrip(" ")
            if surface != word and _disguised(surface, length):
                yield start, start + len(surface), word


def _disguised(surface: str, length: int) -> bool:
    letters = sum(letter.isascii() for letter in surface)
    if not letters:
        return length >= 3
    return letters < len(surface) or letters - surface.count(" ") >= _SHORTEST_SPELT


def _signs(text: str) -> tuple[str, list[int]]:
    """The text as syllable signs, where each begins, and the end."""
    signs = text.translate(_CHARACTERS)
    pieces: list[str] = []
    places: list[int] = []
    here = 0
    for run in _LATIN.finditer(signs):
        pieces.append(signs[here : run.start()])
        places += range(here, run.start())
        for offset, syllable in _syllables(run[0]):
            pieces.append(_SYLLABLES.get(syllable, syllable))
            places += [run.start() + offset] * (1 if syllable in _SYLLABLES else len(syllable))
        here = run.end()
    pieces.append(signs[here:])
    places += range(here, len(text) + 1)
    return "".join(pieces), places


def _syllables(run: str) -> Iterator[tuple[int, str]]:
    """Longest syllables first, blanks left out; what is no syllable comes letter by letter."""
    here = 0
    while here < len(run):
        if run[here] == " ":
            here += 1
            continue
        size = next((n for n in range(_LONGEST_SYLLABLE, 0, -1) if run[here : here + n] in _SYLLABLES), 1)
        yield here, run[here : here + size]
        here += size
