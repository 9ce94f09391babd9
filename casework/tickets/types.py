"""What callers get of call-back tickets; a number only masked."""

from dataclasses import dataclass
from datetime import datetime

from casework.statuses import TicketCause, TicketContact, TicketOutcome, TicketState


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request for a human that came when nobody was there; `shown` is the masked number to call."""

    id: int
    conversation_id: str
    handoff_id: int
    state: TicketState
    cause: TicketCause
    contact: TicketContact
    shown: str | None
    opened_at: datetime
    attempts: int
    called_at: datetime | None
    called_by: str | None
    again_at: datetime | None
    outcome: TicketOutcome | None
    closed_at: datetime | None
    closed_by: str | None
