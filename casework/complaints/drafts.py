"""What a conversation has said so far towards a complaint: one open draft each, for crashes and "later"."""

from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from casework.base import columns_for, new_id, table_of
from casework.complaints import filing, rows
from casework.complaints.lookup import code_of
from casework.complaints.models import ComplaintDraftRow
from casework.complaints.persons import customer
from casework.complaints.types import Draft, Filed, NewComplaint
from casework.complaints.wording import masked_json
from casework.conversations.rows import locked
from casework.errors import NotFoundError, ValueRefusedError
from casework.vault.cipher import Cipher

LIVES: Final = timedelta(days=30)
AGAIN: Final = timedelta(minutes=10)
_LARGEST: Final = 32_000
_LONGEST_FIELD: Final = 64

_table = table_of(ComplaintDraftRow)
_c = _table.c
_COLUMNS = columns_for(_table, Draft)
_OPEN = select(*_COLUMNS).where(_c.conversation_id == bindparam("conversation"), _c.state == "open")
_LAST_FILED = (
    select(*_COLUMNS, _c.joined)
    .where(_c.conversation_id == bindparam("conversation"), _c.state == "filed")
    .order_by(_c.updated_at.desc())
    .limit(1)
)


def open_draft(session: Session, conversation_id: str) -> Draft | None:
    """The draft in course, if there is one."""
    row = session.execute(_OPEN, {"conversation": conversation_id}).one_or_none()
    return Draft(*row) if row is not None else None


def start(session: Session, conversation_id: str, now: datetime) -> Draft:
    """The draft in course; an empty one when there is none, or when it has lain for 30 days."""
    locked(session, conversation_id)
    known = open_draft(session, conversation_id)
    if known is not None and now - known.updated_at < LIVES:
        return known
    if known is not None:
        _set(session, known, state="dropped", answers={}, updated_at=now)
    made = Draft(new_id(), conversation_id, "open", {}, None, now)
    values = {column.name: getattr(made, column.name) for column in _COLUMNS}
    session.execute(insert(_table), {**values, "joined": False, "created_at": now})
    return made


def put(session: Session, conversation_id: str, field: str, value: Any, now: datetime) -> Draft:
    """Set one answer (JSON, strings are masked, tokens of the vault stay); None takes it out. Idempotent."""
    if not field or len(field) > _LONGEST_FIELD:
        raise ValueRefusedError("field", f"must have 1 to {_LONGEST_FIELD} characters")
    known = start(session, conversation_id, now)
    said = masked_json(value)
    answers = {name: old for name, old in known.answers.items() if name != field}
    if said is not None:
        answers[field] = said
    if len(orjson.dumps(answers)) > _LARGEST:
        raise ValueRefusedError(field, "is too long")
    return _set(session, known, answers=answers, updated_at=now)


def drop(session: Session, conversation_id: str, now: datetime) -> None:
    """Give the draft up and forget its answers; nothing happens when there is none."""
    locked(session, conversation_id)
    known = open_draft(session, conversation_id)
    if known is not None:
        _set(session, known, state="dropped", answers={}, updated_at=now)


def file_draft(
    session: Session, cipher: Cipher, conversation_id: str, new: NewComplaint, now: datetime
) -> Filed:
    """File what the draft led to. Called again within 10 minutes it gives the same complaint and code.

    NotFoundError when there is no draft; what `file` raises.
    """
    locked(session, conversation_id)
    if new.conversation_id != conversation_id:
        raise ValueRefusedError("conversation_id", "is not that of the draft")
    known = open_draft(session, conversation_id)
    if known is None:
        return _again(session, cipher, conversation_id, now)
    filed = filing.file(session, cipher, new, customer(conversation_id), now)
    # The words stand in the complaint now.
    of = {"complaint_id": filed.complaint.id, "joined": filed.joined}
    _set(session, known, state="filed", answers={}, updated_at=now, **of)
    return filed


def _again(session: Session, cipher: Cipher, conversation_id: str, now: datetime) -> Filed:
    row = session.execute(_LAST_FILED, {"conversation": conversation_id}).one_or_none()
    if row is None or row.complaint_id is None or now - row.updated_at > AGAIN:
        raise NotFoundError("draft")
    found = rows.get(session, row.complaint_id)
    if found.conversation_id != conversation_id:
        raise NotFoundError("draft")
    return Filed(found, code_of(session, cipher, found.id), joined=row.joined)


def _set(session: Session, draft: Draft, **values: Any) -> Draft:
    session.execute(update(_table).where(_c.id == draft.id).values(values))
    return Draft(*session.execute(select(*_COLUMNS).where(_c.id == draft.id)).one())
