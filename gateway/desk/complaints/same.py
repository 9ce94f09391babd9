"""Complaints of the same customer, found by the keyed hash of a phone number; nothing is opened for it."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints import parties
from casework.complaints.models import ComplaintPartyRow, ComplaintRow
from casework.complaints.types import Complaint
from casework.vault.cipher import Cipher

_MOST: Final = 20
_table = table_of(ComplaintRow)
_c, _p = _table.c, table_of(ComplaintPartyRow).c
_COLUMNS = columns_for(_table, Complaint)


def of_complaint(session: Session, found: Complaint) -> tuple[Complaint, ...]:
    """Others of the same telephone or the same conversation, newest first, at most 20."""
    prints = select(_p.fingerprint).where(_p.complaint_id == found.id, _p.fingerprint.is_not(None))
    ids = select(_p.complaint_id).where(_p.fingerprint.in_(prints))
    same = or_(
        _c.id.in_(ids), (_c.conversation_id == found.conversation_id) & _c.conversation_id.is_not(None)
    )
    return _read(session, select(*_COLUMNS).where(same, _c.id != found.id))


def of_phones(session: Session, cipher: Cipher, phones: Iterable[str]) -> tuple[Complaint, ...]:
    """The same before anything is filed."""
    prints = [
        print_
        for phone in phones
        for print_ in cipher.fingerprints(parties.phone_key(phone), "complaint/phone")
    ]
    ids = select(_p.complaint_id).where(_p.fingerprint.in_(prints))
    return _read(session, select(*_COLUMNS).where(_c.id.in_(ids))) if prints else ()


def _read(session: Session, found: Select[Any]) -> tuple[Complaint, ...]:
    rows = session.execute(found.order_by(_c.id.desc()).limit(_MOST))
    return tuple(Complaint(*row) for row in rows)
