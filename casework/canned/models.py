"""Ready replies made at the desk, and how often each reply is used; the reviewed ones are content."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug


class CannedRow(Base):
    """One reply, in simplified. `owner_id` empty: everybody's, used once a second person approved it.

    `replaces_id`: the approved one whose place it takes then. A retired one stays, for the record.
    """

    __tablename__ = "canned"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    owner_id: Mapped[str | None] = mapped_column(Id, ForeignKey("staff.id"))
    title: Mapped[str] = mapped_column(Slug)
    text: Mapped[str]
    tags: Mapped[str] = mapped_column(String(128))
    author_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(Id)
    approved_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (Index(None, "owner_id"), {"sqlite_autoincrement": True})


class CannedUseRow(Base):
    """How often one person has sent a reply; `key` is the slug of a reviewed one, or `own-` and a number."""

    __tablename__ = "canned_uses"

    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Slug, primary_key=True)
    uses: Mapped[int] = mapped_column(Integer)
    used_at: Mapped[datetime]

    __table_args__ = (Index(None, "key"),)
