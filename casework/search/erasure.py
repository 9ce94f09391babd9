"""Taking texts out of the index, in the transaction that erases the texts themselves."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.search import index
from casework.search.models import SearchCursorRow, SearchEntryRow

# A mark that words of erased texts still lie in SQLite's index, and how often something was erased.
ERASED: Final = "erased"
_entries, _cursors = table_of(SearchEntryRow), table_of(SearchCursorRow)
_e = _entries.c


def forget_conversation(session: Session, conversation_id: str) -> None:
    """What was said and noted in a conversation; complaints that were filed in it stay."""
    _forget(session, (_e.conversation_id == conversation_id) & _e.complaint_id.is_(None))


def forget_complaint(session: Session, complaint_id: int) -> None:
    """All words of a complaint."""
    _forget(session, _e.complaint_id == complaint_id)


def forget_complaints(session: Session, complaint_ids: Sequence[int]) -> None:
    """The same of several at once."""
    for at in range(0, len(complaint_ids), 500):
        _forget(session, _e.complaint_id.in_(complaint_ids[at : at + 500]))


def _forget(session: Session, which: ColumnElement[bool]) -> None:
    rows = session.execute(select(_e.id, _e.words, _e.tags).where(which)).all()
    if not rows:
        return
    index.remove(session, [(row.id, index.known_by(row.words), row.tags) for row in rows])
    session.execute(delete(_entries).where(which))
    if index.is_sqlite(session):
        _note(session)


def _note(session: Session) -> None:
    here = _cursors.c.source == ERASED
    done: Any = session.execute(update(_cursors).where(here).values(last=_cursors.c.last + 1))
    if not done.rowcount:
        session.execute(insert(_cursors), {"source": ERASED, "last": 1})
