"""How a new finding changes the alert that is open: an alert gets graver, never milder."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from casework.alerts.types import Alert, Finding
from casework.statuses import URGENCIES, Stage, Urgency

# Money that has gone weighs most: paid and about to pay again is still paid.
GRAVITY: Final[tuple[Stage, ...]] = ("asking", "targeted", "leaked", "paying", "paid")


def merged(alert: Alert, finding: Finding, now: datetime) -> Alert:
    """The alert with one finding more."""
    return replace(
        alert,
        type=_type(alert, finding),
        stage=max(alert.stage, finding.stage, key=GRAVITY.index),
        severity=higher(alert.severity, finding.severity),
        score=max(alert.score, finding.score),
        person=alert.person or finding.person,
        facts=_facts(alert.facts, finding.facts),
        updated_at=now,
        events=alert.events + 1,
    )


def higher(one: Urgency, other: Urgency) -> Urgency:
    """The more severe of two."""
    return max(one, other, key=URGENCIES.index)


def _type(alert: Alert, finding: Finding) -> str | None:
    if finding.type is None or (alert.type is not None and finding.score < alert.score):
        return alert.type
    return finding.type


def _facts(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in new.items() if value is not None}
    return new | old | {name: _fact(old.get(name), value) for name, value in known.items()}


def _fact(old: Any, new: Any) -> Any:
    """True stays true, numbers grow, lists join; of anything else the newest counts."""
    match old, new:
        case bool(), bool():
            return old or new
        case (int() | float(), int() | float()):
            return max(old, new)
        case list(), list():
            return old + [item for item in new if item not in old]
        case _:
            return new
