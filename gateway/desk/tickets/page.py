"""The list of tickets to call back, and one ticket's line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.errors import DeletedError
from casework.handoffs import service as handoffs
from casework.handoffs.types import Handoff
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from gateway.desk.board import names
from gateway.desk.numbers import number
from knowledge import Knowledge

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket with its conversation (None when that was deleted), who called last, and what it is about."""

    ticket: Ticket
    talk: Conversation | None
    by: str
    handoff: Handoff | None = None

    @property
    def pressing(self) -> bool:
        """Whether it goes before others."""
        return self.handoff is not None and self.handoff.urgency in ("urgent", "critical")

    def topic(self, knowledge: Knowledge) -> str:
        """The title of what was spoken of when they asked; empty when that is not known."""
        summary = (self.handoff.summary if self.handoff and self.talk else None) or {}
        entry = knowledge.entries.get(str(summary.get("topic")).removeprefix("faq/"))
        return entry.title if entry else ""

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
    """Open ones, those that can be called now and urgent ones first; or closed ones, newest first."""
    closed = state == "closed"
    found = tickets.worklist(session, closed=closed, limit=PAGE + 1, before=number(before))
    known = names(session)
    about = handoffs.of_ids(session, [ticket.handoff_id for ticket in found[:PAGE]])
    lines = [_line(session, ticket, known, about) for ticket in found[:PAGE]]
    if not closed:
        lines.sort(key=lambda line: (not line.due(now), line.ticket.contact != "given", not line.pressing))
    more = found[PAGE - 1].id if closed and len(found) > PAGE else None
    return Tickets(tuple(lines), tickets.count_open(session), closed, more)


def _line(session: Session, ticket: Ticket, known: dict[str, str], about: dict[int, Handoff]) -> Line:
    by, handoff = known.get(ticket.closed_by or ticket.called_by or "", ""), about.get(ticket.handoff_id)
    try:
        return Line(ticket, conversations.get(session, ticket.conversation_id), by, handoff)
    except DeletedError:
        return Line(ticket, None, by, handoff)
