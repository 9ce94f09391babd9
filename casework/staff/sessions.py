"""Sessions of staff: a random token in the browser, its hash in the database."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.staff.models import StaffRow, StaffSessionRow
from casework.staff.types import Login, OpenSession, SignedIn, Staff

LONGEST: Final = timedelta(hours=12)
IDLE: Final = timedelta(minutes=30)
_REFRESH: Final = timedelta(minutes=1)

_table = table_of(StaffSessionRow)
_staff = table_of(StaffRow)
_c = _table.c


def begin(session: Session, staff: Staff, now: datetime, address: str | None = None) -> Login:
    """Open a session; the token is returned once and cannot be read back."""
    token = secrets.token_urlsafe(32)
    signed_in = SignedIn(staff, now + LONGEST, now)
    values = {"token_hash": _hash(token), "staff_id": staff.id, "created_at": now, "seen_at": now}
    values |= {"expires_at": signed_in.expires_at, "address": address}
    session.execute(insert(_table), values)
    return Login(token, signed_in)


def find(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who is signed in with this token; None when unknown, ended, expired, idle for 30 minutes, disabled."""
    row = session.execute(
        select(_c.expires_at, _c.seen_at, *columns_for(_staff, Staff))
        .join(_staff, _staff.c.id == _c.staff_id)
        .where(
            _c.token_hash == _hash(token),
            _c.ended_at.is_(None),
            _c.expires_at > now,
            _c.seen_at > now - IDLE,
            _staff.c.disabled_at.is_(None),
        )
    ).one_or_none()
    return SignedIn(Staff(*row[2:]), row[0], row[1]) if row is not None else None


def needs_touch(signed_in: SignedIn, now: datetime) -> bool:
    """Whether `touch` is due: at most once a minute, so that reading pages stays reading."""
    return now - signed_in.seen_at >= _REFRESH


def touch(session: Session, token: str, now: datetime) -> None:
    """The person is still there: the idle time starts anew."""
    session.execute(update(_table).where(_c.token_hash == _hash(token)).values(seen_at=now))


def end(session: Session, token: str, now: datetime) -> None:
    """Sign out."""
    session.execute(
        update(_table).where(_c.token_hash == _hash(token), _c.ended_at.is_(None)).values(ended_at=now)
    )


def end_all(session: Session, staff_id: str, now: datetime, *, but: str | None = None) -> None:
    """Sign out everywhere, except where the token is `but`."""
    others = update(_table).where(_c.staff_id == staff_id, _c.ended_at.is_(None))
    if but is not None:
        others = others.where(_c.token_hash != _hash(but))
    session.execute(others.values(ended_at=now))


def open_of(session: Session, staff_id: str, now: datetime) -> tuple[OpenSession, ...]:
    """The sessions one could still use, the newest first."""
    found = session.execute(
        select(_c.token_hash, _c.created_at, _c.seen_at, _c.address)
        .where(_c.staff_id == staff_id, _c.ended_at.is_(None), _c.expires_at > now, _c.seen_at > now - IDLE)
        .order_by(_c.created_at.desc())
    )
    return tuple(OpenSession(_name(row[0]), *row[1:]) for row in found)


def end_one(session: Session, staff_id: str, id_: str, now: datetime) -> bool:
    """End the open session of this name; False when there is none (any more)."""
    hashes = session.scalars(select(_c.token_hash).where(_c.staff_id == staff_id, _c.ended_at.is_(None)))
    wanted = [found for found in hashes if _name(found) == id_]
    session.execute(update(_table).where(_c.token_hash.in_(wanted)).values(ended_at=now))
    return bool(wanted)


def name_of(token: str) -> str:
    """What `open_of` calls the session of this token."""
    return _name(_hash(token))


def _name(token_hash: str) -> str:
    return _hash(f"name:{token_hash}")[:16]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
