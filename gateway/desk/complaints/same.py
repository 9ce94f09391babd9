"""Complaints of the same customer, found by the keyed hash of a phone number; nothing is opened for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.base import columns_for, table_of
from casework.complaints import parties
from casework.complaints.models import ComplaintPartyRow, ComplaintRow
from casework.complaints.types import Complaint
from casework.vault.cipher import Cipher

_MOST: Final = 20
_PRINT: Final = 16
_table = table_of(ComplaintRow)
_c, _p = _table.c, table_of(ComplaintPartyRow).c
_COLUMNS = columns_for(_table, Complaint)


def of_phones(session: Session, cipher: Cipher, phones: Iterable[str]) -> tuple[Complaint, ...]:
    """Those of these numbers, newest first, at most 20."""
    prints = [
        print_
        for phone in phones
        for print_ in cipher.fingerprints(parties.phone_key(phone), "complaint/phone")
    ]
    ids = select(_p.complaint_id).where(_p.fingerprint.in_(prints))
    return _read(session, select(*_COLUMNS).where(_c.id.in_(ids))) if prints else ()


def record_look(
    session: Session,
    actor: Actor,
    cipher: Cipher,
    phones: Iterable[str],
    found: Iterable[Complaint],
    now: datetime,
) -> None:
    """That somebody asked who these numbers are: a part of each keyed hash, and what was found."""
    receipts = [one.receipt for one in found]
    for phone in phones:
        print_ = cipher.fingerprints(parties.phone_key(phone), "complaint/phone")[0][:_PRINT]
        after = {"print": print_, "complaints": receipts}
        audit.record(session, actor, "search.entry", "search", "entry", now, after=after)


def _read(session: Session, found: Select[Any]) -> tuple[Complaint, ...]:
    rows = session.execute(found.order_by(_c.id.desc()).limit(_MOST))
    return tuple(Complaint(*row) for row in rows)
