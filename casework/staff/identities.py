"""Accounts of the bank's own directory: which subject of an issuer is whose account, and signing in by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import SYSTEM, Actor
from casework.base import table_of
from casework.checks import seen, sized
from casework.errors import ValueRefusedError
from casework.staff import service, sessions
from casework.staff.models import StaffIdentityRow
from casework.staff.roles import require
from casework.staff.types import Login, Staff
from casework.statuses import Role

# No password has this hash: who signs in through the directory has none here.
UNUSABLE = "!"
_table = table_of(StaffIdentityRow)
_c = _table.c


@dataclass(frozen=True, slots=True)
class RoleTold:
    """What the directory says that somebody is here; None: nothing."""

    role: Role | None


def subject_of(session: Session, staff_id: str, issuer: str) -> str | None:
    """What the directory calls this account."""
    wanted = select(_c.subject).where(_c.staff_id == staff_id, _c.issuer == issuer)
    found: str | None = session.execute(wanted).scalar_one_or_none()
    return found


def link(session: Session, actor: Actor, staff_id: str, issuer: str, subject: str, now: datetime) -> None:
    """Say who they are in the directory; empty: nobody. ValueRefusedError when that is somebody else."""
    require(actor, "manage_staff")
    service.get(session, staff_id)
    plain = seen(subject)
    owner = _owner(session, issuer, plain)
    if owner not in (None, staff_id):
        raise ValueRefusedError("subject", "is somebody else's")
    session.execute(delete(_table).where(_c.staff_id == staff_id, _c.issuer == issuer))
    if plain:
        values = {"issuer": issuer, "subject": sized("subject", plain, 255), "staff_id": staff_id}
        session.execute(insert(_table), {**values, "linked_at": now})
    record(session, actor, "staff.linked", "staff", staff_id, now, after={"linked": bool(plain)})


def sign_in(
    session: Session,
    issuer: str,
    subject: str,
    address: str,
    now: datetime,
    *,
    told: RoleTold | None = None,
) -> Login | None:
    """A session for whom the directory vouches for; None when they have no account or a closed one.

    `told`: the directory says the role, each time; None too when it names none. ValueRefusedError when that
    would leave nobody who manages accounts. A one-time password that was never used ends with it.
    """
    staff_id = _owner(session, issuer, subject)
    staff = service.get(session, staff_id) if staff_id else None
    if staff is None or staff.disabled_at is not None or (told is not None and told.role is None):
        object_id = staff.id if staff else "unknown"
        actor = staff.actor(address) if staff else Actor(SYSTEM.id, SYSTEM.name, "system", address)
        record(session, actor, "staff.login_failed", "staff", object_id, now, after={"by": "directory"})
        return None
    if told is not None and told.role is not None and told.role != staff.role:
        staff = service.set_role(session, SYSTEM, staff.id, told.role, now)
    if staff.must_change:
        service.write(session, staff.id, must_change=False, one_time_until=None, password_hash=UNUSABLE)
    service.write(session, staff.id, last_login_at=now)
    record(session, staff.actor(address), "staff.login", "staff", staff.id, now, after={"by": "directory"})
    return sessions.begin(session, service.get(session, staff.id), now, address[:64])


def known(session: Session, issuer: str, subject: str) -> bool:
    """Whether this subject has an account."""
    return _owner(session, issuer, subject) is not None


def make(session: Session, name: str, role: Role, issuer: str, subject: str, now: datetime) -> Staff:
    """An account for somebody the directory vouches for, without a password. ValueRefusedError (name)."""
    made = service.add(session, SYSTEM, name, role, UNUSABLE, now)
    service.write(session, made.id, must_change=False, one_time_until=None)
    link(session, SYSTEM, made.id, issuer, subject, now)
    return service.get(session, made.id)


def forget(session: Session, staff_ids: Sequence[str]) -> None:
    """Who held these closed accounts: what directories call them, and their family names."""
    session.execute(delete(_table).where(_c.staff_id.in_(staff_ids)))
    for staff_id in staff_ids:
        service.write(session, staff_id, family_name=None)


def _owner(session: Session, issuer: str, subject: str) -> str | None:
    wanted = select(_c.staff_id).where(_c.issuer == issuer, _c.subject == subject)
    found: str | None = session.execute(wanted).scalar_one_or_none()
    return found
