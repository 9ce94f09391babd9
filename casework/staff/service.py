"""Accounts: add, read, change role, disable, enable. Passwords are hashed outside (``staff.login``)."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, new_id, table_of
from casework.checks import one_of, reasoned, seen, sized
from casework.errors import NotFoundError, ValueRefusedError
from casework.staff import sessions
from casework.staff.models import StaffRow
from casework.staff.roles import may, require
from casework.staff.types import Staff
from casework.statuses import ROLES, Role

ONE_TIME: Final = timedelta(days=3)

_table = table_of(StaffRow)
_COLUMNS = columns_for(_table, Staff)


def add(session: Session, actor: Actor, name: str, role: Role, password_hash: str, now: datetime) -> Staff:
    """Add an account whose password must be changed at the first login, within three days."""
    require(actor, "manage_staff")
    one_of("role", role, ROLES)
    name = tidy_name(name)
    if by_name(session, name) is not None:
        raise ValueRefusedError("name", "is taken")
    made = Staff(new_id(), name, role, True, now, None, None, None, _next_number(session))
    values = {column.name: getattr(made, column.name) for column in _COLUMNS}
    session.execute(
        insert(_table), {**values, "password_hash": password_hash, "one_time_until": now + ONE_TIME}
    )
    record(session, actor, "staff.added", "staff", made.id, now, after={"name": name, "role": role})
    return made


def get(session: Session, staff_id: str) -> Staff:
    """The account; NotFoundError."""
    row = session.execute(select(*_COLUMNS).where(_table.c.id == staff_id)).one_or_none()
    if row is None:
        raise NotFoundError("staff")
    return Staff(*row)


def by_name(session: Session, name: str) -> Staff | None:
    """The account of this name, in any case of letters."""
    row = session.execute(select(*_COLUMNS).where(_table.c.name == tidy_name(name))).one_or_none()
    return Staff(*row) if row is not None else None


def everyone(session: Session) -> tuple[Staff, ...]:
    """All accounts by name, disabled ones too."""
    return tuple(Staff(*row) for row in session.execute(select(*_COLUMNS).order_by(_table.c.name)))


def count(session: Session) -> int:
    """How many accounts there are: a first run makes one when there is none."""
    found: int = session.execute(select(func.count()).select_from(_table)).scalar_one()
    return found


def set_role(session: Session, actor: Actor, staff_id: str, role: Role, now: datetime) -> Staff:
    """Give another role; it holds from the next request on."""
    require(actor, "manage_staff")
    one_of("role", role, ROLES)
    before = get(session, staff_id)
    if not may(role, "manage_staff"):
        _leave_a_manager(session, staff_id)
    write(session, staff_id, role=role)
    was, is_ = {"role": before.role}, {"role": role}
    record(session, actor, "staff.role_changed", "staff", staff_id, now, before=was, after=is_)
    return get(session, staff_id)


def set_public_name(
    session: Session, actor: Actor, staff_id: str, public_name: str | None, now: datetime
) -> Staff:
    """How customers see them (at most 20 characters, no digits); None: by their number. ValueRefusedError."""
    require(actor, "manage_staff")
    before = get(session, staff_id)
    name = _letters("public_name", public_name, 20)
    write(session, staff_id, public_name=name)
    was, is_ = {"public_name": before.public_name}, {"public_name": name}
    record(session, actor, "staff.renamed", "staff", staff_id, now, before=was, after=is_)
    return get(session, staff_id)


def set_family_name(
    session: Session, actor: Actor, staff_id: str, family_name: str | None, now: datetime
) -> Staff:
    """Their family name (at most 16 letters), for the watch alone; None: not known. ValueRefusedError."""
    require(actor, "manage_staff")
    before = get(session, staff_id)
    name = _letters("family_name", family_name, 16)
    write(session, staff_id, family_name=name)
    was, is_ = {"known": bool(before.family_name)}, {"known": bool(name)}
    record(session, actor, "staff.family_name", "staff", staff_id, now, before=was, after=is_)
    return get(session, staff_id)


def disable(session: Session, actor: Actor, staff_id: str, reason: str, now: datetime) -> Staff:
    """Close the account and every session of it; what it did stays on record. ValueRefusedError."""
    require(actor, "manage_staff")
    why = reasoned("reason", reason, shortest=2)
    if get(session, staff_id).disabled_at is not None:
        raise ValueRefusedError("staff_id", "is disabled already")
    _leave_a_manager(session, staff_id)
    write(session, staff_id, disabled_at=now)
    sessions.end_all(session, staff_id, now)
    record(session, actor, "staff.disabled", "staff", staff_id, now, reason=why)
    return get(session, staff_id)


def enable(session: Session, actor: Actor, staff_id: str, password_hash: str, now: datetime) -> Staff:
    """Open a disabled account again, with a new one-time password: the old one may be known to others."""
    require(actor, "manage_staff")
    if get(session, staff_id).disabled_at is None:
        raise ValueRefusedError("staff_id", "is not disabled")
    _start_anew(session, staff_id, password_hash, now)
    record(session, actor, "staff.enabled", "staff", staff_id, now)
    return get(session, staff_id)


def reset(session: Session, actor: Actor, staff_id: str, password_hash: str, now: datetime) -> Staff:
    """Store a new one-time password and end the account's sessions; a disabled one is enabled instead."""
    require(actor, "manage_staff")
    if get(session, staff_id).disabled_at is not None:
        raise ValueRefusedError("staff_id", "is disabled: enable it")
    _start_anew(session, staff_id, password_hash, now)
    record(session, actor, "staff.password_reset", "staff", staff_id, now)
    return get(session, staff_id)


def end_session(session: Session, actor: Actor, staff_id: str, id_: str, now: datetime) -> bool:
    """End one open session, one's own or as a manager, on record; False when it is over already."""
    if actor.id != staff_id:
        require(actor, "manage_staff")
    if not sessions.end_one(session, staff_id, id_, now):
        return False
    record(session, actor, "staff.session_ended", "staff", staff_id, now, after={"session": id_})
    return True


def end_sessions(
    session: Session, actor: Actor, staff_id: str, now: datetime, *, but: str | None = None
) -> None:
    """End all open sessions, one's own (`but` the one with this token) or as a manager; on record."""
    if actor.id != staff_id:
        require(actor, "manage_staff")
    sessions.end_all(session, staff_id, now, but=but)
    record(session, actor, "staff.sessions_ended", "staff", staff_id, now)


def _start_anew(session: Session, staff_id: str, password_hash: str, now: datetime) -> None:
    until = now + ONE_TIME
    values = {"password_hash": password_hash, "must_change": True, "one_time_until": until}
    write(session, staff_id, **values, disabled_at=None)
    sessions.end_all(session, staff_id, now)


def write(session: Session, staff_id: str, **values: Any) -> None:
    """Set columns of one account; for this slice alone."""
    session.execute(update(_table).where(_table.c.id == staff_id).values(values))


def _letters(field: str, name: str | None, longest: int) -> str | None:
    """Letters, dots and blanks: nothing that looks like a number to call."""
    plain = " ".join(seen(name or "").split())
    if any(not (sign.isalpha() or sign in " ·.") for sign in plain):
        raise ValueRefusedError(field, "must be letters")
    return sized(field, plain, longest) if plain else None


def _next_number(session: Session) -> int:
    # Of two accounts made at once the second waits for the first, and then counts it.
    session.execute(select(_table.c.id).with_for_update()).all()
    return (session.scalar(select(func.max(_table.c.number))) or 0) + 1


def _leave_a_manager(session: Session, staff_id: str) -> None:
    """Somebody must remain who can manage accounts."""
    others = (s for s in everyone(session) if s.id != staff_id and s.disabled_at is None)
    if not any(may(other.role, "manage_staff") for other in others):
        raise ValueRefusedError("staff_id", "is the last one who manages accounts")


def tidy_name(name: str) -> str:
    """The name as it is stored: trimmed, lower case, 2 to 40 characters."""
    return sized("name", name.strip().lower(), 40, 2)
