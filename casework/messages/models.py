"""Messages of both sides, in the order they were stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_HAS_CLIENT_ID = text("client_message_id IS NOT NULL")
_IS_REPLY = text("in_reply_to IS NOT NULL")
_PENDING = text("state = 'accepted'")
_HELD = text("state = 'held'")


class MessageRow(Base):
    """One message; `state` only for the customer's, `payload` what goes with a reply (buttons, sources …).

    Ids grow within a conversation in the order of commit, because its row is locked while one is stored.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    client_message_id: Mapped[str | None] = mapped_column(Slug)
    sender: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    payload: Mapped[dict[str, Any] | None]
    masked: Mapped[bool]
    script: Mapped[str | None] = mapped_column(String(16))
    in_reply_to: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    state: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "conversation_id", "id"),
        Index(
            "uq_messages_client_message_id",
            "conversation_id",
            "client_message_id",
            unique=True,
            sqlite_where=_HAS_CLIENT_ID,
            postgresql_where=_HAS_CLIENT_ID,
        ),
        Index("ix_messages_replies", "in_reply_to", sqlite_where=_IS_REPLY, postgresql_where=_IS_REPLY),
        Index(
            "ix_messages_pending", "conversation_id", "id", sqlite_where=_PENDING, postgresql_where=_PENDING
        ),
        Index("ix_messages_held", "conversation_id", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        {"sqlite_autoincrement": True},
    )
