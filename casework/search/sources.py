"""Where texts come from: which rows of a table are new, what of each is indexed, and which went meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, exists, func, literal, null, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.models import ComplaintEventRow, ComplaintRow, ComplaintTextRow
from casework.conversations.models import ConversationRow
from casework.messages.models import MessageRow
from casework.notes.models import NoteRow
from casework.search.models import SearchEntryRow
from casework.search.types import Kind, Source

_messages, _chats, _notes = map(table_of, (MessageRow, ConversationRow, NoteRow))
_complaints, _steps, _texts = map(table_of, (ComplaintRow, ComplaintEventRow, ComplaintTextRow))
_m, _c, _n, _a, _s, _t = (t.c for t in (_messages, _chats, _notes, _complaints, _steps, _texts))
_e = table_of(SearchEntryRow).c
_NOTHING: Final = literal("", String())


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be indexed; `sender` empty where no conversation has it, `staff_id` who wrote it."""

    id: int
    at: datetime
    text: str
    conversation_id: str | None
    complaint_id: int | None
    sender: str
    staff_id: str | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class From:
    """A table of texts: its growing id, when a row was written, and what is read of it."""

    kind: Kind
    number: ColumnElement[int]
    at: ColumnElement[datetime]
    rows: Select[Any]
    present: ColumnElement[bool]


def _words(first: ColumnElement[str], *more: ColumnElement[str | None]) -> ColumnElement[str]:
    found: ColumnElement[str] = func.coalesce(first, "")
    for one in more:
        found = found + "\n" + func.coalesce(one, "")
    return found


def _of_complaint(number: Any, at: Any, words: Any, staff_id: Any, *, joined: Any) -> Select[Any]:
    columns = (number, at, words, _a.conversation_id, _a.id, _NOTHING, staff_id, _c.channel)
    return select(*columns).select_from(joined.outerjoin(_chats, _c.id == _a.conversation_id))


SOURCES: Final[Mapping[Source, From]] = {
    "message": From(
        "message",
        _m.id,
        _m.created_at,
        select(
            _m.id, _m.created_at, _m.text, _m.conversation_id, null(), _m.sender, _m.staff_id, _c.channel
        ).join(_chats, _c.id == _m.conversation_id),
        _c.deleted_at.is_(None),
    ),
    "story": From(
        "complaint",
        _a.id,
        _a.filed_at,
        _of_complaint(_a.id, _a.filed_at, _words(_a.story, _a.wish), null(), joined=_complaints),
        _a.erased_at.is_(None),
    ),
    "text": From(
        "complaint",
        _t.event_id,
        _s.at,
        _of_complaint(
            _t.event_id, _s.at, _words(_t.text, _t.reason), _s.actor_id,
            joined=_texts.join(_steps, _s.id == _t.event_id).join(_complaints, _a.id == _t.complaint_id),
        ),
        _a.erased_at.is_(None),
    ),
    "note": From(
        "note",
        _n.id,
        _n.created_at,
        select(
            _n.id, _n.created_at, _n.text, _n.conversation_id, null(), _NOTHING, _n.staff_id, _c.channel
        ).join(_chats, _c.id == _n.conversation_id),
        _c.deleted_at.is_(None),
    ),
}  # fmt: skip


def fresh(session: Session, source: Source, after: int, limit: int) -> list[Text]:
    """Texts behind `after` that are not in the index, oldest first; the empty ones too."""
    found = SOURCES[source]
    known = exists().where(_e.source == source, _e.source_id == found.number)
    rows = found.rows.where(found.number > after, found.present, ~known).order_by(found.number).limit(limit)
    return [Text(*row) for row in session.execute(rows)]


def last_settled(session: Session, source: Source, after: int, before: datetime) -> int:
    """The greatest id behind `after` of a row written before a moment; `after` when there is none."""
    found = SOURCES[source]
    greatest = select(found.number).select_from(*found.rows.get_final_froms())
    old = greatest.where(found.number > after, found.at < before).order_by(found.number.desc()).limit(1)
    return session.execute(old).scalar() or after


def still_there(session: Session, texts: Collection[Text]) -> list[Text]:
    """Those not erased since they were read; nobody can erase them before the transaction ends."""
    chats = {text.conversation_id for text in texts if text.complaint_id is None}
    cases = {text.complaint_id for text in texts if text.complaint_id is not None}
    here = _locked(session, select(_c.id).where(_c.id.in_(chats), _c.deleted_at.is_(None)).order_by(_c.id))
    filed = _locked(session, select(_a.id).where(_a.id.in_(cases), _a.erased_at.is_(None)).order_by(_a.id))
    return [
        text
        for text in texts
        if (text.conversation_id in here if text.complaint_id is None else text.complaint_id in filed)
    ]


def _locked(session: Session, rows: Select[Any]) -> set[Any]:
    # SQLite has one writer, and ignores the wish.
    return set(session.scalars(rows.with_for_update(read=True)))
