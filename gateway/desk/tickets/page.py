"""The list of tickets to call back, and one ticket's line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.errors import DeletedError
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from gateway.desk.board import names
from gateway.desk.numbers import number

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket with its conversation (None when that was deleted) and who called last."""

    ticket: Ticket
    talk: Conversation | None
    by: str

    def due(self, now: datetime) -> bool:
        """Whether it is to be called now."""
        return self.ticket.again_at is None or self.ticket.again_at <= now


@dataclass(frozen=True, slots=True)
class Tickets:
    """A page of tickets; ``open`` counts all open ones, ``before`` goes on among the closed."""

    lines: tuple[Line, ...]
    open: int
    closed: bool
    before: int | None


def read_tickets(session: Session, state: str, before: str, now: datetime) -> Tickets:
    """Open ones, those that can be called now first; or closed ones, newest first."""
    closed = state == "closed"
    found = tickets.worklist(session, closed=closed, limit=PAGE + 1, before=number(before))
    known = names(session)
    lines = [_line(session, ticket, known) for ticket in found[:PAGE]]
    if not closed:
        lines.sort(key=lambda line: (not line.due(now), line.ticket.contact != "given"))
    more = found[PAGE - 1].id if closed and len(found) > PAGE else None
    return Tickets(tuple(lines), tickets.count_open(session), closed, more)


def read_line(session: Session, ticket_id: int) -> Line:
    """One ticket; NotFoundError."""
    return _line(session, tickets.get(session, ticket_id), names(session))


def _line(session: Session, ticket: Ticket, known: dict[str, str]) -> Line:
    by = known.get(ticket.closed_by or ticket.called_by or "", "")
    try:
        return Line(ticket, conversations.get(session, ticket.conversation_id), by)
    except DeletedError:
        return Line(ticket, None, by)
