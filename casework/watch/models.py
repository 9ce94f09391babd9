"""What the watch has flagged, and what the auditor said of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Json, Slug

_OPEN = text("state = 'open'")


class WatchFlagRow(Base):
    """One rule that held for one staff member on one day (an ordinal of Shanghai's).

    `evidence` are numbers of audit records: nothing of a customer is copied here.
    """

    __tablename__ = "watch_flags"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rule: Mapped[str] = mapped_column(Slug)
    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"))
    day: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    evidence: Mapped[list[Any]] = mapped_column(Json)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    reviewed_by: Mapped[str | None] = mapped_column(Id)
    reviewed_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    __table_args__ = (
        Index(
            "uq_watch_flags_open",
            "rule",
            "staff_id",
            "day",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "staff_id", "day"),
        {"sqlite_autoincrement": True},
    )
