"""Reading and writing ticket rows, and what ends one when its conversation goes on without it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.errors import NotFoundError
from casework.handoffs.models import HandoffRow
from casework.statuses import TicketCause, TicketOutcome
from casework.tickets.models import TicketRow
from casework.tickets.types import Ticket

table = table_of(TicketRow)
_c, _h = table.c, table_of(HandoffRow).c
COLUMNS = columns_for(table, Ticket)
# Written out for the partial indexes.
_OPEN = sql("tickets.closed_at IS NULL")
_WAITING = sql("handoffs.state = 'waiting'")
ERASED: Final = {"sealed": None, "shown": None, "fingerprint": None}


def get(session: Session, ticket_id: int) -> Ticket:
    """The ticket; NotFoundError."""
    row = session.execute(select(*COLUMNS).where(_c.id == ticket_id)).one_or_none()
    if row is None:
        raise NotFoundError("ticket")
    return Ticket(*row)


def locked(session: Session, ticket_id: int) -> Ticket:
    """The same, and nobody else changes it until the transaction ends."""
    row = session.execute(select(*COLUMNS).where(_c.id == ticket_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("ticket")
    return Ticket(*row)


def open_one(session: Session, conversation_id: str) -> Ticket | None:
    """The newest open ticket of a conversation, if there is one."""
    found = select(*COLUMNS).where(_c.conversation_id == conversation_id, _OPEN)
    row = session.execute(found.order_by(_c.id.desc()).limit(1)).one_or_none()
    return Ticket(*row) if row is not None else None


def of_conversation(session: Session, conversation_id: str) -> tuple[Ticket, ...]:
    """All tickets of a conversation, oldest first."""
    found = select(*COLUMNS).where(_c.conversation_id == conversation_id).order_by(_c.id)
    return tuple(Ticket(*row) for row in session.execute(found))


def of_handoff(session: Session, handoff_id: int) -> Ticket | None:
    """The ticket of a handoff, open or not."""
    row = session.execute(select(*COLUMNS).where(_c.handoff_id == handoff_id)).one_or_none()
    return Ticket(*row) if row is not None else None


def untold(session: Session, since: datetime, limit: int) -> tuple[str, ...]:
    """Conversations that wait since `since` or longer and have no ticket, the longest waiting first."""
    theirs = exists().where(_c.handoff_id == _h.id)
    found = select(_h.conversation_id).where(_WAITING, _h.waiting_since <= since, ~theirs)
    return tuple(session.execute(found.order_by(_h.waiting_since, _h.id).limit(limit)).scalars())


def worklist(session: Session, *, closed: bool, limit: int, before: int | None = None) -> tuple[Ticket, ...]:
    """Open ones oldest first; closed ones newest first, with id below `before`."""
    found = select(*COLUMNS).limit(limit)
    if not closed:
        found = found.where(_OPEN).order_by(_c.opened_at, _c.id)
    else:
        found = found.where(_c.closed_at.is_not(None), _c.id < (before or 2**53)).order_by(_c.id.desc())
    return tuple(Ticket(*row) for row in session.execute(found))


def count_open(session: Session) -> int:
    """How many wait for a call."""
    return session.scalar(select(func.count()).select_from(table).where(_OPEN)) or 0


def add(session: Session, conversation_id: str, handoff_id: int, cause: TicketCause, now: datetime) -> Ticket:
    """Insert an open ticket whose customer is asked for a number."""
    values: dict[str, Any] = dict.fromkeys(column.name for column in COLUMNS)
    values |= {"conversation_id": conversation_id, "handoff_id": handoff_id, "cause": cause}
    values |= {"state": "open", "contact": "asked", "opened_at": now, "attempts": 0}
    del values["id"]
    key = session.execute(insert(table), values).inserted_primary_key  # type: ignore[attr-defined]
    return Ticket(key[0], **values)


def change(session: Session, ticket: Ticket, **values: Any) -> Ticket:
    """Write some columns and read the row again."""
    session.execute(update(table).where(_c.id == ticket.id).values(values))
    return get(session, ticket.id)


def sealed_of(session: Session, ticket_id: int) -> bytes:
    """What was sealed; NotFoundError when there is none (any more)."""
    sealed = session.scalar(select(_c.sealed).where(_c.id == ticket_id))
    if sealed is None:
        raise NotFoundError("personal value")
    return bytes(sealed)


def end_of(session: Session, handoff_id: int, outcome: TicketOutcome, now: datetime) -> None:
    """The handoff ended without a call: who left may still want one, if they gave a number."""
    ending = update(table).where(_c.handoff_id == handoff_id, _c.closed_at.is_(None))
    if outcome == "left":
        ending = ending.where(_c.sealed.is_(None))
    session.execute(ending.values(state="closed", outcome=outcome, closed_at=now))
