"""A customer's word on one answer; no words of theirs are kept here."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug


class FeedbackRow(Base):
    """One verdict on one answer, the last one given; after the chat's deletion without its message.

    `version` is the wording that was read (casework.content), None where it came from the files.
    """

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(Id, ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"), unique=True)
    entry: Mapped[str] = mapped_column(Slug)
    version: Mapped[str | None] = mapped_column(Slug)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(16))
    script: Mapped[str | None] = mapped_column(String(16))
    given_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "conversation_id"),
        Index(None, "given_at", "entry"),
        {"sqlite_autoincrement": True},
    )
