"""Who did what to which object, when, and why: append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug


class AuditRow(Base):
    """One act of a staff member or of the system. The database refuses to change or remove it."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    # No foreign key: the record outlives the account, and "system" acts too.
    actor_id: Mapped[str] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Slug)
    action: Mapped[str] = mapped_column(Slug)
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(Slug)
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    address: Mapped[str | None] = mapped_column(Slug)

    __table_args__ = (
        Index(None, "object_type", "object_id", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )
