"""What happened, append-only: the source of live updates and of the history of a conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id


class EventRow(Base):
    """One fact. The payload never holds what somebody wrote: the text stays in the message it points to."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    type: Mapped[str] = mapped_column(String(32))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    payload: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "conversation_id", "id"), {"sqlite_autoincrement": True})
