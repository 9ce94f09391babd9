"""Tells which script a message is written in, from its characters and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.text.dictionaries import dictionary
from bot.text.folding import fold
from bot.text.resources import load_yaml
from bot.text.types import Script

# A word of a region weighs as much as this many characters of it.
_WORD_WEIGHT = 3
_TITLE = re.compile(r"《[^《》]*》")


def detect_script(text: str, previous: Script | None = None) -> Script | None:
    """The script of a message; None when nothing in it decides (digits, shared characters, a draw).

    Traditional text without a region's wording keeps a traditional `previous`, else counts as Taiwan's.
    """
    simplified = len(_simplified().findall(text))
    traditional = len(_traditional().findall(text))
    if simplified > traditional:
        return "zh-Hans"
    if traditional > simplified:
        return _which_traditional(text, previous)
    return "zh-Hant-HK" if not simplified and _colloquial().search(text) else None


def _which_traditional(text: str, previous: Script | None) -> Script:
    # Titles of mainland laws keep mainland words in every script.
    words = _TITLE.sub("", text)
    hong_kong = _weight(words, "zh-Hant-HK") + len(_colloquial().findall(words))
    taiwan = _weight(words, "zh-Hant-TW")
    if hong_kong != taiwan:
        return "zh-Hant-HK" if hong_kong > taiwan else "zh-Hant-TW"
    return previous if previous in ("zh-Hant-TW", "zh-Hant-HK") else "zh-Hant-TW"


def _weight(text: str, script: Script) -> int:
    glyphs, words = _evidence(script)
    return len(glyphs.findall(text)) + _WORD_WEIGHT * len(words.findall(text))


@cache
def _evidence(script: Script) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_yaml("scripts")
    words = sorted(data["words"][script], key=len, reverse=True)
    return _class(data["glyphs"][script]), re.compile("|".join(words))


@cache
def _colloquial() -> re.Pattern[str]:
    return _class(load_yaml("scripts")["colloquial"])


@cache
def _simplified() -> re.Pattern[str]:
    """Characters that only simplified text uses."""
    other = {key for key, value in dictionary("STCharacters").items() if key != value and fold(key) == key}
    return _class({c for c in other if not _encodes(c, "big5")} | set(load_yaml("scripts")["simplified"]))


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that only traditional text uses."""
    other = {key for key in dictionary("TSCharacters") if fold(key) != key}
    return _class({c for c in other if not _encodes(c, "gb2312")} | set(load_yaml("scripts")["traditional"]))


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _class(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(characters))}]")
