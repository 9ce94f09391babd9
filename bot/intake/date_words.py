"""Finds the words for time in a plain text: one token for each, with what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.intake.date_patterns import sources
from bot.intake.numerals import NUMERAL
from bot.intake.resources import load_yaml

# How large a thing a token names; within a phrase it only gets smaller.
RANKS = {"year": 5, "part_of_year": 4, "holiday": 4, "months": 4, "month": 4, "short": 4, "month_offset": 4}
RANKS |= {
    "part": 3,
    "day": 3,
    "days": 3,
    "full": 5,
    "ago": 5,
    "recent": 5,
    "offset": 3,
    "week": 2,
    "weekday": 2,
}
RANKS |= {"vague": 3, "clock": 1}
_BEGINNING = (
    *("days", "vague", "years", "months", "weeks", "clock", "joins", "since", "year_parts", "numbered"),
    *("fixed_holidays", "lunar_holidays"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word for time at `[start, end)`; `values` are the named pieces of its pattern."""

    kind: str
    start: int
    end: int
    values: dict[str, str]

    @property
    def rank(self) -> int:
        """0 for joins and the like."""
        return RANKS.get(self.kind, 0)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(pattern) for kind, pattern in sources(load_yaml("dates")).items()}


@cache
def _any() -> re.Pattern[str]:
    """Where a token may begin, so that the patterns are tried only there."""
    words = load_yaml("dates")
    starts = {word[0] for key in _BEGINNING for word in words[key]}
    starts |= set(NUMERAL + "0123456789好几数半每逢农阴旧民周星礼最过近这呢前头上早提第隔年月初底末尾中下百")
    return re.compile(f"[{re.escape(''.join(sorted(starts)))}]")


def tokens(text: str) -> Iterator[Token]:
    """Every token of the plain text, in order, without overlap."""
    position = 0
    while start := _any().search(text, position):
        token = _at(text, start.start())
        position = token.end if token else start.end()
        if token and token.kind != "skip":
            yield token


def _at(text: str, start: int) -> Token | None:
    for kind, pattern in _patterns().items():
        match = pattern.match(text, start)
        if match and match.end() > start:
            values = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
            return Token(kind, start, match.end(), values)
    return None
