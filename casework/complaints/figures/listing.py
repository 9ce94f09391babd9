"""The complaints behind the figures, one by one, without a word of anybody and without a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints.calendar import ZONE
from casework.complaints.figures.types import Scope
from casework.complaints.models import ComplaintRow

_table = table_of(ComplaintRow)
_c = _table.c
CHUNK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What an exported list tells of a complaint."""

    id: int
    receipt: str
    received_at: datetime
    door: str
    region: str
    branch: str | None
    department: str | None
    channel: str
    business: str
    cause: str
    state: str
    kind: str
    people: int
    amount: Decimal | None
    currency: str
    first_response_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    on_time: bool | None
    extension_days: int
    reopened: int
    by_regulator: bool
    outcome: str | None
    satisfaction: int | None
    demo: bool


_COLUMNS: Final = columns_for(_table, Listed)


def count(session: Session, scope: Scope) -> int:
    """How many there are."""
    days = _c.received_day.between(scope.first.toordinal(), scope.last.toordinal())
    only = (_c[name] == value for name, value in scope.only)
    counted = select(func.count()).select_from(_table).where(days, _c.demo == scope.demo, *only)
    found: int = session.execute(counted).scalar_one()
    return found


def chunk(session: Session, scope: Scope, after: Listed | None = None) -> list[Listed]:
    """The next complaints in the order of their receipt, at most `CHUNK`; empty at the end."""
    found = _within(select(*_COLUMNS), scope).order_by(_c.received_at, _c.id).limit(CHUNK)
    if after is not None:
        found = found.where(tuple_(_c.received_at, _c.id) > tuple_(*_place(after)))
    return [Listed(*row) for row in session.execute(found)]


def listed(session: Session, scope: Scope) -> Iterator[Listed]:
    """All of them, read in chunks."""
    last: Listed | None = None
    while found := chunk(session, scope, last):
        yield from found
        last = found[-1]


def _place(last: Listed) -> tuple[Any, ...]:

    return literal(last.received_at, _c.received_at.type), literal(last.id, _c.id.type)


def _within(statement: Select[Any], scope: Scope) -> Select[Any]:
    first = datetime.combine(scope.first, time(), ZONE)
    end = datetime.combine(scope.last + timedelta(days=1), time(), ZONE)
    only = (_c[name] == value for name, value in scope.only)
    return statement.where(_c.received_at >= first, _c.received_at < end, _c.demo == scope.demo, *only)
