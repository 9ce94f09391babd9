"""What callers get of an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.messages.types import Message
from casework.statuses import EventType


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of a conversation; `message` is what it points to, as it reads now (empty once erased)."""

    id: int
    conversation_id: str
    type: EventType
    payload: dict[str, Any] | None
    created_at: datetime
    message: Message | None
