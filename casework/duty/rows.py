"""Reading and locking the rows of duty, and counting what agents have."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.conversations.models import ConversationRow
from casework.duty.models import DutyRow
from casework.duty.types import Presence

table = table_of(DutyRow)
conversations = table_of(ConversationRow)
_c, _v = table.c, conversations.c
_COLUMNS = columns_for(table, Presence)


def insert_new(session: Session, into: Any, values: dict[str, Any]) -> None:
    """Insert a row unless there is one: two first ones at once are no conflict."""
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    session.execute(make(into).values(values).on_conflict_do_nothing())


def locked(session: Session, staff_id: str, now: datetime) -> Presence:
    """The row, made if need be, under its lock: of two who put something into the same hands one waits.

    Taken before a conversation's lock, never after it.
    """
    fresh = {"staff_id": staff_id, "state": "available", "state_at": now, "idle_since": now}
    insert_new(session, table, fresh)
    row = session.execute(select(*_COLUMNS).where(_c.staff_id == staff_id).with_for_update()).one()
    return Presence(*row)


def read(session: Session, staff_id: str) -> Presence | None:
    """The row as it stands."""
    row = session.execute(select(*_COLUMNS).where(_c.staff_id == staff_id)).one_or_none()
    return Presence(*row) if row is not None else None


def write(session: Session, staff_id: str, **values: Any) -> None:
    """Set columns of one row."""
    session.execute(update(table).where(_c.staff_id == staff_id).values(values))


def held(session: Session) -> dict[str, int]:
    """How many conversations each agent has."""
    counted = select(_v.agent_id, func.count()).where(_v.agent_id.is_not(None)).group_by(_v.agent_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def held_by(session: Session, staff_id: str) -> tuple[str, ...]:
    """The conversations one agent has."""
    found = select(_v.id).where(_v.agent_id == staff_id, _v.owner == "agent").order_by(_v.id)
    return tuple(session.scalars(found))
