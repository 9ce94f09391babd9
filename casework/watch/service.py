"""Look for unusual look-ups, flag them, and note what the auditor says of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import SYSTEM, Actor
from casework.base import columns_for, table_of
from casework.checks import reasoned
from casework.errors import NotAllowedError, NotFoundError, TransitionError, ValueRefusedError
from casework.hours.types import ZONE, OfficeHours
from casework.staff import service as staff
from casework.staff.roles import require
from casework.statuses import OPEN_WATCH, WatchState
from casework.watch.finding import hits_of
from casework.watch.looks import known_of, looks_of
from casework.watch.models import WatchFlagRow
from casework.watch.rules import load
from casework.watch.types import Flag, Hit

# Records of slow transactions come later than their time says.
OVERLAP: Final = timedelta(minutes=15)
# Before the first look of all, and after a long standstill: at most so far back.
FURTHEST: Final = timedelta(days=7)
_WINDOW: Final = timedelta(minutes=60)
_MOST_RECORDS: Final = 100_000
_MOST_EVIDENCE: Final = 500

_table = table_of(WatchFlagRow)
_c = _table.c
_COLUMNS = columns_for(_table, Flag)


def find(session: Session, since: datetime, now: datetime, hours: OfficeHours) -> tuple[Hit, ...]:
    """What holds on the days (Shanghai's) from `since` until `now`; reads only."""
    return tuple(hit for begins in _days(since, now) for hit in _of_day(session, begins, hours))


def note(session: Session, hits: Sequence[Hit], now: datetime) -> tuple[Flag, ...]:
    """Flag what is new; the new flags. What an auditor has spoken on is flagged again only for later acts."""
    return tuple(flag for hit in hits if (flag := _noted(session, hit, now)))


def worklist(
    session: Session, *, state: str = "due", staff_id: str | None = None, limit: int = 100
) -> tuple[Flag, ...]:
    """Flags, the newest day first; `state` one of the statuses, or ``due``: what is not explained yet."""
    wanted = sorted(OPEN_WATCH) if state == "due" else [state]
    found = select(*_COLUMNS).where(_c.state.in_(wanted))
    if staff_id is not None:
        found = found.where(_c.staff_id == staff_id)
    rows = session.execute(found.order_by(_c.day.desc(), _c.id.desc()).limit(limit))
    return tuple(Flag(*row) for row in rows)


def get(session: Session, flag_id: int) -> Flag:
    """One flag; NotFoundError."""
    row = session.execute(select(*_COLUMNS).where(_c.id == flag_id)).one_or_none()
    if row is None:
        raise NotFoundError("flag")
    return Flag(*row)


def review(
    session: Session, actor: Actor, flag_id: int, state: WatchState, reason: str, now: datetime
) -> Flag:
    """An auditor says that it is explained, or hands it on (escalated); on record with the reason.

    NotAllowedError (also for one's own), NotFoundError, ValueRefusedError, TransitionError.
    """
    require(actor, "review_watch")
    if state not in ("explained", "escalated"):
        raise ValueRefusedError("state", "must be explained or escalated")
    why = reasoned("reason", reason)
    session.execute(select(_c.id).where(_c.id == flag_id).with_for_update())
    found = get(session, flag_id)
    if found.staff_id == actor.id:
        raise NotAllowedError("one's own flag", "own_decision")
    if found.state not in OPEN_WATCH or found.state == state:
        raise TransitionError(state, found.state)
    values = {"state": state, "reviewed_by": actor.id, "reviewed_at": now, "reason": why, "updated_at": now}
    session.execute(update(_table).where(_c.id == flag_id).values(values))
    was = {"state": found.state}
    audit.record(session, actor, f"watch.{state}", "watch", str(flag_id), now, reason=why, before=was)
    return get(session, flag_id)


def _days(since: datetime, now: datetime) -> Iterator[datetime]:
    here = max(since, now - FURTHEST).astimezone(ZONE)
    begins = here.replace(hour=0, minute=0, second=0, microsecond=0)
    while begins <= now:
        yield begins
        begins += timedelta(days=1)


def _of_day(session: Session, begins: datetime, hours: OfficeHours) -> tuple[Hit, ...]:
    rules = load()
    actions = frozenset[str]().union(*(rule.actions for rule in rules))
    records = audit.search(
        session, actions=actions, since=begins - _WINDOW, until=begins + timedelta(days=1),
        limit=_MOST_RECORDS,
    )  # fmt: skip
    people = {one.id: one.family_name for one in staff.everyone(session)}
    looks = looks_of(session, [found for found in records if found.actor_id in people])
    known = known_of(session, {look.matter for look in looks})
    return hits_of(rules, looks, known, people, hours, begins.date().toordinal(), begins)


def _noted(session: Session, hit: Hit, now: datetime) -> Flag | None:
    rows = session.execute(
        select(*_COLUMNS)
        .where(_c.rule == hit.rule, _c.staff_id == hit.staff_id, _c.day == hit.day)
        .order_by(_c.id)
        .with_for_update()
    )
    flags = [Flag(*row) for row in rows]
    told = {number for flag in flags for number in flag.evidence}
    fresh = hit.evidence - told
    if not fresh or len(told) >= _MOST_EVIDENCE:
        return None
    if flags and flags[-1].state == "open":
        kept = sorted({*flags[-1].evidence, *fresh})[:_MOST_EVIDENCE]
        values = {"evidence": kept, "last_at": hit.last_at, "updated_at": now}
        session.execute(update(_table).where(_c.id == flags[-1].id).values(values))
        return None
    return _raised(session, hit, sorted(fresh)[:_MOST_EVIDENCE], now)


def _raised(session: Session, hit: Hit, evidence: list[int], now: datetime) -> Flag:
    values = {
        "rule": hit.rule, "staff_id": hit.staff_id, "day": hit.day, "state": "open", "evidence": evidence,
        "first_at": hit.first_at, "last_at": hit.last_at, "raised_at": now, "updated_at": now,
    }  # fmt: skip
    made: int = session.execute(insert(_table).values(values).returning(_c.id)).scalar_one()
    about = {"rule": hit.rule, "staff_id": hit.staff_id}
    audit.record(session, SYSTEM, "watch.raised", "watch", str(made), now, after=about)
    return get(session, made)
