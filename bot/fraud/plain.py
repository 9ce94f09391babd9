"""Character by character: one script, half width, lower case, without what only disguises a word.

Sentence marks become one boundary sign; symbols, emoji, invisible and combining characters go, blanks too
unless they part Latin words. Characters written as their parts are put together. What stands for
removed personal data becomes a boundary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.fraud.contacts import SHOWN_IN_PART
from bot.fraud.reading import Change, Reading
from bot.fraud.resources import load_yaml
from bot.text import fold

BOUNDARY = "，"
_SENTENCE = frozenset("。！？；，、：!?;,:\n…\r")
# A full stop or a dash between characters is a disguise more often than the end of a sentence.
_HAN = "[\u3400-\u9fff]"
_POINT = "\ufdd0"  # no character; stands for the point of 3.5 until letters are shown
_DECIMAL = re.compile(r"(?<=\d)[.．](?=\d)")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_REPEATED = re.compile(f"^[{BOUNDARY} ]+|(?<={BOUNDARY}){BOUNDARY}+|(?<= ) +")
# 安，全，账，户: single characters, each with a mark behind it.
_PULLED_APART = re.compile(f"(?:{_HAN}{BOUNDARY}){{2,}}{_HAN}")


def plain(original: str) -> Reading:
    """The original as a Reading; linear in its length."""
    folded = fold(original)
    for label in SHOWN_IN_PART.finditer(original):
        folded = folded[: label.start()] + "\n" * (label.end() - label.start()) + folded[label.end() :]
    folded = _separating().sub(_without, _THOUSANDS.sub("\ufe0f", _DECIMAL.sub(_POINT, folded)))
    shown = [_SHOWN[character] for character in folded]
    starts = [index for index, letters in enumerate(shown) for _ in letters]
    reading = Reading("".join(shown), starts, [index + 1 for index in starts])
    return _whole(_joined(_unspaced(_once(reading))))


def _once(reading: Reading) -> Reading:
    """No boundary or blank before the first letter, and none twice."""
    return reading.changed((*match.span(), "") for match in _REPEATED.finditer(reading.text))


def _unspaced(reading: Reading) -> Reading:
    """Blanks stay only between Latin letters and digits."""
    if " " not in reading.text:
        return reading
    text = reading.text
    gone: list[Change] = []
    for index in (i for i, letter in enumerate(text) if letter == " "):
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        if not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
            gone.append((index, index + 1, ""))
    return reading.changed(gone)


def _joined(reading: Reading) -> Reading:
    changes: list[Change] = []
    for match in _PULLED_APART.finditer(reading.text):
        changes += [(i, i + 1, "") for i in range(*match.span()) if reading.text[i] == BOUNDARY]
    return reading.changed(changes)


def _whole(reading: Reading) -> Reading:
    """车专 and 讠正 become 转 and 证."""
    pattern, wholes = _parts()
    return reading.changed((*match.span(), wholes[match[0]]) for match in pattern.finditer(reading.text))


@cache
def _parts() -> tuple[re.Pattern[str], dict[str, str]]:
    split = load_yaml("characters")["split"]
    wholes = {fold(parts): whole for whole, said in split.items() for parts in said}
    return re.compile("|".join(sorted(wholes, key=len, reverse=True))), wholes


@cache
def _separating() -> re.Pattern[str]:
    """The same picture again and again between single characters parts them and says nothing."""
    pictures = "".join(map(re.escape, load_yaml("characters")["pictures"]))
    return re.compile(f"{_HAN}([{pictures}])\ufe0f?{_HAN}(?:\\1\ufe0f?{_HAN})+")


def _without(match: re.Match[str]) -> str:
    # Replaced by what is read over, so that every place stays where it is.
    return match[0].replace(match[1], "\ufe0f")


class _Shown(dict[str, str]):
    """What stands for a character, worked out when it first comes."""

    def __missing__(self, character: str) -> str:
        shown = _shown(character)
        if len(self) < _KEPT:
            self[character] = shown
        return shown


_KEPT = 20_000  # characters
_SHOWN = _Shown()


def _shown(character: str) -> str:
    """What stands for one (folded) character: nothing, a boundary, a blank, or plain letters."""
    picture = load_yaml("characters")["pictures"].get(character)
    if picture is not None:
        return str(picture)
    if character in _SENTENCE:
        return BOUNDARY
    if character == _POINT:
        return "."
    if character.isspace():
        return " "
    letters = unicodedata.normalize("NFKD", character).lower()
    letters = "".join(load_yaml("characters")["alike"].get(letter, letter) for letter in letters)
    return "".join(letter for letter in fold(letters) if letter.isalnum())
