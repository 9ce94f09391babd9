"""Numbers that name somebody: receipts, the regulator's references, conversations, telephones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints import parties
from casework.complaints.models import ComplaintPartyRow, ComplaintRow
from casework.complaints.receipt import normal_receipt
from casework.complaints.types import Complaint
from casework.conversations.models import ConversationRow
from casework.conversations.types import Conversation
from casework.errors import NotFoundError
from casework.tickets.models import TicketRow
from casework.tickets.types import Ticket
from casework.vault.cipher import Cipher

_MOST: Final = 10
_PHONE: Final = re.compile(r"[+(（]?\d[\d\s()（）+-]{6,24}")
_LEAST_DIGITS, _MOST_DIGITS = 8, 15
_TALK: Final = re.compile(r"[A-Za-z0-9]{4,22}")
_complaints, _chats, _tickets = map(table_of, (ComplaintRow, ConversationRow, TicketRow))
_a, _c, _t = _complaints.c, _chats.c, _tickets.c
_p = table_of(ComplaintPartyRow).c


@dataclass(frozen=True, slots=True)
class Named:
    """What a number names, newest first, at most ten of each; `prints` when it was taken for a telephone."""

    complaints: tuple[Complaint, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    prints: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.complaints or self.conversations or self.tickets)


def prints_of(cipher: Cipher, query: str) -> tuple[str, ...]:
    """The keyed hashes of a telephone number; none for anything else."""
    plain = query.strip()
    digits = sum(map(str.isdigit, plain))
    if not _PHONE.fullmatch(plain) or not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        return ()
    return cipher.fingerprints(parties.phone_key(plain), "complaint/phone")


def read_named(session: Session, query: str, prints: tuple[str, ...]) -> Named:
    """What the query names as a whole; nothing for words."""
    said = query.strip()
    if not said:
        return Named()
    return Named(_cases(session, said, prints), _talks(session, said), _calls(session, prints), prints)


def _cases(session: Session, said: str, prints: tuple[str, ...]) -> tuple[Complaint, ...]:
    which: list[ColumnElement[bool]] = [_a.regulator_ref == said]
    if receipt := _receipt(said):
        which.append(_a.receipt == receipt)
    if prints:
        which.append(_a.id.in_(select(_p.complaint_id).where(_p.fingerprint.in_(prints))))
    found = select(*columns_for(_complaints, Complaint)).where(or_(*which)).order_by(_a.id.desc())
    return tuple(Complaint(*row) for row in session.execute(found.limit(_MOST)))


def _talks(session: Session, said: str) -> tuple[Conversation, ...]:
    """By a conversation's number, or its beginning: the desk shows four characters of it."""
    if not _TALK.fullmatch(said):
        return ()
    return read_talks(session, [_begins(session, said)])


def _begins(session: Session, said: str) -> ColumnElement[bool]:
    # SQLite's LIKE knows no capitals, and both databases sort in ways of their own.
    lite = session.get_bind().dialect.name == "sqlite"
    return _c.id.op("GLOB")(f"{said}*") if lite else _c.id.startswith(said)


def read_talks(session: Session, which: Iterable[ColumnElement[bool]]) -> tuple[Conversation, ...]:
    """Conversations that were not deleted, newest first."""
    found = select(*columns_for(_chats, Conversation)).where(_c.deleted_at.is_(None), *which)
    rows = session.execute(found.order_by(_c.created_at.desc()).limit(_MOST))
    return tuple(Conversation(*row) for row in rows)


def _calls(session: Session, prints: tuple[str, ...]) -> tuple[Ticket, ...]:
    if not prints:
        return ()
    found: Any = select(*columns_for(_tickets, Ticket)).where(_t.fingerprint.in_(prints))
    return tuple(Ticket(*row) for row in session.execute(found.order_by(_t.id.desc()).limit(_MOST)))


def _receipt(said: str) -> str:
    try:
        return normal_receipt(said)
    except NotFoundError:
        return ""
