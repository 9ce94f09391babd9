"""How long customers really waited: the only thing that is said of how long it may take."""

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.handoffs.rows import rank, table
from casework.statuses import Urgency

BACK: Final = timedelta(hours=1)
FEWEST: Final = 5  # waits that must be known before anything is said
_MOST: Final = 500  # handoffs looked at, newest first
_c = table.c


def usual_wait(session: Session, urgency: Urgency, now: datetime) -> timedelta | None:
    """The median wait of those of this urgency taken within the last hour; None of fewer than five."""
    newest = select(_c.id).order_by(_c.id.desc()).limit(_MOST).subquery()
    found = select(_c.waiting_since, _c.taken_at).where(
        _c.id.in_(select(newest.c.id)),
        _c.taken_at > now - BACK,
        _c.taken_at > _c.waiting_since,
        _c.urgency == rank(urgency),
    )
    waits = [taken - since for since, taken in session.execute(found)]
    return median(waits) if len(waits) >= FEWEST else None
