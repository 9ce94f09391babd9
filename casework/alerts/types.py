"""What goes into and comes out of the alert services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.statuses import AlertEventKind, AlertOutcome, AlertState, Person, Stage, Urgency


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which rule hit where: offsets into the stored message's text, `end` exclusive. The words stay there.

    `start` equal to `end`: it hit in what was said before. `explain` is the rule's own sentence.
    """

    start: int
    end: int
    rule: str
    explain: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one message gave away. `score` is 0 to 1, `type` a slug, None when it cannot be told.

    `facts` is JSON of numbers, slugs and booleans, and lists of them: never the customer's words.
    """

    stage: Stage
    type: str | None
    severity: Urgency
    score: float
    person: Person | None
    evidence: tuple[Evidence, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alert:
    """All findings of a conversation together, until staff close it; `events` counts what happened to it."""

    id: int
    conversation_id: str
    state: AlertState
    type: str | None
    stage: Stage
    severity: Urgency
    score: float
    person: Person | None
    facts: dict[str, Any]
    raised_at: datetime
    updated_at: datetime
    events: int
    outcome: AlertOutcome | None
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One step of an alert: a message's finding, or what a staff member decided."""

    id: int
    alert_id: int
    message_id: int | None
    kind: AlertEventKind
    finding: Finding | None
    staff_id: str | None
    outcome: AlertOutcome | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """The alert after a finding. `new`: it was opened; `raised`: it is new or its severity went up."""

    alert: Alert
    new: bool
    raised: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """How one rule did: alerts it was evidence in, how many are closed, how many as false alarms."""

    rule: str
    raised: int
    closed: int
    false_alarms: int
