"""Suggests a customer's region from the words alone; it never decides."""

from __future__ import annotations

import re
from functools import cache

from bot.text.folding import fold
from bot.text.resources import load_yaml
from bot.text.types import REGIONS, Region


def suggest_region(text: str) -> Region | None:
    """The region whose wording the text uses most; None without any, or with two alike."""
    folded = fold(text)
    found: dict[Region, int] = {region: _count(region, text, folded) for region in REGIONS}
    best, second = sorted(found, key=lambda region: found[region], reverse=True)[:2]
    return best if found[best] > found[second] else None


def _count(region: Region, text: str, folded: str) -> int:
    words, folded_words = _patterns(region)
    return len(set(words.findall(text))) + len(set(folded_words.findall(folded)))


@cache
def _patterns(region: Region) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_yaml("regions")[region]
    return _any_of(data["words"]), _any_of(data["folded"])


def _any_of(words: list[str]) -> re.Pattern[str]:
    # Without words, nothing matches.
    patterns = [_number(word) if word.isdigit() else re.escape(word) for word in words]
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)")


def _number(hotline: str) -> str:
    # Only as a whole and not as an amount: neither 16500 nor 165元 is the hotline 165.
    return rf"(?<![\d.]){hotline}(?!\d|[.,]\d| ?[元块万千百个条天])"
