"""The law's rules about time, from ``data/clocks.yml``: which holds where, for whom, and since when."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from casework.complaints import calendar
from casework.statuses import ClockStage

DATA: Final = Path(__file__).parent / "data"
Purpose = Literal["handling", "review", "forward"]
Confidence = Literal["found", "recall-high", "recall-medium"]


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days, counted from the day after the start; `complex_to` and `special_add` extend them.

    `window`: days to ask for it (a review). `shown` False: not sure enough for a customer.
    """

    code: str
    jurisdiction: str
    institution: str
    purpose: Purpose
    valid_from: date | None
    valid_to: date | None
    days: int
    counted: Literal["natural", "working"]
    pauses: frozenset[str]
    article: str
    confidence: Confidence
    shown: bool
    complex_to: int | None = None
    special_add: int | None = None
    window: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force for what starts on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def count(self, after: date, until: date) -> int:
        """Days that count after `after`, up to and including `until`; 0 when there are none."""
        if self.counted == "working":
            return calendar.working_days(after, until)
        return max((until - after).days, 0)

    def ahead(self, after: date, number: int) -> date:
        """The day on which `number` more days have been counted."""
        if self.counted == "working":
            return calendar.working_day(after, number)
        return after + timedelta(days=number)

    def extended(self, limit: int, stage: ClockStage) -> int | None:
        """The limit after an extension to `stage`; None when the rule knows no such extension."""
        if stage == "complex":
            return self.complex_to
        return limit + self.special_add if self.special_add is not None else None


@dataclass(frozen=True, slots=True)
class RungRule:
    """Where a customer may go, since when, and for how long after the decision or the last day."""

    slug: str
    since: Literal["received", "decided", "overdue", "decided_or_overdue"]
    days: int | None = None
    once: bool = False


def find(jurisdiction: str, purpose: Purpose, on: date, institution: str = "bank") -> Rule | None:
    """The rule in force on that day, if there is one."""
    for rule in rules().values():
        same = (rule.jurisdiction, rule.purpose, rule.institution) == (jurisdiction, purpose, institution)
        if same and rule.holds_on(on):
            return rule
    return None


@cache
def rules() -> dict[str, Rule]:
    """All rules by code."""
    return {each["code"]: _rule(dict(each)) for each in _file()["rules"]}


@cache
def rungs(region: str) -> tuple[RungRule, ...]:
    """The rungs of a region, lowest first."""
    return tuple(
        RungRule(each["slug"], each["from"], each.get("days"), each.get("once", False))
        for each in _file()["rungs"].get(region, ())
    )


@cache
def soon_days() -> int:
    """So many days before the last one a clock is called soon due."""
    return int(_file()["soon_days"])


@cache
def refusals() -> dict[str, dict[str, Any]]:
    """By RefusalReason: `sentence` for the customer, `source`, `confidence`."""
    found: dict[str, dict[str, Any]] = _read("refusals.yml")["refusals"]
    return found


def _rule(values: dict[str, Any]) -> Rule:
    values.pop("pause_articles", None)
    return Rule(institution=values.pop("for"), pauses=frozenset(values.pop("pauses")), **values)


@cache
def _file() -> dict[str, Any]:
    return _read("clocks.yml")


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found
