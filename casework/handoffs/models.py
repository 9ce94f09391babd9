"""Requests for a human: why, since when, who took it, how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN = text("closed_at IS NULL")
_WAITING = text("state = 'waiting'")


class HandoffRow(Base):
    """One stay with humans, from the request to the hand-back; at most one open in each conversation."""

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Slug)
    # Rank of the urgency (0 info … 3 critical), so that the queue can be ordered by it.
    urgency: Mapped[int] = mapped_column(Integer)
    # Large text or older: before others of the same urgency.
    elder: Mapped[bool] = mapped_column(server_default=false())
    summary: Mapped[dict[str, Any] | None]
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    waiting_since: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(Id)
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_handoffs_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_handoffs_queue",
            "urgency",
            "elder",
            "waiting_since",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(None, "conversation_id", "id"),
        # Today's figures.
        Index(None, "waiting_since"),
        Index(None, "taken_at"),
        Index(None, "closed_at"),
        {"sqlite_autoincrement": True},
    )
