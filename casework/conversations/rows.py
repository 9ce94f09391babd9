"""Locking and reading the conversation row: the lock is what orders everything inside one conversation."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.conversations.models import ConversationRow
from casework.conversations.types import Conversation
from casework.errors import DeletedError, NotFoundError

table = table_of(ConversationRow)
_BY_ID = select(*columns_for(table, Conversation)).where(table.c.id == bindparam("conversation"))
_LOCK = select(table.c.id).where(table.c.id == bindparam("conversation")).with_for_update()


def lock(session: Session, conversation_id: str) -> None:
    """Make every other writer of this conversation wait; on SQLite the transaction has done so already.

    A statement of its own: on PostgreSQL only what is read after the lock is sure to be new.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(_LOCK, {"conversation": conversation_id})


def read(session: Session, conversation_id: str) -> Conversation:
    """The conversation; NotFoundError, or DeletedError for a tombstone."""
    row = session.execute(_BY_ID, {"conversation": conversation_id}).one_or_none()
    if row is None:
        raise NotFoundError("conversation")
    found = Conversation(*row)
    if found.deleted_at is not None:
        raise DeletedError("conversation")
    return found


def locked(session: Session, conversation_id: str) -> Conversation:
    """`read` under the lock."""
    lock(session, conversation_id)
    return read(session, conversation_id)
