"""Filling the database with the demo's year through the services, and taking it out again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Final

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM
from casework.base import table_of
from casework.complaints import filing, parties, rows
from casework.complaints.calendar import day_of
from casework.complaints.demo.living import Life
from casework.complaints.demo.planning import plan
from casework.complaints.models import ComplaintDraftRow
from casework.complaints.persons import customer
from casework.complaints.taking import take
from casework.complaints.types import Complaint, NewComplaint
from casework.errors import ComplaintStepError, ValueRefusedError
from casework.search.erasure import forget_complaints
from casework.vault.cipher import Cipher

Plan = tuple[datetime, NewComplaint]
_a = rows.complaints.c
_drafts = table_of(ComplaintDraftRow).c
_IS_DEMO: Final = text("demo")
_MOST: Final = 20_000
_FIRST: Final = 2021
_ONLINE: Final = frozenset({"chat", "web", "wechat"})
_TRIGGERS: Final = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'complaint_events'"
    " AND name LIKE '%delete'"
)


def batches(count: int, of: int, now: datetime, size: int = 25) -> Iterator[Sequence[Plan]]:
    """The complaints of the year `of` up to now, in batches of one transaction each; ValueRefusedError."""
    if not 1 <= count <= _MOST:
        raise ValueRefusedError("count", f"must be 1 to {_MOST}")
    if not _FIRST <= of <= day_of(now).year:
        raise ValueRefusedError("year", f"must be {_FIRST} to {day_of(now).year}")
    planned = plan(count, of, now)
    for first in range(0, count, size):
        yield planned[first : first + size]


def fill(session: Session, cipher: Cipher, planned: Sequence[Plan], now: datetime) -> None:
    """File these and let them live until now. Nobody is told: the steps are taken, and no more."""
    for at, new in planned:
        _live(session, cipher, at, new, now)


def count(session: Session) -> int:
    """How many complaints of the demo there are."""
    found: int = session.execute(
        select(func.count()).select_from(rows.complaints).where(_IS_DEMO)
    ).scalar_one()
    return found


def is_there(session: Session) -> bool:
    """Whether there is any."""
    return bool(session.execute(select(exists().where(_IS_DEMO).select_from(rows.complaints))).scalar())


def newest(session: Session) -> Complaint:
    """The demo's last complaint; NotFoundError."""
    found = session.execute(select(func.max(_a.id)).where(_IS_DEMO)).scalar_one()
    return rows.get(session, found or 0)


def remove(session: Session) -> int:
    """Take the whole demo out, events and all; how many complaints. What staff did with it stays audited.

    The guard of the events is lifted and put back inside the transaction: nobody else can write meanwhile.
    """
    number, ours = count(session), select(_a.id).where(_IS_DEMO)
    guard = _lifted(session)
    drop = delete(table_of(ComplaintDraftRow)).where(_drafts.complaint_id.in_(ours))
    session.execute(drop)
    for table in (rows.texts, rows.files, parties.table, rows.events):
        session.execute(delete(table).where(table.c.complaint_id.in_(ours)))
    forget_complaints(session, session.scalars(ours).all())
    session.execute(delete(rows.complaints).where(_IS_DEMO))
    for statement in guard:
        session.execute(text(statement))
    return number


def _live(session: Session, cipher: Cipher, at: datetime, new: NewComplaint, now: datetime) -> None:
    who = customer(new.door) if new.door in _ONLINE else SYSTEM
    filed = filing.file(session, cipher, new, who, at).complaint
    random = Random(at.isoformat())  # noqa: S311 - no secret
    own = customer(filed.receipt)
    for step in Life(at, new, random).steps():
        if step.at > now:
            return
        try:
            take(session, filed.id, step.deed, own if step.by_customer else SYSTEM, step.at)
        except ComplaintStepError:
            # An extension that came a day too late, a review where no rule knows one: without it, then.
            continue


def _lifted(session: Session) -> list[str]:
    """Let events be removed in this transaction; the statements that forbid it again."""
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(_TRIGGERS).all()
        for name, _ in found:
            session.execute(text(f"DROP TRIGGER {name}"))
        return [sql for _, sql in found]
    session.execute(text("ALTER TABLE complaint_events DISABLE TRIGGER complaint_events_no_update"))
    return ["ALTER TABLE complaint_events ENABLE TRIGGER complaint_events_no_update"]
