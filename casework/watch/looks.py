"""Acts of the audit as looks at a conversation or a complaint, and what is known of each."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.text import fold
from casework.alerts.models import AlertRow
from casework.audit.types import AuditRecord
from casework.base import table_of
from casework.complaints.models import ComplaintEventRow, ComplaintPartyRow, ComplaintRow
from casework.handoffs.models import HandoffRow
from casework.messages.models import MessageRow
from casework.tickets.models import TicketRow
from casework.vault.models import PersonalValueRow

_BATCH: Final = 400
_h, _m, _a = table_of(HandoffRow).c, table_of(MessageRow).c, table_of(AlertRow).c
_k, _e, _p = table_of(ComplaintRow).c, table_of(ComplaintEventRow).c, table_of(ComplaintPartyRow).c
_t, _v = table_of(TicketRow).c, table_of(PersonalValueRow).c

# What was looked at: ("conversation" or "complaint", its id), or the object itself ("search", "desk" …).
Matter = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """An act of a staff member with the matter it was about."""

    id: int
    at: datetime
    staff_id: str
    action: str
    matter: Matter


@dataclass(slots=True)
class Known:
    """Of all matters: who worked on them, which were to be read, first signs of names, when they ended."""

    workers: dict[Matter, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked: set[Matter] = field(default_factory=set)
    names: dict[Matter, set[str]] = field(default_factory=lambda: defaultdict(set))
    ended: dict[Matter, datetime] = field(default_factory=dict)


def looks_of(session: Session, records: Sequence[AuditRecord]) -> tuple[Look, ...]:
    """The records as looks, oldest first; tickets stand for their conversation."""
    tickets = _conversations_of(
        [found.object_id for found in records if found.object_type == "ticket"], session
    )
    looks = (
        Look(found.id, found.at, found.actor_id, found.action, _matter(found, tickets)) for found in records
    )
    return tuple(sorted(looks, key=lambda look: (look.at, look.id)))


def known_of(session: Session, matters: Collection[Matter]) -> Known:
    """What the databases say of these matters, in a handful of statements however many they are."""
    known = Known()
    talks = sorted({id_ for kind, id_ in matters if kind == "conversation"})
    cases = sorted({int(id_) for kind, id_ in matters if kind == "complaint" and id_.isdigit()})
    _of_conversations(session, talks, known)
    _of_complaints(session, cases, known)
    return known


def first_sign(name: str | None) -> str:
    """The first sign of a Chinese name, simplified; empty for others: a letter alone is no family name."""
    sign = fold((name or "").strip())[:1]
    return sign if "\u4e00" <= sign <= "\u9fff" else ""


def _matter(found: AuditRecord, tickets: dict[str, str]) -> Matter:
    if found.object_type == "ticket":
        return "conversation", tickets.get(found.object_id, "")
    if found.object_type == "personal_value":
        return "conversation", str((found.after or {}).get("conversation_id", ""))
    if found.object_type in ("search", "route"):
        # Each look-up is one of its own, but for the same number; so is each record of what was refused.
        return found.object_type, str((found.after or {}).get("print") or found.id)
    return found.object_type, found.object_id


def _conversations_of(ids: Sequence[str], session: Session) -> dict[str, str]:
    numbers = [int(id_) for id_ in ids if id_.isdigit()]
    rows = _rows(session, select(_t.id, _t.conversation_id), _t.id, numbers)
    return {str(row[0]): row[1] for row in rows}


def _of_conversations(session: Session, ids: Sequence[str], known: Known) -> None:
    waits: set[str] = set()
    for id_, taker, closed in _rows(
        session, select(_h.conversation_id, _h.taken_by, _h.closed_at), _h.conversation_id, ids
    ):
        matter = ("conversation", id_)
        known.asked.add(matter)
        known.workers[matter] |= {taker} - {None}
        if closed is None:
            waits.add(id_)
        else:
            known.ended[matter] = max(closed, known.ended.get(matter, closed))
    for id_ in waits:
        known.ended.pop(("conversation", id_), None)
    writers = select(_m.conversation_id, _m.staff_id).where(_m.staff_id.is_not(None)).distinct()
    for id_, writer in _rows(session, writers, _m.conversation_id, ids):
        known.workers["conversation", id_].add(writer)
    known.asked |= {
        ("conversation", row[0])
        for row in _rows(session, select(_a.conversation_id), _a.conversation_id, ids)
    }
    shown = select(_v.conversation_id, _v.shown).where(_v.kind == "name", _v.shown.is_not(None))
    for id_, name in _rows(session, shown, _v.conversation_id, ids):
        known.names["conversation", id_].add(first_sign(name))


def _of_complaints(session: Session, ids: Sequence[int], known: Known) -> None:
    for id_, assignee, closed in _rows(session, select(_k.id, _k.assignee_id, _k.closed_at), _k.id, ids):
        known.workers["complaint", str(id_)] |= {assignee} - {None}
        if closed is not None:
            known.ended["complaint", str(id_)] = closed
    actors = select(_e.complaint_id, _e.actor_id).where(_e.actor_type == "staff").distinct()
    for id_, actor in _rows(session, actors, _e.complaint_id, ids):
        known.workers["complaint", str(id_)].add(actor)
    for id_, shown in _rows(session, select(_p.complaint_id, _p.shown), _p.complaint_id, ids):
        known.names["complaint", str(id_)].add(first_sign(str((shown or {}).get("name", ""))))


def _rows(session: Session, what: Any, column: Any, ids: Sequence[Any]) -> Iterator[Any]:
    for at in range(0, len(ids), _BATCH):
        yield from session.execute(what.where(column.in_(ids[at : at + _BATCH])))
