"""What can be found, and how far was read. The databases' own index of it is ``search_index`` (index.py)."""

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id

_OF_TALK = text("conversation_id IS NOT NULL")
_OF_COMPLAINT = text("complaint_id IS NOT NULL")


class SearchEntryRow(Base):
    """One text that can be found. The id begins with the second it was written in: newest first is by id.

    `words`: the text folded (words.py). `tags`: what else it is filtered by, as the index has it. No foreign
    keys: an entry goes with its text, in the same transaction.
    """

    __tablename__ = "search_entries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[int] = mapped_column(BigId)
    conversation_id: Mapped[str | None] = mapped_column(Id)
    complaint_id: Mapped[int | None] = mapped_column(BigId)
    words: Mapped[str]
    tags: Mapped[str]

    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index(None, "conversation_id", sqlite_where=_OF_TALK, postgresql_where=_OF_TALK),
        Index(None, "complaint_id", sqlite_where=_OF_COMPLAINT, postgresql_where=_OF_COMPLAINT),
    )


class SearchCursorRow(Base):
    """How far one source has been read: everything up to `last` is in the index or was passed over."""

    __tablename__ = "search_cursors"

    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int] = mapped_column(BigId)
