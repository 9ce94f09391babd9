"""Whose complaint it is: one's own, somebody else's, a dead person's, or a group's and of how many people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from bot.intake.numerals import NUMERAL, between
from bot.intake.patterns import rules
from bot.intake.reading import read
from bot.intake.resources import load_yaml
from bot.text.replacer import any_word

Kind = Literal["own", "for_other", "heir", "group"]
_SHORT = 12
_REACH = 12
_BESIDES = ("其他", "另外")
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Whose:
    """`people`: how many a group has, at least; None when nobody said. `said`: the words that tell."""

    kind: Kind
    people: int | None = None
    said: str = ""


def whose(text: str) -> Whose:
    """What the words tell; one's own when they tell nothing."""
    reading = read(text)
    people = _people(reading.text)
    if people:
        match, number = people
        return Whose("group", number, reading.said(*match.span()))
    for rule in rules("whose"):
        found = rule.find(reading.text)
        if found:
            return Whose(cast(Kind, rule.slug), said=reading.said(*found.span()))
    return Whose("own")


def _people(text: str) -> tuple[re.Match[str], int] | None:
    """我们十几个人: the words and the least number they may mean."""
    for match in _counted().finditer(text):
        number = _number(match["n"])
        if match["before"].endswith(_BESIDES):
            number += 1
        if 1 < number < _MANY and _is_group(text, match):
            return match, number
    return None


def _number(said: str) -> int:
    """Of 十几 and 三十多 the round number."""
    round_number = said[:-1] if said[-1] in "几多来余" else said
    low = between(round_number) or between(said)
    return int(low[0]) if low else 0


def _is_group(text: str, match: re.Match[str]) -> bool:
    words = _data()
    near = text[max(0, match.start() - _REACH) : match.end() + _REACH]
    if any(word in near for word in words["not_group"]):
        return False
    ours = match["before"].startswith(("我", "咱", "阮", "俺", "连我", "还有"))
    return ours or len(text) <= _SHORT or any(word in near for word in words["group_words"])


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("whose")
    return words


@cache
def _counted() -> re.Pattern[str]:
    before, behind = any_word(_data()["group_before"]), any_word(_data()["group_behind"])
    number = rf"(?P<n>\d{{1,4}}[多来余几]?|好?[几数][十百]?|[{NUMERAL}百千]{{1,4}}[几多来余]?)"
    return re.compile(rf"(?P<before>{before})(?:有|成|差不多|大概|大约|大约有|的)?{number}{behind}")
