"""Reading changes of answers: lists, history, and what is in force."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.text import fold
from casework.content import rows
from casework.content.types import ContentEvent, Filter, InForce, Revision
from casework.statuses import OPEN_CONTENT

_r, _e = rows.revisions.c, rows.events.c


def get(session: Session, revision_id: int) -> Revision:
    """NotFoundError."""
    return rows.get(session, revision_id)


def version(session: Session) -> int:
    """Grows whenever another wording is in force; one small read, to be asked often."""
    return rows.version_of(session)


def in_force(session: Session) -> InForce:
    """Every published change."""
    # The version first: what is published meanwhile is then read again with the next one.
    at = rows.version_of(session)
    found = session.execute(rows.select_revisions().where(_r.state == "published"))
    return InForce(at, {row.entry_id: Revision(*row) for row in found})


def open_of(session: Session, entry_id: str) -> Revision | None:
    """The open change of an entry."""
    wanted = rows.select_revisions().where(_r.entry_id == entry_id, _r.state.in_(OPEN_CONTENT))
    row = session.execute(wanted).one_or_none()
    return Revision(*row) if row is not None else None


def worklist(session: Session, wanted: Filter) -> tuple[Revision, ...]:
    """Changes that fit, newest first."""
    found = rows.select_revisions().where(*_fitting(wanted)).order_by(_r.id.desc()).limit(wanted.limit)
    return tuple(Revision(*row) for row in session.execute(found))


def counts(session: Session) -> dict[str, int]:
    """How many changes there are in each state."""
    found = session.execute(select(_r.state, func.count()).group_by(_r.state))
    return {row[0]: row[1] for row in found}


def events_of(session: Session, revision_id: int) -> tuple[ContentEvent, ...]:
    """What happened to one change, oldest first."""
    found = rows.select_events().where(_e.revision_id == revision_id).order_by(_e.id)
    return tuple(ContentEvent(*row) for row in session.execute(found))


def history(session: Session, wanted: Filter) -> tuple[ContentEvent, ...]:
    """Steps that fit, newest first; words are looked for in ids, notes, texts and marks of wordings."""
    found = rows.select_events().join(rows.revisions, _r.id == _e.revision_id)
    tests: list[Any] = [_e.entry_id == wanted.entry] if wanted.entry else []
    tests += [_e.actor_id == wanted.by] if wanted.by else []
    tests += [_e.at >= wanted.since] if wanted.since else []
    tests += [_e.at < wanted.until] if wanted.until else []
    tests += [_e.id < wanted.before] if wanted.before else []
    tests += [_with(wanted.words, _e.note, _r.words, _e.entry_id, _e.digest)] if wanted.words else []
    ordered = found.where(*tests).order_by(_e.id.desc()).limit(wanted.limit)
    return tuple(ContentEvent(*row) for row in session.execute(ordered))


def published_of(session: Session, entry_id: str, limit: int = 50) -> tuple[Revision, ...]:
    """The changes of an entry that were ever said to customers, newest first."""
    wanted = rows.select_revisions().where(_r.entry_id == entry_id, _r.published_at.is_not(None))
    found = session.execute(wanted.order_by(_r.id.desc()).limit(limit))
    return tuple(Revision(*row) for row in found)


def searched(texts: Sequence[str]) -> str:
    """What is kept of texts to be searched: simplified, small letters."""
    return fold("\n".join(texts)).lower()


def _fitting(wanted: Filter) -> list[Any]:
    tests: list[Any] = [_r.entry_id == wanted.entry] if wanted.entry else []
    tests += [_r.state.in_(wanted.states)] if wanted.states else []
    tests += [_r.author_id == wanted.by] if wanted.by else []
    tests += [_r.id < wanted.before] if wanted.before else []
    tests += [_with(wanted.words, _r.words, _r.reason, _r.entry_id)] if wanted.words else []
    return tests


def _with(words: str, *columns: Any) -> Any:
    said = searched([words.strip()])
    return or_(*(column.contains(said, autoescape=True) for column in columns))
