"""Staff accounts, their sessions, and the count of failed logins."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, Id, Slug


class StaffRow(Base):
    """One account. A one-time password must be changed before anything else, and stops working by itself."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Slug, unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str]
    must_change: Mapped[bool]
    one_time_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # How customers see them: a name, and a number in the order in which accounts were made.
    public_name: Mapped[str | None] = mapped_column(Slug)
    number: Mapped[int] = mapped_column(Integer, server_default="0")
    # The family name alone: whoever looks up people of their own name is asked about it (casework.watch).
    family_name: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (Index("ix_staff_number", "number", unique=True),)


class StaffSessionRow(Base):
    """A login in one browser; only the hash of its token is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(Slug, primary_key=True)
    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(Slug)

    __table_args__ = (Index(None, "staff_id"),)


class StaffIdentityRow(Base):
    """What a directory outside calls an account: an issuer and a subject."""

    __tablename__ = "staff_identities"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"))
    linked_at: Mapped[datetime]

    __table_args__ = (Index(None, "staff_id", "issuer", unique=True),)


class LoginFailureRow(Base):
    """Failed logins under one key (a name or an address), known or not, and until when it has to wait."""

    __tablename__ = "login_failures"

    key: Mapped[str] = mapped_column(Slug, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
