"""Reading and writing complaints, their events and texts."""

from dataclasses import fields
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints.models import ComplaintEventRow, ComplaintFileRow, ComplaintRow, ComplaintTextRow
from casework.complaints.steps import PUBLIC_KINDS, REASON_IS_TOLD
from casework.complaints.types import Complaint, Event, File
from casework.errors import NotFoundError, StaleError

complaints = table_of(ComplaintRow)
events = table_of(ComplaintEventRow)
texts = table_of(ComplaintTextRow)
files = table_of(ComplaintFileRow)
COLUMNS = columns_for(complaints, Complaint)
_a, _e, _t, _f = complaints.c, events.c, texts.c, files.c
_ONE = select(*COLUMNS).where(_a.id == bindparam("complaint"))
_LOCK = select(_a.id).where(_a.id == bindparam("complaint")).with_for_update()
_BY_RECEIPT = select(*COLUMNS).where(_a.receipt == bindparam("receipt"))
_OF_CONVERSATION = (
    select(*COLUMNS).where(_a.conversation_id == bindparam("conversation")).order_by(_a.id.desc())
)
_WRITTEN = {"text": _t.text, "reason": _t.reason}
_EVENTS_OF = (
    select(*(_WRITTEN[f.name] if f.name in _WRITTEN else _e[f.name] for f in fields(Event)))
    .select_from(events.outerjoin(texts, _t.event_id == _e.id))
    .where(_e.complaint_id == bindparam("complaint"))
    .order_by(_e.version)
)
_FILES_OF = select(*columns_for(files, File)).where(_f.complaint_id == bindparam("complaint")).order_by(_f.id)


def get(session: Session, complaint_id: int) -> Complaint:
    """The complaint; NotFoundError."""
    return _read(session.execute(_ONE, {"complaint": complaint_id}).one_or_none())


def locked(session: Session, complaint_id: int) -> Complaint:
    """`get` while every other writer of this complaint waits (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(_LOCK, {"complaint": complaint_id})
    return get(session, complaint_id)


def by_receipt(session: Session, receipt: str) -> Complaint:
    """The complaint of a receipt in its stored form; NotFoundError."""
    return _read(session.execute(_BY_RECEIPT, {"receipt": receipt}).one_or_none())


def of_conversation(session: Session, conversation_id: str) -> tuple[Complaint, ...]:
    """The complaints of a conversation, newest first."""
    rows = session.execute(_OF_CONVERSATION, {"conversation": conversation_id})
    return tuple(Complaint(*row) for row in rows)


def events_of(session: Session, complaint_id: int, *, public: bool = False) -> tuple[Event, ...]:
    """All that happened, oldest first; `public`: what its customer may see, no staff, no inner reasons.

    What staff joined by telephone alone may be another person's: it is not public.
    """
    found = tuple(Event(*row) for row in session.execute(_EVENTS_OF, {"complaint": complaint_id}))
    return tuple(_for_customer(event) for event in found if is_public(event)) if public else found


def is_public(event: Event) -> bool:
    """Whether the customer sees that it happened; of a joining nobody knows whose, never.

    Nor a file that staff keep with it: only the customer's own, and what staff say is for the customer.
    """
    kept = event.kind == "attached" and event.actor_type == "staff"
    return event.kind in PUBLIC_KINDS and not event.payload.get("inside", kept or event.kind == "joined")


def files_of(session: Session, complaint_id: int, *, public: bool = False) -> tuple[File, ...]:
    """The attachments, oldest first; `public`: without those that are for staff alone."""
    found = tuple(File(*row) for row in session.execute(_FILES_OF, {"complaint": complaint_id}))
    hidden = _inside(session, complaint_id) if public and found else frozenset()
    return tuple(file for file in found if file.id not in hidden)


def add(session: Session, values: dict[str, Any]) -> int:
    """Insert a complaint; gives its id."""
    key = session.execute(insert(complaints), values).inserted_primary_key  # type: ignore[attr-defined]
    made: int = key[0]
    return made


def write(session: Session, before: Complaint, values: dict[str, Any]) -> Complaint:
    """Set columns of a complaint that nobody changed since it was read; StaleError."""
    where = (_a.id == before.id, _a.version == before.version)
    done = session.execute(update(complaints).where(*where).values(values))
    after = get(session, before.id)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleError(before.version, after.version)
    return after


def append(session: Session, event: Event) -> Event:
    """Append an event, its words beside it; the id of `event` is ignored."""
    values = {f.name: getattr(event, f.name) for f in fields(Event) if f.name not in ("id", "text", "reason")}
    key = session.execute(insert(events), values).inserted_primary_key  # type: ignore[attr-defined]
    if event.text is not None or event.reason is not None:
        words = {"text": event.text, "reason": event.reason, "complaint_id": event.complaint_id}
        session.execute(insert(texts), {"event_id": key[0], **words})
    return Event(**{f.name: getattr(event, f.name) for f in fields(Event)} | {"id": key[0]})


def _inside(session: Session, complaint_id: int) -> frozenset[int]:
    """Ids of the files that came with words that are for staff alone."""
    attached = (e for e in events_of(session, complaint_id) if e.kind == "attached" and not is_public(e))
    return frozenset(event.payload["file_id"] for event in attached)


def _read(row: Row[Any] | None) -> Complaint:
    if row is None:
        raise NotFoundError("complaint")
    return Complaint(*list(row))


def _for_customer(event: Event) -> Event:
    hidden = {"approver_id", "staff_id"}
    payload = {name: value for name, value in event.payload.items() if name not in hidden}
    told = event.text or (event.reason if event.kind in REASON_IS_TOLD else None)
    values = {f.name: getattr(event, f.name) for f in fields(Event)}
    return Event(**values | {"actor_id": None, "payload": payload, "text": told, "reason": None})
