"""What callers get of the watch."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.statuses import WatchState


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that held for one staff member on one day (an ordinal); `evidence`: numbers of audit records."""

    id: int
    rule: str
    staff_id: str
    day: int
    state: WatchState
    evidence: list[int]
    first_at: datetime
    last_at: datetime
    raised_at: datetime
    updated_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    reason: str | None

    @property
    def date(self) -> date:
        """The day."""
        return date.fromordinal(self.day)


@dataclass(frozen=True, slots=True)
class Hit:
    """What one look found: a rule held for somebody on a day, by these records; times of first and last."""

    rule: str
    staff_id: str
    day: int
    evidence: frozenset[int]
    first_at: datetime
    last_at: datetime
