"""Periodic work of several gateways, done by one of them: a row remembers when, its lock orders them."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.duty.models import DutyRoundRow
from casework.duty.rows import insert_new

_table = table_of(DutyRoundRow)
_c = _table.c
# Clocks of several machines are never quite the same.
_SLACK: Final = timedelta(seconds=0.5)


def begin(session: Session, name: str, now: datetime, every: timedelta) -> bool:
    """Whether this round is ours: False when another gateway did it less than `every` ago.

    Others wait until this transaction ends, and then find it done.
    """
    insert_new(session, _table, {"name": name, "at": now - every})
    last = session.execute(select(_c.at).where(_c.name == name).with_for_update()).scalar_one()
    if now - last < every - _SLACK:
        return False
    session.execute(update(_table).where(_c.name == name).values(at=now))
    return True


def done_at(session: Session, name: str) -> datetime | None:
    """When a round of this name was last noted; None before the first."""
    found: datetime | None = session.execute(select(_c.at).where(_c.name == name)).scalar_one_or_none()
    return found


def note_done(session: Session, name: str, now: datetime) -> None:
    """This round is through: the next one may start from here."""
    insert_new(session, _table, {"name": name, "at": now})
    session.execute(update(_table).where(_c.name == name).values(at=now))
