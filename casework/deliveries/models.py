"""One row for each message that a channel outside must carry to the customer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN = text("done_at IS NULL")


class DeliveryRow(Base):
    """Stored in the same transaction as its message; `parts` of a long text that are there already.

    `holder` has it until `held_until`; `error` is the platform's last code.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    parts: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime]
    holder: Mapped[str | None] = mapped_column(Slug)
    held_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "conversation_id", "message_id"),
        Index("ix_deliveries_open", "next_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )
