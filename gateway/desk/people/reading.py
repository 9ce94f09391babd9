"""What the pages of accounts show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.duty import service as duty
from casework.duty.types import Colleague
from casework.staff import identities, sessions
from casework.staff import service as staff
from casework.staff.types import OpenSession, Staff
from gateway.desk.alarms import count_open
from gateway.desk.complaints.counting import count_overdue


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the header counts on every page."""

    open_alerts: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Person:
    """One account; `colleague` is None unless it may handle conversations, `complaints` are in its name."""

    staff: Staff
    colleague: Colleague | None
    capacity: int | None
    sessions: tuple[OpenSession, ...]
    complaints: int
    # In the bank's directory; None where there is none.
    subject: str | None


def numbers(session: Session, now: datetime) -> Numbers:
    """Of the header."""
    return Numbers(count_open(session), count_overdue(session, now))


def everyone(session: Session, now: datetime, capacity: int) -> tuple[tuple[Staff, Colleague | None], ...]:
    """All accounts, those in use first, with their duty."""
    on_duty = {one.id: one for one in duty.roster(session, now, capacity)}
    accounts = sorted(staff.everyone(session), key=lambda one: one.disabled_at is not None)
    return tuple((one, on_duty.get(one.id)) for one in accounts)


def person(session: Session, staff_id: str, now: datetime, capacity: int, issuer: str) -> Person:
    """One account; NotFoundError."""
    found, known = staff.get(session, staff_id), duty.presence(session, staff_id)
    on_duty = {one.id: one for one in duty.roster(session, now, capacity)}
    mine = Filter(assignee=staff_id, limit=1)
    return Person(
        found,
        on_duty.get(staff_id),
        known.capacity if known else None,
        sessions.open_of(session, staff_id, now),
        sum(complaints.worklist(session, mine).counts.values()),
        (identities.subject_of(session, staff_id, issuer) or "") if issuer else None,
    )
