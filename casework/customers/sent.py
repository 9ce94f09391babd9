"""Pictures, recordings and films that a customer sent in a chat, for the copy of their data."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.wechat.models import WechatMediaRow

_c = table_of(WechatMediaRow).c


class Stored(Protocol):
    """Anything the store of files has."""

    @property
    def key(self) -> str:
        """How the store finds it."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One that was kept, and its path in the archive."""

    key: str
    message_id: int
    type: str
    size: int

    @property
    def path(self) -> str:
        """Named by the message it came with."""
        return f"messages/{self.message_id}.{self.type.rpartition('/')[2]}"


def sent(session: Session, conversation_id: str) -> tuple[Sent, ...]:
    """Those of a conversation that are there, in order."""
    found = (
        select(_c.file_key, _c.message_id, _c.content_type, _c.size)
        .where(_c.conversation_id == conversation_id, _c.file_key.is_not(None))
        .order_by(_c.id)
    )
    return tuple(
        Sent(key, message, type_ or "", size or 0) for key, message, type_, size in session.execute(found)
    )
