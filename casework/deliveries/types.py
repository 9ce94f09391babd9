"""What callers get of deliveries."""

from dataclasses import dataclass
from datetime import datetime

from casework.messages.types import Message
from casework.statuses import DeliveryState


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message has come on its way; `parts` of a long text are there already.

    `error`: the platform's last code, or our own slug (casework.deliveries.errors).
    """

    id: int
    conversation_id: str
    message_id: int
    state: DeliveryState
    parts: int
    attempts: int
    next_at: datetime
    holder: str | None
    held_until: datetime | None
    error: str | None
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A message the customer does not have yet, with its delivery."""

    delivery: Delivery
    message: Message


@dataclass(frozen=True, slots=True)
class Carried:
    """What of one delivery is there now: so many parts in all, `whole` when none is left."""

    id: int
    parts: int = 1
    whole: bool = True
