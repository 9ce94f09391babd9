"""Complaints, what happened to them, and what can be erased of them: texts, persons, files, drafts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_OPEN_DRAFT = text("state = 'open'")
_HAS_PHONE = text("fingerprint IS NOT NULL")
_IS_DEMO = text("demo")
_REFERRED = text("regulator_ref IS NOT NULL")
_CLOCK = ("start_day", "limit_days", "paused_days", "paused_since_day", "assignee_id", "department")
Short = String(16)
_DAY = ("received_day", "demo")
_DIMENSIONS = ("business", "cause", "channel", "region", "state", "door", "branch")
_COUNTED = (
    *("by_regulator", "on_time", "decided_day", "extension_days", "reopened", "satisfaction"),
    *("received_at", "first_response_at"),
)


class Minor(TypeDecorator[Decimal]):
    """An amount with two places, stored as a whole number of hundredths: exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Hundredths."""
        return None if value is None else int(value.scaleb(2))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Units with two places."""
        return None if value is None else Decimal(value).scaleb(-2)


class ComplaintRow(Base):
    """A complaint. Its clock is computed from the events; the columns below `received_day` add its inputs up.

    `…_day` are ordinals (date.toordinal) of days of Asia/Shanghai, so that databases can count with them.
    """

    __tablename__ = "complaints"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    receipt: Mapped[str] = mapped_column(Short, unique=True)
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Short)
    door: Mapped[str] = mapped_column(Short)
    region: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(Short)
    people: Mapped[int] = mapped_column(Integer)
    script: Mapped[str] = mapped_column(Short)
    mode: Mapped[str] = mapped_column(Short)
    conversation_id: Mapped[str | None] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    story: Mapped[str]
    wish: Mapped[str]
    happened_from: Mapped[date | None] = mapped_column(Date)
    happened_to: Mapped[date | None] = mapped_column(Date)
    happened_said: Mapped[str]
    place_said: Mapped[str]
    branch: Mapped[str | None] = mapped_column(Slug)
    amount: Mapped[Decimal | None] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(Short)
    business: Mapped[str] = mapped_column(Short)
    cause: Mapped[str] = mapped_column(Short)
    sure: Mapped[float] = mapped_column(Float)
    classified_by: Mapped[str] = mapped_column(Short)
    by_regulator: Mapped[bool] = mapped_column(Boolean)
    regulator_ref: Mapped[str | None] = mapped_column(Slug)
    agent_suspected: Mapped[bool] = mapped_column(Boolean)
    alert_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("alerts.id"))
    # No foreign key: the demo's year has assignees that are no accounts.
    assignee_id: Mapped[str | None] = mapped_column(Id)
    department: Mapped[str | None] = mapped_column(Slug)
    received_at: Mapped[datetime]
    filed_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Short)
    refusal: Mapped[str | None] = mapped_column(String(32))
    compensation: Mapped[Decimal | None] = mapped_column(Minor)
    satisfaction: Mapped[int | None] = mapped_column(Integer)
    rated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    demo: Mapped[bool] = mapped_column(Boolean)
    erased_at: Mapped[datetime | None]

    # Facts the clock's inputs add up to, for lists and figures; never a date that is due.
    received_day: Mapped[int] = mapped_column(Integer)
    decided_day: Mapped[int | None] = mapped_column(Integer)
    # The count in course: of the complaint ("main") or of its review; anew after new facts or a reopening.
    run: Mapped[str] = mapped_column(Short)
    start_day: Mapped[int] = mapped_column(Integer)
    # Days granted by the rule with what was extended; None: no rule.
    limit_days: Mapped[int | None] = mapped_column(Integer)
    # Days since `start_day` that did not count, in pauses that have ended; and since when it stands still.
    paused_days: Mapped[int] = mapped_column(Integer)
    paused_since_day: Mapped[int | None] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(Short)
    appraisal: Mapped[bool] = mapped_column(Boolean)
    reviewed: Mapped[bool] = mapped_column(Boolean)
    reopened: Mapped[int] = mapped_column(Integer)
    # Days by which it was ever extended.
    extension_days: Mapped[int] = mapped_column(Integer)
    on_time: Mapped[bool | None] = mapped_column(Boolean)
    # Whether any count ever ran over its days while the complaint was open; nothing takes it back.
    overran: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # The last day (an ordinal) that was reminded of, so that it is not done twice.
    reminded_day: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_complaints_worklist", "state", "received_at", "id"),
        Index("ix_complaints_assignee", "assignee_id", "state", "received_at", "id"),
        Index("ix_complaints_received_at", "received_at"),
        Index("ix_complaints_demo", "id", sqlite_where=_IS_DEMO, postgresql_where=_IS_DEMO),
        # For the figures: each count walks one of these in its order, under any filter, and reads no row.
        Index("ix_complaints_by_day", *_DAY, *_DIMENSIONS, *_COUNTED),
        Index("ix_complaints_by_matter", "business", "cause", "channel", *_DAY, *_DIMENSIONS[3:]),
        Index("ix_complaints_by_place", "region", "state", "door", *_DAY, *_DIMENSIONS[:3], "branch"),
        Index("ix_complaints_by_branch", "branch", *_DAY, *_DIMENSIONS[:6]),
        # For the desk: the order of work and its numbers.
        Index("ix_complaints_clock", "state", *_CLOCK, "by_regulator", "received_at", "id"),
        Index("ix_complaints_department", "department", "state", "received_at", "id"),
        Index(
            "ix_complaints_regulator_ref", "regulator_ref", sqlite_where=_REFERRED, postgresql_where=_REFERRED
        ),
        {"sqlite_autoincrement": True},
    )


class ComplaintEventRow(Base):
    """One step of a complaint. No text; the database refuses to change or remove it."""

    __tablename__ = "complaint_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(BigId, ForeignKey("complaints.id"))
    # The complaint's version after the event: of two writers at once, one fails.
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    actor_type: Mapped[str] = mapped_column(Short)
    # No foreign key: the record outlives the account.
    actor_id: Mapped[str | None] = mapped_column(Id)
    from_state: Mapped[str | None] = mapped_column(Short)
    to_state: Mapped[str] = mapped_column(Short)
    payload: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("complaint_id", "version"), {"sqlite_autoincrement": True})


class ComplaintTextRow(Base):
    """What was written with an event, masked; erasing empties it and leaves the row."""

    __tablename__ = "complaint_texts"

    event_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("complaint_events.id"), primary_key=True, autoincrement=False
    )
    complaint_id: Mapped[int] = mapped_column(BigId, ForeignKey("complaints.id"), index=True)
    text: Mapped[str | None]
    reason: Mapped[str | None]


class ComplaintPartyRow(Base):
    """A person of a complaint, sealed; erasing empties `sealed`, `shown` and `fingerprint`."""

    __tablename__ = "complaint_parties"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(BigId, ForeignKey("complaints.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(Short)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown: Mapped[dict[str, Any]]
    # Keyed hash of the phone number: finds the same customer without opening anything.
    fingerprint: Mapped[str | None] = mapped_column(Slug)
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_complaint_parties_fingerprint",
            "fingerprint",
            sqlite_where=_HAS_PHONE,
            postgresql_where=_HAS_PHONE,
        ),
    )


class ComplaintFileRow(Base):
    """An attachment's description; its bytes are sealed in the store of files under `key`."""

    __tablename__ = "complaint_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(BigId, ForeignKey("complaints.id"), index=True)
    name: Mapped[str | None]
    type: Mapped[str] = mapped_column(Slug)
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(Slug)
    uploaded_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Slug)

    __table_args__ = ({"sqlite_autoincrement": True},)


class ComplaintDraftRow(Base):
    """What a conversation has said so far towards a complaint; at most one open in each conversation."""

    __tablename__ = "complaint_drafts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(Short)
    answers: Mapped[dict[str, Any]]
    complaint_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("complaints.id"))
    # Whether its words were added to an older complaint.
    joined: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_complaint_drafts_open",
            "conversation_id",
            unique=True,
            sqlite_where=_OPEN_DRAFT,
            postgresql_where=_OPEN_DRAFT,
        ),
        Index("ix_complaint_drafts_conversation", "conversation_id", "updated_at"),
        Index("ix_complaint_drafts_state", "state", "updated_at"),
    )


class LookupFailureRow(Base):
    """A wrong query code, or one for a receipt that is none of ours; both names are keyed hashes."""

    __tablename__ = "lookup_failures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    receipt_hash: Mapped[str] = mapped_column(Slug)
    who_hash: Mapped[str] = mapped_column(Slug)
    failed_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index(None, "receipt_hash", "failed_at"), Index(None, "who_hash", "failed_at"))
