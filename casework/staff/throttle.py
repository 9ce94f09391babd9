"""Failed logins make the next one wait: by name and address together, by address, and by name."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.errors import ThrottledError
from casework.staff.models import LoginFailureRow

_FORGET: Final = timedelta(hours=1)
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(minutes=15)
# Failures allowed before waiting. A branch may share one address, and nobody shall lock a colleague out by
# guessing from elsewhere: so only name and address together are counted strictly.
_PAIR, _ADDRESS, _NAME = 5, 30, 50

_table = table_of(LoginFailureRow)
_c = _table.c


@dataclass(frozen=True, slots=True)
class _Count:
    failures: int
    failed_at: datetime
    blocked_until: datetime | None


def count_attempt(session: Session, name: str, address: str, now: datetime) -> None:
    """Count an attempt as failed before its password is looked at; ThrottledError when it has to wait.

    Counting first means that many attempts at the same moment do not get more guesses.
    """
    limits = _limits(name, address)
    counts = {key: _read(session, key, now) for key in sorted(limits)}
    waits = [c.blocked_until - now for c in counts.values() if c.blocked_until and c.blocked_until > now]
    if waits:
        raise ThrottledError(max(waits).total_seconds())
    for key, limit in limits.items():
        _add(session, key, limit, counts[key], now)


def forgive(session: Session, name: str, address: str) -> None:
    """A right password clears what was counted for this name at this address."""
    session.execute(delete(_table).where(_c.key.in_(list(_limits(name, address)))))


def forget_old(session: Session, now: datetime) -> None:
    """Remove counts nobody needs any more."""
    session.execute(delete(_table).where(_c.failed_at < now - _FORGET))


def _limits(name: str, address: str) -> dict[str, int]:
    return {_key("both", name, address): _PAIR, _key("address", address): _ADDRESS, _key("name", name): _NAME}


def _key(*parts: str) -> str:
    # Hashed: what people type into the name field is now and then their password.
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _read(session: Session, key: str, now: datetime) -> _Count:
    """The count, locked; made first if need be, so that two first attempts at once are no conflict."""
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    fresh = {"key": key, "failures": 0, "failed_at": now}
    session.execute(make(_table).values(fresh).on_conflict_do_nothing())
    row = session.execute(
        select(_c.failures, _c.failed_at, _c.blocked_until).where(_c.key == key).with_for_update()
    ).one()
    return _Count(*row)


def _add(session: Session, key: str, limit: int, found: _Count, now: datetime) -> None:
    failures = found.failures + 1 if now - found.failed_at < _FORGET else 1
    wait = min(_FIRST_WAIT * 2 ** min(failures - limit, 10), _LONGEST_WAIT) if failures >= limit else None
    values = {"failures": failures, "failed_at": now, "blocked_until": now + wait if wait else None}
    session.execute(update(_table).where(_c.key == key).values(values))
