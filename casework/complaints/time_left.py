"""How much time the bank has, and where the customer may turn next."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from casework.statuses import ClockStage

# Why the count in course began: new facts "restarted" it.
ClockCause = Literal["received", "restarted", "review", "reopened"]


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time the bank has to decide. `due_on` None: no rule, or paused now (it moves with each day).

    `days_left` may be negative, None when decided or without a rule. `shown` False: never tell a customer.
    `provisional`: working days of a year whose holidays are not known yet.
    """

    rule: str
    starts_on: date
    due_on: date | None
    limit_days: int
    used_days: int
    paused: bool
    overdue: bool
    days_left: int | None
    stage: ClockStage
    finished_on: date | None
    review_until: date | None
    article: str
    shown: bool
    provisional: bool = False
    cause: ClockCause = "received"


RungSlug = Literal["remind", "review", "mediation", "regulator", "court"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A next step that is open to the customer; `due`: offer it now."""

    slug: RungSlug
    from_on: date | None
    until_on: date | None
    due: bool
