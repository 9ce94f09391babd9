"""What callers get of who is on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from casework.statuses import DutyState, Role

# Without a sign of life for so long, somebody is absent: a page in the background looks once a minute.
ABSENT_AFTER: Final = timedelta(seconds=90)
Standing = Literal["available", "busy", "away", "absent"]


@dataclass(frozen=True, slots=True)
class Presence:
    """What somebody said of themselves, and their last sign of life; `capacity` None: the bank's."""

    staff_id: str
    state: DutyState
    state_at: datetime
    seen_at: datetime | None
    idle_since: datetime
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """One account that may handle conversations: where they stand, how many they have, how many they can."""

    id: str
    name: str
    role: Role
    standing: Standing
    since: datetime | None
    seen_at: datetime | None
    idle_since: datetime | None
    held: int
    offered: int
    capacity: int

    @property
    def room(self) -> int:
        """How many more could be put into their hands, offers counted."""
        return max(0, self.capacity - self.held - self.offered)

    @property
    def refusal(self) -> str:
        """Why nothing may be given to them: absent, away, full; empty when it may."""
        if self.standing in ("absent", "away"):
            return self.standing
        return "full" if self.held >= self.capacity else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A waiting conversation offered to one agent until `ends_at`."""

    id: int
    conversation_id: str
    handoff_id: int
    staff_id: str
    offered_at: datetime
    ends_at: datetime


def is_here(seen_at: datetime | None, now: datetime) -> bool:
    """Whether there was a sign of life within 90 seconds."""
    return seen_at is not None and now - seen_at <= ABSENT_AFTER
