"""Open a ticket, take or refuse a number, and work it off: called, not reached, closed; all on record."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.checks import one_of, reasoned, sized
from casework.complaints.parties import fingerprint
from casework.conversations.rows import locked as locked_conversation
from casework.errors import TransitionError
from casework.staff.roles import require
from casework.statuses import TICKET_CAUSES, TICKET_ENDS, TicketCause, TicketOutcome
from casework.tickets import rows
from casework.tickets.rows import count_open, get, of_handoff, open_one, untold, worklist
from casework.tickets.types import Ticket
from casework.vault.cipher import Cipher

__all__ = [
    "call_missed",
    "call_reached",
    "close",
    "count_open",
    "get",
    "give",
    "of_handoff",
    "open_for",
    "open_one",
    "refuse",
    "reveal",
    "untold",
    "worklist",
]

# How long until the next try, at the most.
LATEST: Final = timedelta(days=14)
_LONGEST_PHONE: Final = 40


def open_for(
    session: Session, conversation_id: str, handoff_id: int, cause: TicketCause, now: datetime
) -> Ticket:
    """The ticket of a handoff, opened unless there is one; its customer is to be asked for a number."""
    one_of("cause", cause, TICKET_CAUSES)
    locked_conversation(session, conversation_id)
    known = rows.of_handoff(session, handoff_id)
    return known or rows.add(session, conversation_id, handoff_id, cause, now)


def give(session: Session, cipher: Cipher, ticket: Ticket, phone: str, shown: str) -> Ticket:
    """Seal the number to call, the newest counts; `shown` is its masked form."""
    sized("phone", phone, _LONGEST_PHONE)
    sealed = cipher.seal(phone, place_of(ticket.id))
    values: dict[str, Any] = {"contact": "given", "sealed": sealed, "shown": shown[:64]}
    return rows.change(session, ticket, **values, fingerprint=fingerprint(cipher, phone))


def refuse(session: Session, ticket: Ticket) -> Ticket:
    """The customer wants no call; the request stays in the queue."""
    return rows.change(session, ticket, contact="refused", **rows.ERASED)


def reveal(session: Session, cipher: Cipher, ticket_id: int, actor: Actor, reason: str, now: datetime) -> str:
    """The number for who is to call it and says why (4 to 500 characters); audited. NotFoundError."""
    require(actor, "desk")
    require(actor, "reveal")
    why = reasoned("reason", reason)
    found = rows.get(session, ticket_id)
    sealed = rows.sealed_of(session, ticket_id)
    after = {"conversation_id": found.conversation_id}
    record(session, actor, "ticket.revealed", "ticket", str(ticket_id), now, reason=why, after=after)
    return cipher.open(sealed, place_of(ticket_id))


def call_reached(session: Session, ticket_id: int, actor: Actor, now: datetime) -> Ticket:
    """The customer was reached; what remains to do is theirs who called, until it is closed."""
    before = _workable(session, ticket_id, actor)
    values = {"state": "called", "again_at": None, **_tried(before, actor, now)}
    return _kept(session, before, actor, "ticket.called", now, values)


def call_missed(session: Session, ticket_id: int, actor: Actor, again_at: datetime, now: datetime) -> Ticket:
    """Nobody answered: to be tried again at `again_at`, within fourteen days."""
    if not now < again_at <= now + LATEST:
        again_at = now + min(max(again_at - now, timedelta(minutes=5)), LATEST)
    before = _workable(session, ticket_id, actor)
    values = {"state": "open", "again_at": again_at, **_tried(before, actor, now)}
    return _kept(session, before, actor, "ticket.missed", now, values)


def close(session: Session, ticket_id: int, outcome: TicketOutcome, actor: Actor, now: datetime) -> Ticket:
    """Done: settled, not wanted, not reachable, a wrong number. TransitionError when it is closed."""
    one_of("outcome", outcome, TICKET_ENDS)
    before = _workable(session, ticket_id, actor)
    values = {"state": "closed", "outcome": outcome, "closed_at": now, "closed_by": actor.id}
    return _kept(session, before, actor, "ticket.closed", now, values | {"again_at": None})


def place_of(ticket_id: int) -> str:
    """What a sealed number is bound to."""
    return f"ticket/{ticket_id}"


def _workable(session: Session, ticket_id: int, actor: Actor) -> Ticket:
    require(actor, "desk")
    found = rows.locked(session, ticket_id)
    if found.closed_at is not None:
        raise TransitionError("work", "closed")
    return found


def _tried(before: Ticket, actor: Actor, now: datetime) -> dict[str, Any]:
    return {"attempts": before.attempts + 1, "called_at": now, "called_by": actor.id}


def _kept(
    session: Session, before: Ticket, actor: Actor, action: str, now: datetime, values: dict[str, Any]
) -> Ticket:
    after = rows.change(session, before, **values)
    was = {"state": before.state, "attempts": before.attempts}
    is_ = {"state": after.state, "attempts": after.attempts, "outcome": after.outcome}
    record(session, actor, action, "ticket", str(before.id), now, before=was, after=is_)
    return after
