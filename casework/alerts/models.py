"""Alerts and what happened to them. No text: what was said stays in the message an event points to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN = text("closed_at IS NULL")
_HAS_MESSAGE = text("message_id IS NOT NULL")


class AlertRow(Base):
    """One suspected fraud, merged from all its findings; at most one open in each conversation."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(String(16))
    type: Mapped[str | None] = mapped_column(Slug)
    stage: Mapped[str] = mapped_column(String(16))
    # Rank of the severity (0 info … 3 critical), so that the work list can be ordered by it.
    severity: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float)
    person: Mapped[str | None] = mapped_column(String(16))
    facts: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    events: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None]
    # No foreign key: the system closes alerts too.
    closed_by: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        Index("uq_alerts_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_alerts_worklist", "state", "severity", "raised_at", "id"),
        Index(None, "raised_at"),
        {"sqlite_autoincrement": True},
    )


class AlertEventRow(Base):
    """One step of an alert, at most one for a message. The database refuses to change or remove it."""

    __tablename__ = "alert_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    alert_id: Mapped[int] = mapped_column(BigId, ForeignKey("alerts.id"))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    kind: Mapped[str] = mapped_column(String(16))
    finding: Mapped[dict[str, Any] | None]
    staff_id: Mapped[str | None] = mapped_column(Id)
    outcome: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]

    __table_args__ = (
        Index(None, "alert_id", "id"),
        Index(
            "uq_alert_events_message",
            "message_id",
            unique=True,
            sqlite_where=_HAS_MESSAGE,
            postgresql_where=_HAS_MESSAGE,
        ),
        {"sqlite_autoincrement": True},
    )
