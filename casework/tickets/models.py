"""Call-back tickets: a request for a human that came when nobody was there to answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN = text("closed_at IS NULL")


class TicketRow(Base):
    """One ticket of one handoff; erasing empties `sealed`, `shown` and `fingerprint`."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    handoff_id: Mapped[int] = mapped_column(BigId, ForeignKey("handoffs.id"))
    state: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str] = mapped_column(String(16))
    # Whether a number was asked for, given or refused.
    contact: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown: Mapped[str | None] = mapped_column(Slug)
    # The same keyed hash as of persons of complaints: finds one customer in both.
    fingerprint: Mapped[str | None] = mapped_column(Slug, index=True)
    opened_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    called_at: Mapped[datetime | None]
    # No foreign key: the record outlives the account.
    called_by: Mapped[str | None] = mapped_column(Id)
    again_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("handoff_id"),
        Index("ix_tickets_open", "opened_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )
