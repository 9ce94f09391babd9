"""The records of one customer, newest first. There are no customer accounts: what ties them together is the
telephone given with a complaint or for a call-back (a keyed hash; nothing is opened), and the conversation.
A number that only stands in a chat ties nothing: it may be a stranger's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints.models import ComplaintPartyRow, ComplaintRow
from casework.complaints.types import Complaint
from casework.conversations.models import ConversationRow
from casework.conversations.types import Conversation
from casework.handoffs.models import HandoffRow
from casework.tickets.models import TicketRow

_MOST: Final = 20
_complaints, _chats, _handoffs = map(table_of, (ComplaintRow, ConversationRow, HandoffRow))
_a, _c, _h = _complaints.c, _chats.c, _handoffs.c
_p, _t = table_of(ComplaintPartyRow).c, table_of(TicketRow).c


@dataclass(frozen=True, slots=True)
class Stay:
    """One time with humans that is over."""

    since: datetime
    reason: str
    state: str
    agent_id: str | None


@dataclass(frozen=True, slots=True)
class Before:
    """A conversation or a complaint of the same customer; `handed`: humans had the conversation."""

    at: datetime
    complaint: Complaint | None = None
    conversation: Conversation | None = None
    handed: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """At most twenty records, and the stays of this conversation with humans."""

    before: tuple[Before, ...] = ()
    stays: tuple[Stay, ...] = ()


def of_conversation(session: Session, conversation_id: str) -> History:
    """Of whoever speaks here; without what was filed here, which stands beside it."""
    given = select(_p.fingerprint).join(_complaints, _a.id == _p.complaint_id)
    asked = select(_t.fingerprint).where(_t.conversation_id == conversation_id, _t.fingerprint.is_not(None))
    of_here = given.where(_a.conversation_id == conversation_id, _p.fingerprint.is_not(None))
    prints = _prints(session, union(of_here, asked))
    cases = _cases(session, prints, _a.conversation_id.is_distinct_from(conversation_id))
    talks = _talks(session, prints, cases, _c.id != conversation_id)
    return History(_joined(cases, talks), _stays(session, conversation_id))


def of_complaint(session: Session, found: Complaint) -> History:
    """Of who complained: also the conversation it was filed in, and others of that."""
    own = select(_p.fingerprint).where(_p.complaint_id == found.id, _p.fingerprint.is_not(None))
    asked = select(_t.fingerprint).where(
        _t.conversation_id == found.conversation_id, _t.fingerprint.is_not(None)
    )
    prints = _prints(session, union(own, asked))
    same = _a.conversation_id.is_not(None) & (_a.conversation_id == found.conversation_id)
    cases = _cases(session, prints, _a.id != found.id, or_also=same)
    talks = _talks(session, prints, (*cases, found), _c.deleted_at.is_(None))
    return History(_joined(cases, talks))


def _prints(session: Session, rows: Any) -> set[str]:
    return set(session.scalars(rows))


def _cases(
    session: Session,
    prints: Collection[str],
    but: ColumnElement[bool],
    or_also: ColumnElement[bool] | None = None,
) -> tuple[Complaint, ...]:
    which: list[ColumnElement[bool]] = []
    which += [_a.id.in_(select(_p.complaint_id).where(_p.fingerprint.in_(prints)))] if prints else []
    which += [or_also] if or_also is not None else []
    if not which:
        return ()
    found: Select[Any] = select(*columns_for(_complaints, Complaint)).where(or_(*which), but)
    return tuple(Complaint(*row) for row in session.execute(found.order_by(_a.id.desc()).limit(_MOST)))


def _talks(
    session: Session, prints: Collection[str], cases: Iterable[Complaint], but: ColumnElement[bool]
) -> tuple[tuple[Conversation, bool], ...]:
    """Where these complaints were filed or this number was left; whether humans had it."""
    ids = {case.conversation_id for case in cases if case.conversation_id}
    if prints:
        ids |= set(session.scalars(select(_t.conversation_id).where(_t.fingerprint.in_(prints)).limit(100)))
    handed = select(_h.id).where(_h.conversation_id == _c.id, _h.taken_by.is_not(None)).exists()
    found = select(*columns_for(_chats, Conversation), handed).where(
        _c.id.in_(ids), _c.deleted_at.is_(None), but
    )
    rows = session.execute(found.order_by(_c.created_at.desc()).limit(_MOST)) if ids else ()
    return tuple((Conversation(*row[:-1]), bool(row[-1])) for row in rows)


def _joined(cases: Iterable[Complaint], talks: Iterable[tuple[Conversation, bool]]) -> tuple[Before, ...]:
    found = [Before(case.received_at, complaint=case) for case in cases]
    found += [Before(talk.created_at, conversation=talk, handed=handed) for talk, handed in talks]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:_MOST])


def _stays(session: Session, conversation_id: str) -> tuple[Stay, ...]:
    over = (_h.conversation_id == conversation_id, _h.closed_at.is_not(None))
    found = select(_h.waiting_since, _h.reason, _h.state, _h.taken_by).where(*over)
    return tuple(Stay(*row) for row in session.execute(found.order_by(_h.id.desc()).limit(_MOST)))
