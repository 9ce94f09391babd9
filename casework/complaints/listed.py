"""What is asked of a work list of complaints, and what it shows."""

from dataclasses import dataclass
from typing import Final, Literal

from casework.complaints.types import Complaint
from casework.statuses import COMPLAINT_STATES, OPEN_COMPLAINTS, ComplaintState, Door

_OPEN: Final = tuple(state for state in COMPLAINT_STATES if state in OPEN_COMPLAINTS)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list shows, oldest first. `assignee` "none": nobody's. `query`: receipt or words.

    `before` is the id of the last complaint of the page before. `newest` turns the order round.
    """

    states: tuple[ComplaintState, ...] = _OPEN
    assignee: str | None = None
    department: str | None = None
    branch: str | None = None
    due: Literal["overdue", "soon"] | None = None
    query: str | None = None
    door: Door | None = None
    before: int | None = None
    limit: int = 50
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some complaints, whether there are more, and how many there are in each state under the same filter."""

    items: tuple[Complaint, ...]
    more: bool
    counts: dict[str, int]
