"""Counting done by the database, each count along a covering index (migration 0005): no row is read."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.figures.types import DIMENSIONS, Dimension, Scope
from casework.complaints.models import ComplaintRow

# What is counted together: the index of each holds its columns first, then all others a filter may name.
GROUPS: Final[tuple[tuple[Dimension, ...], ...]] = (
    ("business", "cause", "channel"),
    ("region", "state", "door"),
    ("branch",),
)
# Up to here the days are looked up and sorted; a longer period walks the group's own index in its order.
_SHORT: Final = timedelta(days=45)
_HOURS: Final = 24.0
_SECONDS: Final = 3600.0
_table = table_of(ComplaintRow)
_c = _table.c


def along_days(session: Session, scope: Scope) -> Sequence[Any]:
    """One row a day: the day's ordinal and the sums of `Totals`, in the order of its fields."""
    responded = _c.first_response_at.is_not(None)
    counted = select(
        _c.received_day,
        func.count(),
        func.count(_c.first_response_at),
        func.sum(case((responded, _waited(session)), else_=0.0)),
        func.count(_c.decided_day),
        func.sum(func.coalesce(_c.decided_day - _c.received_day, 0)),
        func.count(_c.on_time),
        _number(_c.on_time),
        _number(_c.extension_days > 0),
        _number(_c.reopened > 0),
        _number(_c.by_regulator),
        func.count(_c.satisfaction),
        func.sum(func.coalesce(_c.satisfaction, 0)),
    )
    by_day = counted.where(_in(session, scope, walk=("demo", *DIMENSIONS)))
    return session.execute(by_day.group_by(_c.received_day).order_by(_c.received_day)).all()


def along(session: Session, scope: Scope, *names: Dimension) -> Sequence[Any]:
    """Values of a group's columns and how many complaints have them, in the values' order."""
    short = scope.last - scope.first <= _SHORT
    # A branch is few: those are looked up.
    walk = {"demo", *DIMENSIONS, *(() if short else ("received_day",))} - {"branch"}
    columns = [_c[name] for name in names]
    counted = select(*columns, func.count()).where(_in(session, scope, walk=walk))
    return session.execute(counted.group_by(*columns).order_by(*columns)).all()


def _in(session: Session, scope: Scope, *, walk: Collection[str]) -> ColumnElement[bool]:
    """The conditions; on SQLite nothing is looked up by the columns to `walk`, they are only compared."""
    plain = walk if session.get_bind().dialect.name == "sqlite" else ()

    def column(name: str) -> ColumnElement[Any]:
        return literal_column(f"+complaints.{name}", _c[name].type) if name in plain else _c[name]

    days = column("received_day").between(scope.first.toordinal(), scope.last.toordinal())
    return and_(days, column("demo") == scope.demo, *(column(name) == value for name, value in scope.only))


def _number(condition: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _waited(session: Session) -> ColumnElement[Any]:
    """Hours from receipt to the first response."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(_c.first_response_at) - func.julianday(_c.received_at)) * _HOURS
    # Not extract: its exact numbers are slow to add.
    return func.date_part("epoch", _c.first_response_at - _c.received_at) / _SECONDS
