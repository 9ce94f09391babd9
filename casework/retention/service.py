"""End what has outlived its period: bounded batches, any number of runs, several processes at once."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import SYSTEM
from casework.retention.duties import DUTIES
from casework.retention.rules import Periods, periods

BATCH: Final = 100


def due(session: Session, now: datetime, kept: Periods | None = None) -> dict[str, int]:
    """How much of each class has outlived its period; changes nothing."""
    kept = kept or periods()
    return {
        name: session.scalar(select(func.count()).select_from(duty.due(now - kept[name]).subquery())) or 0
        for name, duty in DUTIES.items()
    }


def run(session: Session, now: datetime, limit: int = BATCH, kept: Periods | None = None) -> dict[str, int]:
    """End at most `limit` of each class, in the caller's transaction; how many. All zero: nothing is due.

    What another process is working on is left to it. The audit names the counts.
    """
    kept = kept or periods()
    done = {name: _end(session, name, now, now - kept[name], limit) for name in DUTIES}
    if any(done.values()):
        counts = {name: count for name, count in done.items() if count}
        record(session, SYSTEM, "retention.run", "retention", "all", now, after=counts)
    return done


def _end(session: Session, name: str, now: datetime, before: datetime, limit: int) -> int:
    duty = DUTIES[name]
    due_now = duty.due(before).limit(limit).with_for_update(skip_locked=True)
    ids = session.scalars(due_now).all()
    if ids:
        duty.end(session, ids, now)
    return len(ids)
