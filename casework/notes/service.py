"""Write notes and read them; for staff alone. Nothing here changes or removes one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, table_of
from casework.checks import reasoned
from casework.conversations.rows import locked
from casework.events import service as events
from casework.messages.models import MessageRow
from casework.notes.models import NoteRow
from casework.notes.types import Note
from casework.staff.roles import require
from casework.statuses import NoteKind

LONGEST: Final = 1_000

table = table_of(NoteRow)
_c, _m = table.c, table_of(MessageRow).c
_COLUMNS = columns_for(table, Note)


def add(session: Session, conversation_id: str, actor: Actor, text: str, now: datetime) -> Note:
    """A colleague's note, masked, at most 1,000 characters; the same one sent twice is one.

    NotAllowedError, NotFoundError, DeletedError, ValueRefusedError.
    """
    require(actor, "desk")
    written = reasoned("text", text, LONGEST, 1)
    locked(session, conversation_id)
    last = _last(session, conversation_id)
    if last and (last.kind, last.staff_id, last.text) == ("note", actor.id, written):
        return last
    made = keep(session, conversation_id, "note", now, staff_id=actor.id, text=written)
    record(session, actor, "note.added", "conversation", conversation_id, now, after={"note_id": made.id})
    return made


def keep(
    session: Session,
    conversation_id: str,
    kind: NoteKind,
    now: datetime,
    *,
    staff_id: str | None = None,
    to_id: str | None = None,
    text: str = "",
) -> Note:
    """Append a note that goes with a step; the caller holds the conversation's lock and has masked `text`."""
    newest = select(func.coalesce(func.max(_m.id), 0)).where(_m.conversation_id == conversation_id)
    values: dict[str, Any] = {
        "conversation_id": conversation_id,
        "kind": kind,
        "staff_id": staff_id,
        "to_id": to_id,
    }
    values |= {"text": text, "after_id": session.execute(newest).scalar_one(), "created_at": now}
    key = session.execute(insert(table), values).inserted_primary_key  # type: ignore[attr-defined]
    # Colleagues who look at the conversation see it at once; customers are told nothing of this event.
    events.record(session, conversation_id, "note", now, payload={"note_id": key[0]})
    return Note(id=key[0], **values)


def of_conversation(session: Session, conversation_id: str) -> tuple[Note, ...]:
    """All notes, oldest first."""
    found = select(*_COLUMNS).where(_c.conversation_id == conversation_id).order_by(_c.id)
    return tuple(Note(*row) for row in session.execute(found))


def latest_kinds(session: Session, conversation_ids: Collection[str]) -> Mapping[str, NoteKind]:
    """What the newest note of each conversation goes with, leaving plain notes out."""
    newest = select(func.max(_c.id)).where(_c.conversation_id.in_(conversation_ids), _c.kind != "note")
    rows = select(_c.conversation_id, _c.kind).where(_c.id.in_(newest.group_by(_c.conversation_id)))
    return {row[0]: row[1] for row in session.execute(rows)}


def erase_notes(session: Session, conversation_id: str) -> None:
    """Empty the texts: the customer has deleted the conversation."""
    session.execute(update(table).where(_c.conversation_id == conversation_id).values(text=""))


def _last(session: Session, conversation_id: str) -> Note | None:
    found = select(*_COLUMNS).where(_c.conversation_id == conversation_id).order_by(_c.id.desc()).limit(1)
    row = session.execute(found).one_or_none()
    return Note(*row) if row is not None else None
