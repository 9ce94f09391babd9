"""What callers get of a handoff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.conversations.states import Owner
from casework.statuses import HandoffState, Urgency


@dataclass(frozen=True, slots=True)
class Handoff:
    """One stay with humans. `summary` is JSON for the agent (``packet``); `elder` is first of equals."""

    id: int
    conversation_id: str
    state: HandoffState
    reason: str
    urgency: Urgency
    summary: dict[str, Any] | None
    message_id: int | None
    waiting_since: datetime
    taken_at: datetime | None
    taken_by: str | None
    closed_at: datetime | None
    elder: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step led to: the owner now, the handoff (None if there was none), the place in the queue.

    `position` counts from 1 and is None when nobody waits; `changed` is False when the step was taken before.
    """

    owner: Owner
    handoff: Handoff | None
    position: int | None = None
    changed: bool = True
