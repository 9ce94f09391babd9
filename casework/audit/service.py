"""Append to the audit and read it; the database refuses changes and removals (migration 0001)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from casework.audit.models import AuditRow
from casework.audit.types import Actor, AuditRecord
from casework.base import columns_for, table_of

_table = table_of(AuditRow)
_COLUMNS = columns_for(_table, AuditRecord)
_c = _table.c


def record(
    session: Session,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: str,
    now: datetime,
    *,
    reason: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one act, in the transaction of the act itself: neither happens without the other.

    `before` and `after` are JSON and never hold a secret or an opened personal value.
    """
    session.execute(
        insert(_table),
        {
            "at": now,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "action": action,
            "object_type": object_type,
            "object_id": object_id,
            "reason": reason,
            "before": before,
            "after": after,
            "address": actor.address,
        },
    )


def search(
    session: Session, *, before_id: int | None = None, limit: int = 100, **wanted: Any
) -> tuple[AuditRecord, ...]:
    """At most `limit` records that fit, newest first; go on with `before_id`.

    Wanted, each or none: `object_type`, `object_id`, `actor_id`, `action`; `actions` (any of these); `since`,
    `until` (exclusive).
    """
    found = select(*_COLUMNS).where(*_fitting(**wanted))
    if before_id is not None:
        found = found.where(_c.id < before_id)
    rows = session.execute(found.order_by(_c.id.desc()).limit(limit))
    return tuple(AuditRecord(*row) for row in rows)


def count(session: Session, **wanted: Any) -> int:
    """How many records fit; wanted as in `search`."""
    found: int = session.execute(
        select(func.count()).select_from(_table).where(*_fitting(**wanted))
    ).scalar_one()
    return found


def _fitting(
    *,
    object_type: str | None = None,
    object_id: str | None = None,
    actor_id: str | None = None,
    action: str | None = None,
    actions: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[ColumnElement[bool]]:
    wanted = {"object_type": object_type, "object_id": object_id, "actor_id": actor_id, "action": action}
    yield from (_c[name] == value for name, value in wanted.items() if value is not None)
    if actions:
        yield _c.action.in_(sorted(actions))
    if since is not None:
        yield _c.at >= since
    if until is not None:
        yield _c.at < until


def by_ids(session: Session, ids: Collection[int]) -> tuple[AuditRecord, ...]:
    """These records, oldest first."""
    rows = session.execute(select(*_COLUMNS).where(_c.id.in_(sorted(ids))).order_by(_c.id))
    return tuple(AuditRecord(*row) for row in rows)
