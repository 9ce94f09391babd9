"""Presence: signs of life, what somebody says of themselves, how many they can carry, who is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import table_of
from casework.checks import one_of
from casework.duty import offers, rows
from casework.duty.types import Colleague, Presence, Standing, is_here
from casework.errors import NotFoundError, ValueRefusedError
from casework.staff.models import StaffRow
from casework.staff.roles import PERMISSIONS, require
from casework.statuses import DUTY_STATES, DutyState

BEAT: Final = timedelta(seconds=30)
MOST: Final = 50
_DESK = sorted(role for role, own in PERMISSIONS.items() if "desk" in own)
_s, _d = table_of(StaffRow).c, rows.table.c
_ROSTER = (
    select(_s.id, _s.name, _s.role, _d.state, _d.state_at, _d.seen_at, _d.idle_since, _d.capacity)
    .outerjoin(rows.table, _d.staff_id == _s.id)
    .where(_s.disabled_at.is_(None), _s.role.in_(_DESK))
    .order_by(_s.name)
)


def presence(session: Session, staff_id: str) -> Presence | None:
    """What is known of one staff member; None before their first sign of life."""
    return rows.read(session, staff_id)


def needs_beat(found: Presence | None, now: datetime) -> bool:
    """Whether `beat` is due: at most every 30 seconds, so that reading pages stays reading."""
    return found is None or found.seen_at is None or now - found.seen_at >= BEAT


def beat(session: Session, staff_id: str, now: datetime) -> Presence:
    """A sign of life."""
    found = rows.locked(session, staff_id, now)
    rows.write(session, staff_id, seen_at=now)
    return found


def arrive(session: Session, staff_id: str, now: datetime) -> None:
    """Signed in: there, and available whatever they said last time."""
    rows.locked(session, staff_id, now)
    rows.write(session, staff_id, seen_at=now, state="available", state_at=now, idle_since=now)


def set_state(session: Session, actor: Actor, state: DutyState, now: datetime) -> None:
    """Somebody says of themselves: available, busy or away; on record. ValueRefusedError."""
    require(actor, "desk")
    one_of("state", state, DUTY_STATES)
    before = rows.locked(session, actor.id, now)
    rows.write(session, actor.id, seen_at=now)
    if before.state == state:
        return
    rows.write(session, actor.id, state=state, state_at=now, idle_since=now)
    was, is_ = {"state": before.state}, {"state": state}
    record(session, actor, "duty.state", "staff", actor.id, now, before=was, after=is_)


def set_capacity(session: Session, actor: Actor, staff_id: str, capacity: int | None, now: datetime) -> None:
    """Give an account its own number of conversations at once, 1 to 50; None: the bank's. On record."""
    require(actor, "manage_staff")
    if capacity is not None and not 1 <= capacity <= MOST:
        raise ValueRefusedError("capacity", f"must be 1 to {MOST}")
    if session.execute(select(_s.id).where(_s.id == staff_id)).first() is None:
        raise NotFoundError("staff")
    before = rows.locked(session, staff_id, now)
    rows.write(session, staff_id, capacity=capacity)
    was, is_ = {"capacity": before.capacity}, {"capacity": capacity}
    record(session, actor, "duty.capacity", "staff", staff_id, now, before=was, after=is_)


def roster(session: Session, now: datetime, capacity: int) -> tuple[Colleague, ...]:
    """Everybody who may handle conversations, by name, absent ones too; `capacity` is the bank's."""
    held, offered = rows.held(session), offers.open_counts(session, now)
    found = session.execute(_ROSTER)
    return tuple(_colleague(row, now, capacity, held.get(row[0], 0), offered.get(row[0], 0)) for row in found)


def on_duty(session: Session, now: datetime) -> int:
    """How many are there and not away: whether a customer who waits will be seen."""
    return sum(one.standing in ("available", "busy") for one in roster(session, now, 1))


def _colleague(row: Sequence[Any], now: datetime, capacity: int, held: int, offered: int) -> Colleague:
    id_, name, role, state, state_at, seen_at, idle_since, own = row
    here = is_here(seen_at, now)
    standing: Standing = state if here else "absent"
    since = state_at if here else seen_at
    return Colleague(id_, name, role, standing, since, seen_at, idle_since, held, offered, own or capacity)
