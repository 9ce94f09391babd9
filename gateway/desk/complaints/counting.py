"""The order of work and the number in the header, as the databases count the clocks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.models import ComplaintRow
from casework.complaints.worklist import days_used, is_overdue
from casework.statuses import OPEN_COMPLAINTS
from gateway.desk.words import CLOCK

_table = table_of(ComplaintRow)
_c = _table.c


def today_of(now: datetime) -> date:
    """The day on the bank's clock."""
    return now.astimezone(CLOCK).date()


def days_left(today: date) -> ColumnElement[int]:
    """Days until the last one, negative after it; None without a rule."""
    return _c.limit_days - days_used(today)


def running() -> ColumnElement[bool]:
    """Whose clock runs: open, a rule holds, nothing has stopped it."""
    return _c.state.in_(sorted(OPEN_COMPLAINTS)) & _c.paused_since_day.is_(None) & _c.limit_days.is_not(None)


def urgency(today: date) -> tuple[ColumnElement[Any], ...]:
    """The order of work: overdue, then due soonest; of equals the regulator's first, then the oldest."""
    rank = case((is_overdue(today), 0), (running(), 1), else_=2)
    left = case((running(), days_left(today)), else_=0)
    return rank, left, _c.by_regulator.desc(), _c.received_at, _c.id


def count_overdue(session: Session, now: datetime) -> int:
    """How many open complaints are past their last day."""
    counted = select(func.count()).select_from(_table).where(is_overdue(today_of(now)))
    found: int = session.execute(counted).scalar_one()
    return found
