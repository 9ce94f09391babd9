"""Amount, time, means, person and secrecy of a case, read from the plain words."""

from __future__ import annotations

import re

from bot.fraud.finding import Facts, Person, When
from bot.fraud.words import Hits
from bot.text import amount_of

_AMOUNT = re.compile(
    r"(?:\d{1,12}(?:\.\d{1,2})?|[零一二两三四五六七八九十百千]{1,7})(?:万|千|百|w|k)?[零一二三四五六七八九十百千]{0,6}(?:元|块钱|块|蚊|多万)?"
)
_MEANING = re.compile(r"[万千百wk元块蚊]")
_NEVER = 1 << 30


def facts_of(text: str, hits: Hits) -> Facts:
    """What a message tells of the case."""
    means = tuple(sorted(name.removeprefix("means_") for name in hits if name.startswith("means_")))
    return Facts(_amount(text), _when(hits), means, "secrecy" in hits)


def person_of(hits: Hits) -> Person:
    """Whose money it is: somebody else's when they are named before the customer."""
    first = {name: hits[name][0][0] for name in ("self", "family", "third") if name in hits}
    others: tuple[Person, ...] = ("family", "third")
    return next(
        (p for p in others if first.get(p, _NEVER) <= first.get("self", _NEVER) and p in first), "self"
    )


def _amount(text: str) -> float | None:
    """The largest amount with a unit: two transfers of a story are seldom added up right."""
    said = (match[0] for match in _AMOUNT.finditer(text) if _MEANING.search(match[0]))
    known = [value for value in map(amount_of, said) if value and value >= 1]
    return max(known, default=None)


def _when(hits: Hits) -> When | None:
    times: tuple[When, ...] = ("now", "days", "long")
    return next((time for time in times if f"when_{time}" in hits), None)
