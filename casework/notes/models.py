"""Notes of staff on a conversation, appended only; deleting the conversation empties their text."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id


class NoteRow(Base):
    """One note. `kind` says what it goes with; `staff_id` is empty for the system, `to_id` unless passed on.

    `after_id`: the newest message when it was written, 0 for none; it stands behind it in the transcript.
    """

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[str | None] = mapped_column(Id)
    to_id: Mapped[str | None] = mapped_column(Id)
    text: Mapped[str]
    after_id: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "conversation_id", "id"),
        Index(None, "created_at"),
        {"sqlite_autoincrement": True},
    )
