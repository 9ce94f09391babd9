"""Make, change and retire ready replies; count what is sent. What a text may say its caller checks.

Everybody's are proposed by anyone at the desk and used once somebody else who supervises has approved them;
a change to one is a proposal too, and the old wording stays until then.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, insert, or_, select, update
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
    """A new reply, one's own or a proposal for everybody. NotAllowedError, ValueRefusedError."""
    require(actor, "desk")
    values = _checked(wanted) | {"owner_id": None if wanted.shared else actor.id}
    if len(_of(session, _whose(values["owner_id"]))) >= MOST:
        raise ValueRefusedError("count", f"at most {MOST}")
    return _insert(session, "canned.added", values, actor, now)


def change(
    session: Session, canned_id: int, version: int, wanted: Wording, actor: Actor, now: datetime
) -> Own:
    """Write it anew; whose it is stays. What everybody uses stays, and a proposal is made.

    NotFoundError, NotAllowedError, StaleError, ValueRefusedError.
    """
    before = _theirs(session, canned_id, version, actor)
    values = _checked(wanted)
    if before.owner_id is None and not before.pending:
        values |= {"owner_id": None, "replaces_id": before.id}
        return _insert(session, "canned.added", values, actor, now)
    _write(session, before, values | {"author_id": actor.id, "updated_at": now})
    was = {"title": before.title, "text": before.text, "tags": before.tags}
    _note(session, "canned.changed", before, actor, now, was, values)
    return get(session, canned_id, actor)


def approve(session: Session, canned_id: int, version: int, actor: Actor, now: datetime) -> Own:
    """From now on everybody is offered it, instead of the one it replaces.

    NotAllowedError: of one's own wording, or by who does not supervise. NotFoundError, StaleError.
    """
    require(actor, "supervise")
    before = _fresh(session, canned_id, version, actor)
    if not before.pending or before.author_id == actor.id:
        raise NotAllowedError("a second person approves")
    _write(session, before, {"approved_by": actor.id, "approved_at": now, "updated_at": now})
    if before.replaces_id is not None:
        _replace(session, before.replaces_id, before, now)
    was = {"author_id": before.author_id, "replaces_id": before.replaces_id}
    record(session, actor, "canned.approved", "canned", str(canned_id), now, before=was)
    return get(session, canned_id, actor)


def retire(session: Session, canned_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Offer it no more, or take a proposal back. NotFoundError, NotAllowedError, StaleError."""
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
    """One's own and everybody's that are approved, in the order in which they were made."""
    return tuple(one for one in shelf(session, staff_id) if not one.pending)


def shelf(session: Session, staff_id: str) -> tuple[Own, ...]:
    """The same with what waits for a second person."""
    return _of(session, or_(_whose(None), _whose(staff_id)))


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


def _of(session: Session, whose: ColumnElement[bool]) -> tuple[Own, ...]:
    found = select(*_COLUMNS).where(whose, _c.retired_at.is_(None)).order_by(_c.id)
    return tuple(Own(*row) for row in session.execute(found))


def _whose(owner: str | None) -> ColumnElement[bool]:
    return _c.owner_id.is_(None) if owner is None else _c.owner_id == owner


def _insert(session: Session, action: str, values: dict[str, Any], actor: Actor, now: datetime) -> Own:
    values = values | {"author_id": actor.id, "version": 1, "created_at": now, "updated_at": now}
    key = session.execute(insert(_table), values).inserted_primary_key  # type: ignore[attr-defined]
    made = get(session, key[0], actor)
    _note(session, action, made, actor, now, None, values)
    return made


def _replace(session: Session, old_id: int, by: Own, now: datetime) -> None:
    """The old wording goes, how often it was used stays with the new one."""
    gone = update(_table).where(_c.id == old_id, _c.retired_at.is_(None))
    session.execute(gone.values(retired_at=now, updated_at=now, version=_c.version + 1))
    session.execute(update(_uses).where(_u.key == f"own-{old_id}").values(key=by.key))


def _fresh(session: Session, canned_id: int, version: int, actor: Actor) -> Own:
    found = get(session, canned_id, actor)
    if found.version != version:
        raise StaleError(version, found.version)
    return found


def _theirs(session: Session, canned_id: int, version: int, actor: Actor) -> Own:
    require(actor, "desk")
    found = get(session, canned_id, actor)
    proposed = found.pending and found.author_id == actor.id
    if found.owner_id is None and not proposed and not may(actor.role, "supervise"):
        raise NotAllowedError("only who supervises changes everybody's replies")
    return _fresh(session, canned_id, version, actor)


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
    kept = ("title", "text", "tags", "owner_id", "replaces_id")
    after = {name: value for name, value in (after or {}).items() if name in kept} or None
    record(session, actor, action, "canned", str(of.id), now, before=before, after=after)
