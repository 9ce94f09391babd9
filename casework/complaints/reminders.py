"""Reminding staff before a clock runs out: once for each complaint and last day."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM
from casework.complaints import recording, rows
from casework.complaints.calendar import day_of
from casework.complaints.clock import clock_of
from casework.complaints.rows import COLUMNS, complaints
from casework.complaints.types import Complaint
from casework.complaints.worklist import is_overdue, is_soon

_a = complaints.c
_BATCH: Final = 200


def remind_due(session: Session, now: datetime) -> int:
    """Append `reminded` to those that are soon or already due; how many. At most 200: call again for more.

    Nobody is reminded of the demo's.
    """
    today = day_of(now)
    return sum(_remind(session, complaint, today, now) for complaint in _candidates(session, today))


def _candidates(session: Session, today: date) -> list[Complaint]:
    last_day = _a.start_day + _a.paused_days + _a.limit_days
    new = or_(_a.reminded_day.is_(None), _a.reminded_day != last_day)
    due = or_(is_soon(today), is_overdue(today) & _a.paused_since_day.is_(None))
    found = select(*COLUMNS).where(due, new, _a.demo.is_(False)).order_by(_a.id).limit(_BATCH)
    return [Complaint(*row) for row in session.execute(found)]


def _remind(session: Session, seen: Complaint, today: date, now: datetime) -> bool:
    before = rows.locked(session, seen.id)
    clock = clock_of(before, rows.events_of(session, before.id), today)
    if before.version != seen.version or clock.due_on is None:
        return False
    payload = {"due_on": clock.due_on.isoformat(), "days_left": clock.days_left}
    event = recording.event_of(before, "reminded", SYSTEM, now, before.state, payload)
    recording.keep(session, before, event, {"reminded_day": clock.due_on.toordinal()})
    return True
