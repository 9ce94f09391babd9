"""Which complaints the work list shows: read from an address, and written into one again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from casework.statuses import (
    BUSINESSES,
    CAUSES,
    COMPLAINT_CHANNELS,
    COMPLAINT_STATES,
    DOORS,
    OPEN_COMPLAINTS,
)
from gateway.desk.numbers import number

STATES: Final = ("open", *COMPLAINT_STATES, "all")
DUES: Final = ("overdue", "soon")
WHOSE: Final = ("mine", "unassigned")
_SLUGS: Final[Mapping[str, tuple[str, ...]]] = {
    "state": STATES, "due": DUES, "whose": WHOSE, "door": DOORS, "business": BUSINESSES, "cause": CAUSES,
    "channel": COMPLAINT_CHANNELS,
}  # fmt: skip
SELECTS: Final = ("door", "business", "cause", "channel", "department")
_WORDS: Final = {"q": 40, "department": 64}
_LAST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, by name; what an address does not say, or says wrongly, is ''. ``page`` from 1."""

    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @staticmethod
    def of(said: Mapping[str, str]) -> "Wanted":
        """From an address."""
        values = {name: said.get(name, "") for name in _SLUGS}
        values = {name: slug if slug in _SLUGS[name] else "" for name, slug in values.items()}
        values |= {name: said.get(name, "").strip()[:longest] for name, longest in _WORDS.items()}
        page = number(said.get("page", ""), digits=4) or 1
        return Wanted(values, min(page, _LAST_PAGE))

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def query(self) -> str:
        """What to search for; a search looks at all complaints."""
        return self["q"]

    @property
    def states(self) -> tuple[str, ...]:
        """The states that are shown."""
        state = self["state"] or ("all" if self.query else "open")
        if state == "open":
            return tuple(sorted(OPEN_COMPLAINTS))
        return COMPLAINT_STATES if state == "all" else (state,)

    @property
    def open_only(self) -> bool:
        """Whether only complaints are shown that somebody owes something for."""
        return OPEN_COMPLAINTS.issuperset(self.states)

    @property
    def narrowed(self) -> bool:
        """Whether one of the rarer filters is set."""
        return any(self[name] for name in SELECTS)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of the rarer filters carries along."""
        return [(name, self[name]) for name in ("state", "due", "whose", "q") if self[name]]

    def address(self, **changes: str) -> str:
        """The query of an address with changes; a change of filter begins at the first page."""
        values = {**self.values, "page": str(self.page) if self.page > 1 and not changes else ""} | changes
        said = urlencode({name: value for name, value in values.items() if value})
        return f"?{said}" if said else ""
