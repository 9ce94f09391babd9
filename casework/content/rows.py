"""Reading and writing the rows of changes, each step with its event and its record in the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, table_of
from casework.content.errors import ContentStepError
from casework.content.models import ContentEventRow, ContentRevisionRow, ContentVersionRow
from casework.content.types import Body, ContentEvent, Revision
from casework.errors import NotFoundError, StaleError
from casework.statuses import ContentState, ContentStep

revisions, events = table_of(ContentRevisionRow), table_of(ContentEventRow)
_versions = table_of(ContentVersionRow)
_COLUMNS = columns_for(revisions, Revision)
_EVENT_COLUMNS = columns_for(events, ContentEvent)
_THE_ROW = 1


def get(session: Session, revision_id: int, *, lock: bool = False) -> Revision:
    """NotFoundError."""
    found = select(*_COLUMNS).where(revisions.c.id == revision_id)
    row = session.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        raise NotFoundError("revision")
    return Revision(*row)


def select_revisions() -> Any:
    """A SELECT whose rows are read with `Revision(*row)`."""
    return select(*_COLUMNS)


def select_events() -> Any:
    """A SELECT whose rows are read with `ContentEvent(*row)`."""
    return select(*_EVENT_COLUMNS)


def at(session: Session, revision_id: int, version: int, step: str, *states: ContentState) -> Revision:
    """The change, locked, if it is at this version and in such a state; StaleError, ContentStepError."""
    found = get(session, revision_id, lock=True)
    if found.version != version:
        raise StaleError(version, found.version)
    if found.state not in states:
        raise ContentStepError(step, found.state)
    return found


def version_of(session: Session) -> int:
    """The version of what is in force; 0 before anything was published."""
    found = session.execute(
        select(_versions.c.version).where(_versions.c.id == _THE_ROW)
    ).scalar_one_or_none()
    return found or 0


def lock_version(session: Session) -> int:
    """The version, and nobody else may change what is in force until this transaction ends."""
    _first_version(session)
    found = select(_versions.c.version).where(_versions.c.id == _THE_ROW).with_for_update()
    return int(session.execute(found).scalar_one())


def raise_version(session: Session) -> None:
    """Another wording is in force."""
    session.execute(update(_versions).values(version=_versions.c.version + 1))


def _first_version(session: Session) -> None:
    if session.execute(select(_versions.c.id)).first() is not None:
        return
    try:
        with session.begin_nested():
            session.execute(insert(_versions), {"id": _THE_ROW, "version": 0})
    except IntegrityError:
        # Somebody else's first one came between.
        return


def add(session: Session, values: dict[str, Any]) -> int:
    """A new change; IntegrityError when one of the same entry is open."""
    made = session.execute(insert(revisions), values)
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def change(session: Session, revision: Revision, now: datetime, **values: Any) -> Revision:
    """The change with other values, one version on."""
    values |= {"version": revision.version + 1, "updated_at": now}
    session.execute(update(revisions).where(revisions.c.id == revision.id).values(**values))
    return get(session, revision.id)


def note(
    session: Session,
    revision: Revision,
    step: ContentStep,
    former: ContentState | None,
    actor: Actor,
    now: datetime,
    said: str = "",
    *,
    checks: str = "",
    before: Body | None = None,
    after: Body | None = None,
) -> None:
    """Append the step to the history, and to the audit."""
    row = {
        "revision_id": revision.id, "entry_id": revision.entry_id, "step": step, "from_state": former,
        "to_state": revision.state, "actor_id": actor.id, "actor_name": actor.name, "note": said,
        "checks": checks, "digest": revision.digest, "before": before, "after": after, "at": now,
    }  # fmt: skip
    session.execute(insert(events), row)
    about = {"revision": revision.id, "state": revision.state, "digest": revision.digest}
    record(
        session, actor, f"content.{step}", "content", revision.entry_id, now, reason=said or None, after=about
    )
