"""Forgetting what was said and who said it; that it happened, when, and how it ended stays."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM
from casework.base import table_of
from casework.complaints import parties, recording, rows
from casework.complaints.models import ComplaintDraftRow
from casework.complaints.types import Complaint
from casework.search.erasure import forget_complaint

_drafts = table_of(ComplaintDraftRow)
_NOTHING = {"story": "", "wish": "", "happened_said": "", "place_said": ""}


def erase(session: Session, complaint_id: int, now: datetime) -> Complaint:
    """Empty words, sealed persons, query code and file names; the caller removes the files' bytes first.

    A second time changes nothing. Leaves an event `erased`.
    """
    before = rows.locked(session, complaint_id)
    if before.erased_at is not None:
        return before
    _empty_words(session, complaint_id)
    _empty_people(session, complaint_id, now)
    forget_complaint(session, complaint_id)
    event = recording.event_of(before, "erased", SYSTEM, now, before.state)
    return recording.keep(
        session, before, event, {**_NOTHING, "regulator_ref": None, "code_sealed": None, "erased_at": now}
    )


def erase_drafts(session: Session, conversation_id: str, now: datetime) -> None:
    """Forget the answers of a conversation's drafts; an open one is dropped."""
    of = (_drafts.c.conversation_id == conversation_id,)
    session.execute(update(_drafts).where(*of).values(answers={}))
    session.execute(
        update(_drafts).where(*of, _drafts.c.state == "open").values(state="dropped", updated_at=now)
    )


def _empty_words(session: Session, complaint_id: int) -> None:
    texts, files = rows.texts, rows.files
    session.execute(update(texts).where(texts.c.complaint_id == complaint_id).values(text=None, reason=None))
    session.execute(update(files).where(files.c.complaint_id == complaint_id).values(name=None))


def _empty_people(session: Session, complaint_id: int, now: datetime) -> None:
    session.execute(
        update(parties.table)
        .where(parties.table.c.complaint_id == complaint_id)
        .values(sealed=None, shown={}, fingerprint=None, erased_at=now)
    )
