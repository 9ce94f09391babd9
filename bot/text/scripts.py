"""Tells which script a message is written in, from its characters and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.text.dictionaries import dictionary
from bot.text.folding import fold
from bot.text.masking import strip_labels
from bot.text.replacer import any_word
from bot.text.resources import load_yaml
from bot.text.types import Script

# A word of a region weighs as much as this many characters of it.
_WORD_WEIGHT = 3
_TITLE = re.compile(r"《[^《》]*》")
_PLANE = 0x10000

# What a character tells, as bits; a text is translated to these and counted.
_SIMPLIFIED, _TRADITIONAL, _COLLOQUIAL, _HONG_KONG, _TAIWAN = 1, 2, 4, 8, 16


@dataclass(frozen=True)
class _Evidence:
    simplified: int
    traditional: int
    colloquial: int
    hong_kong: int
    taiwan: int


def detect_script(text: str, previous: Script | None = None) -> Script | None:
    """The script of a message; None when nothing in it decides (digits, shared characters, a draw).

    Traditional text without a region's wording keeps a traditional `previous`, else counts as Taiwan's.
    """
    text = strip_labels(text)  # a label is ours, not the customer's
    found = _evidence(text)
    if found.simplified > found.traditional:
        return "zh-Hans"
    if found.traditional > found.simplified:
        return _which_traditional(text, found, previous)
    return "zh-Hant-HK" if found.colloquial and not found.simplified else None


def _which_traditional(text: str, found: _Evidence, previous: Script | None) -> Script:
    # Titles of mainland laws keep mainland words in every script.
    words = _words().findall(_TITLE.sub("", text))
    in_taiwan = sum(word in load_yaml("scripts")["words"]["zh-Hant-TW"] for word in words)
    taiwan = found.taiwan + _WORD_WEIGHT * in_taiwan
    hong_kong = found.hong_kong + found.colloquial + _WORD_WEIGHT * (len(words) - in_taiwan)
    if hong_kong != taiwan:
        return "zh-Hant-HK" if hong_kong > taiwan else "zh-Hant-TW"
    return previous if previous in ("zh-Hant-TW", "zh-Hant-HK") else "zh-Hant-TW"


def _evidence(text: str) -> _Evidence:
    marks = text.translate(_table())
    counts = {ord(mark): marks.count(mark) for mark in set(marks) if 0 < ord(mark) < 2 * _TAIWAN}
    bits = (_SIMPLIFIED, _TRADITIONAL, _COLLOQUIAL, _HONG_KONG, _TAIWAN)
    return _Evidence(*(sum(count for mark, count in counts.items() if mark & bit) for bit in bits))


@cache
def _words() -> re.Pattern[str]:
    words = load_yaml("scripts")["words"]
    return re.compile(any_word([*words["zh-Hant-HK"], *words["zh-Hant-TW"]]))


@cache
def _table() -> list[int]:
    """Code point to what it tells; 0 for nothing."""
    data = load_yaml("scripts")
    simplified = {key for key, value in dictionary("STCharacters").items() if key != value}
    traditional = {key for key in dictionary("TSCharacters") if fold(key) != key}
    table = [0] * _PLANE
    for bit, characters in (
        (_SIMPLIFIED, _lacking(simplified, "big5") + data["simplified"]),
        (_TRADITIONAL, _lacking(traditional, "gb2312") + data["traditional"]),
        (_COLLOQUIAL, data["colloquial"]),
        (_HONG_KONG, data["glyphs"]["zh-Hant-HK"]),
        (_TAIWAN, data["glyphs"]["zh-Hant-TW"]),
    ):
        for character in characters:
            table[ord(character)] |= bit
    return table


def _lacking(characters: set[str], charset: str) -> str:
    """Those of some characters that an older character set does not hold."""
    return "".join(c for c in characters if ord(c) < _PLANE and not _encodes(c, charset))


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
