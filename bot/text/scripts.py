"""Tells which script a message is written in, from its characters and its words."""

from __future__ import annotations

import re
from functools import cache

from bot.text.dictionaries import merged
from bot.text.folding import fold
from bot.text.resources import load_yaml
from bot.text.types import Script

# A word of a region weighs as much as this many characters of it.
_WORD_WEIGHT = 3


def detect_script(text: str, previous: Script | None = None) -> Script | None:
    """The script of a message; None when nothing in it decides (digits, shared characters, a draw).

    Traditional text without a region's wording keeps a traditional `previous`, else counts as Taiwan's.
    """
    hong_kong, taiwan = _weight(text, "zh-Hant-HK"), _weight(text, "zh-Hant-TW")
    simplified = len(_simplified().findall(text))
    traditional = len(_traditional().findall(text))
    if simplified > traditional:
        return "zh-Hans"
    if simplified == traditional and (simplified or not (hong_kong or taiwan)):
        return None
    return _region_of_script(hong_kong, taiwan, previous)


def _region_of_script(hong_kong: int, taiwan: int, previous: Script | None) -> Script:
    if hong_kong != taiwan:
        return "zh-Hant-HK" if hong_kong > taiwan else "zh-Hant-TW"
    return previous if previous in ("zh-Hant-TW", "zh-Hant-HK") else "zh-Hant-TW"


def _weight(text: str, script: Script) -> int:
    characters, words = _evidence(script)
    return len(characters.findall(text)) + _WORD_WEIGHT * len(words.findall(text))


@cache
def _evidence(script: Script) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_yaml("scripts")
    words = sorted(data["words"][script], key=len, reverse=True)
    return re.compile(f"[{data['characters'][script]}]"), re.compile("|".join(words))


@cache
def _simplified() -> re.Pattern[str]:
    """Characters that only simplified text uses."""
    table = merged("STCharacters")
    only = {s for s, t in table.items() if t != s and fold(s) == s}
    return _class(only - _shared() - set(merged("STCharacters").values()))


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that only traditional text uses."""
    keys = {t for t in merged("TSCharacters") if fold(t) != t}
    return _class(keys - _shared())


@cache
def _shared() -> frozenset[str]:
    return frozenset(load_yaml("scripts")["shared"])


def _class(characters: set[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(c for c in characters if len(c) == 1)))}]")
