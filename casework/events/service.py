"""Record what happened and read it back in order; nothing here changes or removes an event."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.events.models import EventRow
from casework.events.types import Event
from casework.messages.models import MessageRow
from casework.messages.types import Message
from casework.statuses import EventType

table = table_of(EventRow)
_messages = table_of(MessageRow)
_INSERT = insert(table)
_HERE = table.c.conversation_id == bindparam("conversation")
_OWN = (table.c.id, table.c.conversation_id, table.c.type, table.c.payload, table.c.created_at)
_AFTER = (
    select(*_OWN, *columns_for(_messages, Message))
    .outerjoin(_messages, _messages.c.id == table.c.message_id)
    .where(_HERE, table.c.id > bindparam("after"))
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_LAST = select(func.coalesce(func.max(table.c.id), 0)).where(_HERE)


def record(
    session: Session,
    conversation_id: str,
    type_: EventType,
    now: datetime,
    *,
    message_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Append one event. The caller holds the conversation's lock, so ids grow in commit order."""
    session.execute(
        _INSERT,
        {
            "conversation_id": conversation_id,
            "type": type_,
            "message_id": message_id,
            "payload": payload,
            "created_at": now,
        },
    )


def after(session: Session, conversation_id: str, after: int = 0, limit: int = 200) -> tuple[Event, ...]:
    """At most `limit` events with id > `after`, oldest first; going on from the last id misses none."""
    rows = session.execute(_AFTER, {"conversation": conversation_id, "after": after, "most": limit})
    return tuple(_read(tuple(row)) for row in rows)


def last(session: Session, conversation_id: str) -> int:
    """The id of the newest event, 0 if there is none: where a new live stream starts."""
    found: int = session.execute(_LAST, {"conversation": conversation_id}).scalar_one()
    return found


def _read(row: tuple[Any, ...]) -> Event:
    id_, conversation_id, type_, payload, created_at, *message = row
    found = Message(*message) if message[0] is not None else None
    return Event(id_, conversation_id, type_, payload, created_at, found)
