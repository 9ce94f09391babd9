"""Words written by their sound: 验正码, zhuan账, yanzhengma, 验z码 all sound like a word we know.

Syllables without tones (pypinyin, see data/NOTICE). A word of two characters is only taken from its sound
when Latin letters are in it: Chinese has too many pairs that sound alike. A first letter stands for one
character of a longer word, when no other word fits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate

import ahocorasick

from bot.fraud.reading import Change, Reading
from bot.fraud.resources import DATA, load_yaml

Hit = tuple[int, int]

_LATIN = re.compile("[a-z]+(?: [a-z]+)*")
_SHORTEST_SPELT = 6  # letters of a word in Latin letters only; shorter ones are English words too
_SHORTEST_HEARD = 3  # characters of a word written in others that sound alike
_LONGEST_SYLLABLE = 6
_ABBREVIATED = range(3, 7)  # characters of a word one of which may be a first letter
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
_LETTERS_BEFORE, _LETTERS_AFTER = re.compile(r"[a-z]+\Z"), re.compile("[a-z]+")
_LONGEST_RUN = 24
_INITIALS = {
    sign: [syllable[0], *([syllable[:2]] if syllable[1:2] == "h" else [])]
    for syllable, sign in _SYLLABLES.items()
}


class Sounds:
    """Finds words by their sound and puts them back as they are spelt."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._words = frozenset(words)
        said: defaultdict[str, set[str]] = defaultdict(set)
        for word in sorted(self._words):
            signs = word.translate(_CHARACTERS)
            if len(word) >= 2 and all(ord(sign) >= _FIRST and sign not in word for sign in signs):
                self._automaton.add_word(signs, (len(signs), word, False))
                for short in _abbreviated(signs):
                    said[short].add(word)
        for short, meant in said.items():
            if len(meant) == 1 and short not in self._automaton:
                self._automaton.add_word(short, (len(short), *meant, True))
        if len(self._automaton):
            self._automaton.make_automaton()

    def spelt(self, reading: Reading) -> Reading:
        """The reading with every word of the list written as usual."""
        return reading.changed(self._changes(reading.text)) if len(self._automaton) else reading

    def _changes(self, text: str) -> list[Change]:
        """Guesses with letters first, then those of Chinese characters alone; never across a known word."""
        known, guesses = self._said(text)
        covered, inside = _covered(known, len(text))

        def rank(guess: Change) -> tuple[bool, int, int, int]:
            # What already stands there explains itself: in 让我jie冻费 the guess is 解冻费, not 让我借.
            start, end, _ = guess
            return not _lettered(text[start:end]), covered[end] - covered[start], start - end, start

        taken = [False] * len(text)
        chosen: list[Change] = []
        for start, end, word in sorted(guesses, key=rank):
            whole = _lettered(text[start:end]) or not (inside[start] or inside[end])
            if whole and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                chosen.append((start, end, word))
        return sorted(chosen)

    def _said(self, text: str) -> tuple[list[Hit], list[Change]]:
        """Words as they stand, and what only sounds like one."""
        signs, places = _signs(text)
        known: list[Hit] = []
        guesses: list[Change] = []
        for last, (length, word, short) in self._automaton.iter(signs):
            start, end = places[last + 1 - length], places[last + 1]
            surface = text[start:end].rstrip(" ")
            end = start + len(surface)
            if surface in self._words:
                known.append((start, end))
            elif (
                _stands_for(surface, word, text, start) if short else self._hides(surface, word, text, start)
            ):
                guesses.append((start, end, word))
        return known, guesses

    def _hides(self, surface: str, word: str, text: str, start: int) -> bool:
        letters = sum(letter.isascii() for letter in surface)
        if not letters:
            return self._misspells(surface, word)
        if letters < len(surface):
            return letters > 1 and _amid_syllables(text, start, start + len(surface))
        return letters - surface.count(" ") >= _SHORTEST_SPELT

    def _misspells(self, surface: str, word: str) -> bool:
        """Most of the word must stand there: 示加的 is no 是假的, 三家银行 no 假银行."""
        if len(word) == _SHORTEST_HEARD and (surface[1:] in self._words or _everyday() & set(word)):
            return False
        other = {meant for one, meant in zip(surface, word, strict=False) if one != meant}
        return len(word) >= _SHORTEST_HEARD and 2 * len(other) <= len(word) and not other & _everyday()


def _covered(known: Iterable[Hit], length: int) -> tuple[list[int], list[bool]]:
    """For each place: how many characters before it belong to a known word; whether one goes across it."""
    belongs, inside = [0] * (length + 1), [False] * (length + 1)
    for start, end in known:
        belongs[start + 1 : end + 1] = [1] * (end - start)
        inside[start + 1 : end] = [True] * (end - start - 1)
    return list(accumulate(belongs)), inside


def _abbreviated(signs: str) -> Iterator[str]:
    if len(signs) in _ABBREVIATED:
        for at, sign in enumerate(signs):
            for letters in _INITIALS[sign]:
                yield signs[:at] + _SYLLABLES.get(letters, letters) + signs[at + 1 :]


def _stands_for(surface: str, word: str, text: str, start: int) -> bool:
    """True when a letter of its own stands for one character, and all the others are there."""
    at = next((place for place, letter in enumerate(surface) if letter.isascii()), None)
    if at is None:
        return False  # 阿 sounds like the letter a
    behind = at + len(surface) - len(word) + 1
    around = text[start + at - 1 : start + at] + text[start + behind : start + behind + 1]
    return surface[:at] + word[at] + surface[behind:] == word and not any(map(str.isascii, around))


def _amid_syllables(text: str, start: int, end: int) -> bool:
    """False when it would cut a Latin word that is no pinyin in two: 他send给."""
    before = _LETTERS_BEFORE.search(text, max(0, start - _LONGEST_RUN), start)
    after = _LETTERS_AFTER.match(text, end, end + _LONGEST_RUN)
    left = before[0] if before and text[start].isascii() else ""
    right = after[0] if after and text[end - 1].isascii() else ""
    return all(syllable in _SYLLABLES for letters in (left, right) for _, syllable in _syllables(letters))


@cache
def _everyday() -> frozenset[str]:
    return frozenset(load_yaml("characters")["everyday"])


def _lettered(surface: str, least: int = 1) -> bool:
    return sum(letter.isascii() and letter.isalpha() for letter in surface) >= least


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
