"""Who of the staff is there, and which waiting conversations are offered to whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN = text("ended_at IS NULL")


class DutyRow(Base):
    """One staff member at the desk. The row's lock orders everything that is put into their hands.

    `seen_at` is the last sign of life, empty after signing out; `idle_since`: when they were last given one.
    """

    __tablename__ = "duty"

    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    state_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    idle_since: Mapped[datetime]
    # Their own number of conversations at once; empty: the bank's.
    capacity: Mapped[int | None] = mapped_column(Integer)


class OfferRow(Base):
    """A waiting conversation offered to one agent for a short time; at most one open for each."""

    __tablename__ = "duty_offers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    handoff_id: Mapped[int] = mapped_column(BigId, ForeignKey("handoffs.id"))
    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"))
    offered_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        Index(
            "uq_duty_offers_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index(None, "handoff_id"),
        {"sqlite_autoincrement": True},
    )


class DutyRoundRow(Base):
    """When a round of periodic work was last done: its lock lets one gateway do it, not all of them."""

    __tablename__ = "duty_rounds"

    name: Mapped[str] = mapped_column(Slug, primary_key=True)
    at: Mapped[datetime]
