"""File once: the same key again gives the complaint that was filed with it."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.base import table_of
from casework.checks import sized
from casework.complaints import service as complaints
from casework.complaints.types import Filed, NewComplaint
from casework.filings.models import FilingRow
from casework.vault.cipher import Cipher

# Nobody sends a form again later; a browser that restores its tabs after a weekend may.
KEPT: Final = timedelta(days=7)

_table = table_of(FilingRow)
_c = _table.c


def file_once(
    session: Session, cipher: Cipher, key: str, new: NewComplaint, actor: Actor, now: datetime
) -> Filed:
    """`complaints.file`, unless `key` (1 to 64 characters) was filed in the last days: then the same again.

    Of two at the same moment PostgreSQL refuses one with IntegrityError, wholly: it has only to ask again.
    """
    sized("key", key, 64)
    known = session.execute(select(_c.complaint_id, _c.joined).where(_c.key == key)).one_or_none()
    if known is not None:
        found = complaints.get(session, known.complaint_id)
        here = new.conversation_id is not None and new.conversation_id == found.conversation_id
        theirs = not known.joined or here
        code = complaints.code_of(session, cipher, found.id) if theirs else ""
        return Filed(found, code, known.joined, inside=not theirs)
    filed = complaints.file(session, cipher, new, actor, now)
    session.execute(delete(_table).where(_c.at < now - KEPT))
    row = {"key": key, "complaint_id": filed.complaint.id, "joined": filed.joined, "at": now}
    session.execute(insert(_table), row)
    return filed
