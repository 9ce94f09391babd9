"""Suggests a customer's region from the words alone; it never decides."""

from __future__ import annotations

import re
import string
from functools import cache

from bot.text.folding import fold
from bot.text.replacer import Guard, any_word
from bot.text.resources import load_yaml
from bot.text.types import REGIONS, Region

# A hotline counts only as a whole and not as an amount: neither 16500 nor 165元 is 165.
_HOTLINE = Guard(not_after=string.digits + ".", not_before=string.digits + "元块万千百个条天年月")


def suggest_region(text: str) -> Region | None:
    """The region whose wording the text uses most; None without any, or with two alike."""
    found = [
        *{word: _regions("words")[word] for word in _pattern("words").findall(text)}.values(),
        *{word: _regions("folded")[word] for word in _pattern("folded").findall(fold(text))}.values(),
    ]
    counts = {region: found.count(region) for region in REGIONS}
    best, second = sorted(REGIONS, key=lambda region: counts[region], reverse=True)[:2]
    return best if counts[best] > counts[second] else None


def named_regions(text: str) -> frozenset[Region]:
    """The regions whose own offices, hotlines, banks or towns the text names."""
    bodies = {_regions("bodies")[word] for word in _pattern("bodies").findall(fold(text).lower())}
    typed = {_regions(kind)[word] for kind in ("towns", "banks") for word in _pattern(kind).findall(text)}
    return frozenset(bodies | typed)


def named_towns(text: str) -> tuple[tuple[int, int, Region], ...]:
    """Start, end and region of each town, in the letters used there."""
    return tuple((m.start(), m.end(), _regions("towns")[m[0]]) for m in _pattern("towns").finditer(text))


@cache
def _regions(column: str) -> dict[str, Region]:
    data = load_yaml("regions")
    return {word: region for region in REGIONS for word in data[region][column]}


@cache
def _pattern(column: str) -> re.Pattern[str]:
    words = _regions(column)
    return re.compile(any_word(words, {word: _HOTLINE for word in words if word.isdigit()}))
