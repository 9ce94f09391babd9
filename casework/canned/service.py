"""Make, change and retire ready replies; count what is sent. What a text may say its caller checks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, func, insert, or_, select, update
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, table_of
from casework.canned.models import CannedRow, CannedUseRow
from casework.canned.types import Own, Uses, Wording
from casework.checks import seen, sized
from casework.duty.rows import insert_new
from casework.errors import NotAllowedError, NotFoundError, StaleError, ValueRefusedError
from casework.staff.roles import may, require

LONGEST_TITLE: Final = 40
LONGEST_TEXT: Final = 500
LONGEST_TAGS: Final = 100
MOST: Final = 100  # for one person, and for all together

_table, _uses = table_of(CannedRow), table_of(CannedUseRow)
_c, _u = _table.c, _uses.c
_COLUMNS = columns_for(_table, Own)


def add(session: Session, wanted: Wording, actor: Actor, now: datetime) -> Own:
    """A new reply, one's own or, by who supervises, everybody's. NotAllowedError, ValueRefusedError."""
    owner = _owner(wanted, actor)
    values = _checked(wanted)
    if len(_of(session, owner)) >= MOST:
        raise ValueRefusedError("count", f"at most {MOST}")
    values |= {"owner_id": owner, "author_id": actor.id, "version": 1, "created_at": now, "updated_at": now}
    key = session.execute(insert(_table), values).inserted_primary_key  # type: ignore[attr-defined]
    made = get(session, key[0], actor)
    _note(session, "canned.added", made, actor, now, None, values)
    return made


def change(
    session: Session, canned_id: int, version: int, wanted: Wording, actor: Actor, now: datetime
) -> Own:
    """Write it anew; whose it is stays. NotFoundError, NotAllowedError, StaleError, ValueRefusedError."""
    before = _theirs(session, canned_id, version, actor)
    values = _checked(wanted)
    _write(session, before, values | {"author_id": actor.id, "updated_at": now})
    was = {"title": before.title, "text": before.text, "tags": before.tags}
    _note(session, "canned.changed", before, actor, now, was, values)
    return get(session, canned_id, actor)


def retire(session: Session, canned_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Offer it no more. NotFoundError, NotAllowedError, StaleError."""
    before = _theirs(session, canned_id, version, actor)
    _write(session, before, {"retired_at": now, "updated_at": now})
    _note(session, "canned.retired", before, actor, now, {"title": before.title, "text": before.text}, None)


def get(session: Session, canned_id: int, actor: Actor) -> Own:
    """One that this person may use; NotFoundError for another's and for a retired one."""
    mine = or_(_c.owner_id.is_(None), _c.owner_id == actor.id)
    found = select(*_COLUMNS).where(_c.id == canned_id, _c.retired_at.is_(None), mine)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFoundError("canned")
    return Own(*row)


def usable(session: Session, staff_id: str) -> tuple[Own, ...]:
    """One's own and everybody's, in the order in which they were made."""
    return _of(session, staff_id, None)


def count_use(session: Session, staff_id: str, key: str, now: datetime) -> None:
    """It has been sent once more."""
    sized("key", key, 64)
    insert_new(session, _uses, {"staff_id": staff_id, "key": key, "uses": 0, "used_at": now})
    which = (_u.staff_id == staff_id, _u.key == key)
    session.execute(update(_uses).where(*which).values(uses=_u.uses + 1, used_at=now))


def uses(session: Session, staff_id: str) -> Mapping[str, Uses]:
    """How often each was sent, by key."""
    own = func.sum(case((_u.staff_id == staff_id, _u.uses), else_=0))
    rows = session.execute(select(_u.key, own, func.sum(_u.uses)).group_by(_u.key))
    return {key: Uses(int(mine), int(every)) for key, mine, every in rows}


def _of(session: Session, *owners: str | None) -> tuple[Own, ...]:
    whose = or_(*(_c.owner_id.is_(None) if one is None else _c.owner_id == one for one in owners))
    found = select(*_COLUMNS).where(whose, _c.retired_at.is_(None)).order_by(_c.id)
    return tuple(Own(*row) for row in session.execute(found))


def _owner(wanted: Wording, actor: Actor) -> str | None:
    require(actor, "supervise" if wanted.shared else "desk")
    return None if wanted.shared else actor.id


def _theirs(session: Session, canned_id: int, version: int, actor: Actor) -> Own:
    require(actor, "desk")
    found = get(session, canned_id, actor)
    if found.owner_id is None and not may(actor.role, "supervise"):
        raise NotAllowedError("only who supervises changes everybody's replies")
    if found.version != version:
        raise StaleError(version, found.version)
    return found


def _write(session: Session, before: Own, values: dict[str, Any]) -> None:
    which = (_c.id == before.id, _c.version == before.version)
    values = values | {"version": before.version + 1}
    if session.execute(update(_table).where(*which).values(values)).rowcount != 1:  # type: ignore[attr-defined]
        raise StaleError(before.version, before.version + 1)


def _checked(wanted: Wording) -> dict[str, Any]:
    return {
        "title": sized("title", " ".join(seen(wanted.title).split()), LONGEST_TITLE),
        "text": sized("text", seen(wanted.text), LONGEST_TEXT),
        "tags": sized("tags", " ".join(seen(wanted.tags).split()), LONGEST_TAGS, 0),
    }


def _note(
    session: Session,
    action: str,
    of: Own,
    actor: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    kept = ("title", "text", "tags", "owner_id")
    after = {name: value for name, value in (after or {}).items() if name in kept} or None
    record(session, actor, action, "canned", str(of.id), now, before=before, after=after)
