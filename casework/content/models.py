"""Changes of answers, and what happened to them; nothing here is about a customer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Json, Slug

_OPEN = text("state IN ('draft', 'submitted', 'returned', 'approved')")
_LIVE = text("state = 'published'")
_Short = String(16)


class ContentRevisionRow(Base):
    """A change. `body` are the fields of the entry as in its file; null retires it.

    `base_digest`: the wording it was made from, `file_digest`: the file's when it was published; both empty
    when there was none. `words` is what is searched.
    """

    __tablename__ = "content_revisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Slug)
    kind: Mapped[str] = mapped_column(_Short)
    state: Mapped[str] = mapped_column(_Short)
    title: Mapped[str]
    body: Mapped[dict[str, Any] | None] = mapped_column(Json)
    words: Mapped[str]
    digest: Mapped[str] = mapped_column(_Short)
    base_digest: Mapped[str] = mapped_column(_Short)
    file_digest: Mapped[str] = mapped_column(_Short)
    reason: Mapped[str]
    author_id: Mapped[str] = mapped_column(Id)
    reviewer_id: Mapped[str | None] = mapped_column(Id)
    publisher_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("uq_content_open", "entry_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_content_live", "entry_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "entry_id", "id"),
        Index(None, "state", "id"),
        {"sqlite_autoincrement": True},
    )


class ContentEventRow(Base):
    """A step. `before` and `after` are the fields of the entry before and after it, where it changed them."""

    __tablename__ = "content_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("content_revisions.id"), index=True)
    entry_id: Mapped[str] = mapped_column(Slug, index=True)
    step: Mapped[str] = mapped_column(_Short)
    from_state: Mapped[str | None] = mapped_column(_Short)
    to_state: Mapped[str] = mapped_column(_Short)
    actor_id: Mapped[str] = mapped_column(Id)
    actor_name: Mapped[str]
    note: Mapped[str]
    checks: Mapped[str]
    digest: Mapped[str] = mapped_column(_Short)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"sqlite_autoincrement": True},)


class ContentVersionRow(Base):
    """One row: it grows whenever another wording is in force, and its lock puts such steps in a line."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
