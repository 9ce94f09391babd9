"""Reading and writing handoff rows, and the order of the queue: most urgent, elder, longest waiting."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, text, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.handoffs.models import HandoffRow
from casework.handoffs.types import Handoff
from casework.statuses import URGENCIES, Urgency

table = table_of(HandoffRow)
_c = table.c
_COLUMNS = columns_for(table, Handoff)
_URGENCY_AT = [field.name for field in fields(Handoff)].index("urgency")
_OPEN = text("handoffs.closed_at IS NULL")
_WAITING = text("handoffs.state = 'waiting'")
_OPEN_ONE = select(*_COLUMNS).where(_c.conversation_id == bindparam("conversation"), _OPEN)
# Booleans have no order in every database.
_OLDER = case((_c.elder, 1), else_=0)
_AHEAD = (
    select(func.count())
    .select_from(table)
    .where(
        _WAITING,
        or_(
            _c.urgency > bindparam("urgency"),
            and_(_c.urgency == bindparam("urgency"), bindparam("elder") < _OLDER),
            and_(
                _c.urgency == bindparam("urgency"),
                bindparam("elder") == _OLDER,
                or_(
                    _c.waiting_since < bindparam("since"),
                    and_(_c.waiting_since == bindparam("since"), _c.id < bindparam("id")),
                ),
            ),
        ),
    )
)
_QUEUE = (
    select(*_COLUMNS)
    .where(_WAITING)
    .order_by(_c.urgency.desc(), _c.elder.desc(), _c.waiting_since, _c.id)
    .limit(bindparam("most"))
)
_QUEUED = _QUEUE.with_only_columns(_c.conversation_id)


def rank(urgency: Urgency) -> int:
    """0 (info) … 3 (critical)."""
    return URGENCIES.index(urgency)


def open_one(session: Session, conversation_id: str) -> Handoff | None:
    """The handoff in course, if there is one."""
    row = session.execute(_OPEN_ONE, {"conversation": conversation_id}).one_or_none()
    return _read(row) if row is not None else None


def of_ids(session: Session, ids: Collection[int]) -> dict[int, Handoff]:
    """These handoffs by their ids, ended or not."""
    rows = session.execute(select(*_COLUMNS).where(_c.id.in_(ids))) if ids else ()
    return {found.id: found for found in map(_read, rows)}


def place(session: Session, handoff: Handoff) -> int | None:
    """The place in the queue from 1; None unless it waits."""
    if handoff.state != "waiting":
        return None
    values = {
        "urgency": rank(handoff.urgency),
        "elder": int(handoff.elder),
        "since": handoff.waiting_since,
        "id": handoff.id,
    }
    return int(session.execute(_AHEAD, values).scalar_one()) + 1


def waiting(session: Session, limit: int = 100) -> tuple[Handoff, ...]:
    """Who waits, in the order in which agents should take them."""
    return tuple(_read(row) for row in session.execute(_QUEUE, {"most": limit}))


def waiting_ids(session: Session, limit: int = 100) -> list[str]:
    """Their conversations alone, in the same order."""
    return list(session.execute(_QUEUED, {"most": limit}).scalars())


def add(
    session: Session,
    conversation_id: str,
    reason: str,
    summary: dict[str, Any] | None,
    urgency: Urgency,
    message_id: int | None,
    now: datetime,
    *,
    elder: bool = False,
) -> Handoff:
    """Insert a waiting handoff."""
    values: dict[str, Any] = {
        "conversation_id": conversation_id,
        "state": "waiting",
        "reason": reason,
        "urgency": rank(urgency),
        "summary": summary,
        "message_id": message_id,
        "waiting_since": now,
        "elder": elder,
    }
    key = session.execute(insert(table), values).inserted_primary_key  # type: ignore[attr-defined]
    values |= {"id": key[0], "urgency": urgency, "taken_at": None, "taken_by": None, "closed_at": None}
    return Handoff(**values)


def change(session: Session, handoff: Handoff, **values: Any) -> Handoff:
    """Write some columns and read the row again."""
    session.execute(update(table).where(_c.id == handoff.id).values(values))
    return _read(session.execute(select(*_COLUMNS).where(_c.id == handoff.id)).one())


def _read(row: Row[Any]) -> Handoff:
    values = list(row)
    values[_URGENCY_AT] = URGENCIES[values[_URGENCY_AT]]
    return Handoff(*values)
