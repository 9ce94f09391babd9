"""Logins and password changes: short database functions around the slow hashing.

These calls block for a tenth of a second: from an event loop, call them with `asyncio.to_thread`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import SYSTEM, Actor
from casework.base import table_of
from casework.db import Database
from casework.errors import LoginError
from casework.staff import passwords, service, sessions, throttle
from casework.staff.models import StaffRow
from casework.staff.types import Login, NewAccount, Staff
from casework.statuses import Role

_c = table_of(StaffRow).c


@dataclass(frozen=True, slots=True)
class _Known:
    staff: Staff
    password_hash: str
    one_time_until: datetime | None

    def usable(self, now: datetime) -> bool:
        expired = self.one_time_until is not None and self.one_time_until <= now
        return self.staff.disabled_at is None and not expired


def add_account(database: Database, actor: Actor, name: str, role: Role, now: datetime) -> NewAccount:
    """Add an account and make its one-time password; NotAllowedError, ValueRefusedError (name is taken)."""
    password = passwords.one_time()
    stored = passwords.hashed(password)
    made = database.run_write(lambda session: service.add(session, actor, name, role, stored, now))
    return NewAccount(made, password)


def reset_password(database: Database, actor: Actor, staff_id: str, now: datetime) -> NewAccount:
    """A new one-time password for somebody who forgot theirs; ends their sessions. Not of a disabled one."""
    password = passwords.one_time()
    stored = passwords.hashed(password)
    found = database.run_write(lambda session: service.reset(session, actor, staff_id, stored, now))
    return NewAccount(found, password)


def enable_account(database: Database, actor: Actor, staff_id: str, now: datetime) -> NewAccount:
    """Open a disabled account again; the password it had does not come back."""
    password = passwords.one_time()
    stored = passwords.hashed(password)
    found = database.run_write(lambda session: service.enable(session, actor, staff_id, stored, now))
    return NewAccount(found, password)


def refuse(database: Database, name: str, password: str, address: str, now: datetime) -> Login:
    """LoginError as `login` raises it, counted, on record and as slow: no password opens this name here."""
    database.run_write(lambda session: throttle.count_attempt(session, _plain(name), address, now))
    passwords.fits(password, None)
    database.run_write(lambda session: _failed(session, None, address, now))
    raise LoginError


def login(database: Database, name: str, password: str, address: str, now: datetime) -> Login:
    """Sign in; LoginError (one for every cause), ThrottledError after too many failures."""
    name = _plain(name)
    known = database.run_write(lambda session: _attempt(session, name, address, now))
    right = passwords.fits(password, known.password_hash if known else None)
    if known is None or not right or not known.usable(now):
        database.run_write(lambda session: _failed(session, known, address, now))
        raise LoginError
    renewed = passwords.hashed(password) if passwords.outdated(known.password_hash) else None
    return database.run_write(lambda session: _succeeded(session, known, renewed, address, now))


def change_password(database: Database, token: str, old: str, new: str, address: str, now: datetime) -> None:
    """Change one's own password, sign out everywhere else. LoginError, ThrottledError, ValueRefusedError."""
    signed_in = database.run_read(lambda session: sessions.find(session, token, now))
    if signed_in is None:
        raise LoginError
    staff = signed_in.staff
    passwords.check_new(new, staff.name, old)
    known = database.run_write(lambda session: _attempt(session, staff.name, address, now))
    if known is None or not passwords.fits(old, known.password_hash):
        raise LoginError
    stored = passwords.hashed(new)
    database.run_write(lambda session: _changed(session, staff, stored, token, address, now))


def _plain(name: str) -> str:
    return name.strip().lower()[:64]


def _attempt(session: Session, name: str, address: str, now: datetime) -> _Known | None:
    throttle.count_attempt(session, name, address, now)
    row = session.execute(
        select(_c.id, _c.password_hash, _c.one_time_until).where(_c.name == name)
    ).one_or_none()
    return _Known(service.get(session, row[0]), row[1], row[2]) if row is not None else None


def _failed(session: Session, known: _Known | None, address: str, now: datetime) -> None:
    throttle.forget_old(session, now)
    # An unknown name is not written down: it may be a password typed into the wrong field.
    actor = replace(known.staff.actor(), address=address) if known else replace(SYSTEM, address=address)
    object_id = known.staff.id if known else "unknown"
    record(session, actor, "staff.login_failed", "staff", object_id, now)


def _succeeded(session: Session, known: _Known, renewed: str | None, address: str, now: datetime) -> Login:
    staff = service.get(session, known.staff.id)
    if staff.disabled_at is not None:
        raise LoginError
    throttle.forgive(session, staff.name, address)
    service.write(session, staff.id, last_login_at=now, **({"password_hash": renewed} if renewed else {}))
    record(session, staff.actor(address), "staff.login", "staff", staff.id, now)
    return sessions.begin(session, replace(staff, last_login_at=now), now, address[:64])


def _changed(session: Session, staff: Staff, stored: str, token: str, address: str, now: datetime) -> None:
    service.write(session, staff.id, password_hash=stored, must_change=False, one_time_until=None)
    sessions.end_all(session, staff.id, now, but=token)
    throttle.forgive(session, staff.name, address)
    record(session, staff.actor(address), "staff.password_changed", "staff", staff.id, now)
