"""Alerts as the desk shows them: how many are open, which come first, and one with its grounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.fraud.types import ScamType, load_types
from casework.alerts import service as alerts
from casework.alerts.models import AlertRow
from casework.alerts.types import Alert, AlertEvent
from casework.base import table_of
from casework.events.models import EventRow
from casework.statuses import URGENCIES
from gateway.desk.marks import Mark

_a, _e = table_of(AlertRow).c, table_of(EventRow).c
_SEVERE = URGENCIES.index("urgent")
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Ground:
    """Why there is an alert: a rule, what it means, and the messages it held in (id and time)."""

    number: int
    rule: str
    explain: str
    places: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert with all that happened to it; ``marks`` are places in messages by id, ``type`` if known."""

    alert: Alert
    events: tuple[AlertEvent, ...]
    grounds: tuple[Ground, ...]
    marks: Mapping[int, tuple[Mark, ...]]
    type: ScamType | None


def severe_ones() -> Select[tuple[str, int]]:
    """Conversation and rank of severity of every open alert that goes before others."""
    return select(_a.conversation_id, _a.severity).where(_a.state == "open", _a.severity >= _SEVERE)


def severe(session: Session) -> dict[str, int]:
    """The same as a mapping, at most 1,000, the most severe ones."""
    found = session.execute(severe_ones().order_by(_a.severity.desc(), _a.raised_at).limit(_MOST))
    return {row.conversation_id: row.severity for row in found}


def count_open(session: Session) -> int:
    """How many alerts nobody has closed yet."""
    found: int = session.execute(select(func.count()).where(_a.state == "open")).scalar_one()
    return found


def latest(session: Session, conversation_id: str) -> Alarm | None:
    """The open alert of a conversation, else the one closed last."""
    alert = alerts.open_one(session, conversation_id) or _former(session, conversation_id)
    return read_alarm(session, alert) if alert else None


def read_alarm(session: Session, alert: Alert) -> Alarm:
    """An alert with its events and grounds."""
    events = alerts.events_of(session, alert.id)
    grounds, marks = _grounds(events)
    return Alarm(alert, events, grounds, marks, load_types().get(alert.type or ""))


def _former(session: Session, conversation_id: str) -> Alert | None:
    # By the conversation's own events: alerts that are closed have no index of their own for it.
    raised = (
        select(_e.payload)
        .where(_e.conversation_id == conversation_id, _e.type == "alert_raised")
        .order_by(_e.id.desc())
        .limit(1)
    )
    payload = session.execute(raised).scalar_one_or_none()
    return alerts.get(session, payload["alert_id"]) if payload else None


def _grounds(events: tuple[AlertEvent, ...]) -> tuple[tuple[Ground, ...], dict[int, tuple[Mark, ...]]]:
    numbers: dict[tuple[str, str], int] = {}
    places: dict[int, dict[int, datetime]] = {}
    marks: dict[int, tuple[Mark, ...]] = {}
    for event in events:
        if event.finding is None or event.message_id is None:
            continue
        for found in event.finding.evidence:
            number = numbers.setdefault((found.rule, found.explain), len(numbers) + 1)
            places.setdefault(number, {})[event.message_id] = event.at
            here = marks.get(event.message_id, ())
            marks[event.message_id] = (*here, Mark(found.start, found.end, number))
    grounds = tuple(Ground(n, *rule, tuple(places[n].items())) for rule, n in numbers.items())
    return grounds, marks
