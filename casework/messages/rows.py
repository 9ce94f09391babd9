"""Reading and inserting message rows."""

from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.errors import NotFoundError
from casework.events.service import record
from casework.messages.models import MessageRow
from casework.messages.types import Message

table = table_of(MessageRow)
COLUMNS = columns_for(table, Message)
_FIELDS = tuple(name for name in Message.__slots__ if name != "id")
_INSERT = insert(table)
_HERE = table.c.conversation_id == bindparam("conversation")
_ONE = select(*COLUMNS).where(table.c.id == bindparam("message"), _HERE)
_BY_CLIENT_ID = select(*COLUMNS).where(
    _HERE, table.c.client_message_id == bindparam("client"), table.c.client_message_id.is_not(None)
)
_REPLIES = (
    select(*COLUMNS)
    .where(table.c.in_reply_to == bindparam("message"), table.c.in_reply_to.is_not(None))
    .order_by(table.c.id)
)
_AFTER = (
    select(*COLUMNS)
    .where(_HERE, table.c.id > bindparam("after"))
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_BEFORE = (
    select(*COLUMNS)
    .where(_HERE, table.c.id < bindparam("before"))
    .order_by(table.c.id.desc())
    .limit(bindparam("most"))
)
_NO_END = 2**53


def store(session: Session, draft: Message) -> Message:
    """Insert `draft` (its id is ignored) with its event; the caller holds the conversation's lock."""
    values: dict[str, Any] = {name: getattr(draft, name) for name in _FIELDS}
    key = session.execute(_INSERT, values).inserted_primary_key  # type: ignore[attr-defined]
    stored = Message(key[0], *values.values())
    record(session, stored.conversation_id, "message", stored.created_at, message_id=stored.id)
    return stored


def one(session: Session, conversation_id: str, message_id: int) -> Message:
    """The message, if it is of this conversation; else NotFoundError."""
    row = session.execute(_ONE, {"conversation": conversation_id, "message": message_id}).one_or_none()
    if row is None:
        raise NotFoundError("message")
    return Message(*row)


def by_client_id(session: Session, conversation_id: str, client_message_id: str) -> Message | None:
    """The message a client has sent under this id, if any."""
    values = {"conversation": conversation_id, "client": client_message_id}
    row = session.execute(_BY_CLIENT_ID, values).one_or_none()
    return Message(*row) if row is not None else None


def replies_to(session: Session, message_id: int) -> tuple[Message, ...]:
    """What was answered to a message, in order."""
    return tuple(Message(*row) for row in session.execute(_REPLIES, {"message": message_id}))


def history(session: Session, conversation_id: str, after: int = 0, limit: int = 200) -> tuple[Message, ...]:
    """At most `limit` messages of all senders with id > `after`, oldest first."""
    values = {"conversation": conversation_id, "after": after, "most": limit}
    return tuple(Message(*row) for row in session.execute(_AFTER, values))


def recent(
    session: Session, conversation_id: str, limit: int = 50, before: int | None = None
) -> tuple[Message, ...]:
    """The last `limit` messages (with id < `before`), oldest first."""
    values = {"conversation": conversation_id, "before": before or _NO_END, "most": limit}
    return tuple(Message(*row) for row in session.execute(_BEFORE, values))[::-1]
