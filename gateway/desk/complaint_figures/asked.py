"""What the address asks for: a period, a part of the complaints, the demo's or the real ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from casework.complaints.figures.types import DIMENSIONS, Dimension, Scope
from casework.statuses import BUSINESSES, CAUSES, COMPLAINT_CHANNELS, COMPLAINT_STATES, DOORS, REGIONS

PATH: Final = "/desk/complaints/figures"
KNOWN: Final[dict[Dimension, tuple[str, ...]]] = {
    "business": BUSINESSES,
    "cause": CAUSES,
    "channel": COMPLAINT_CHANNELS,
    "region": REGIONS,
    "state": COMPLAINT_STATES,
    "door": DOORS,
}
_LONGEST: Final = timedelta(days=366 * 5 - 1)
_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope and the addresses that lead there."""

    scope: Scope

    @staticmethod
    def of(said: Mapping[str, str], today: date) -> "Asked":
        """From an address; where it says nothing sensible: this year until today, all, the real ones."""
        last = min(_day(said.get("last", "")) or today, today)
        first = _day(said.get("first", "")) or date(last.year, 1, 1)
        first, last = min(first, last), min(max(first, last), today)
        only = tuple((name, value) for name in DIMENSIONS if (value := _value(name, said.get(name, ""))))
        return Asked(Scope(max(first, last - _LONGEST), last, only, said.get("demo") == "1"))

    @property
    def only(self) -> dict[str, str]:
        """The filters by dimension."""
        return dict(self.scope.only)

    def address(self, file: str = "", **more: str) -> str:
        """The address of the page, or of a file of it, for the same scope."""
        return f"{PATH}{file}?{urlencode(self._said() | more)}"

    def period(self, first: date, last: date) -> str:
        """The address of another period."""
        return Asked(replace(self.scope, first=first, last=last)).address()

    def other(self) -> str:
        """The address of the demo's figures from the real ones, and back."""
        return Asked(replace(self.scope, demo=not self.scope.demo)).address()

    def cleared(self) -> str:
        """The address without filters."""
        return Asked(replace(self.scope, only=())).address()

    def audited(self) -> dict[str, object]:
        """What the record of an export says."""
        return {**self._said(), "demo": self.scope.demo}

    def _said(self) -> dict[str, str]:
        days = {"first": self.scope.first.isoformat(), "last": self.scope.last.isoformat()}
        return days | self.only | ({"demo": "1"} if self.scope.demo else {})


def periods(today: date) -> tuple[tuple[str, date, date], ...]:
    """Sentence key, first and last day of what is asked for most."""
    month, year = today.replace(day=1), date(today.year, 1, 1)
    before = month - timedelta(days=1)
    return (
        ("cfig_this_month", month, today),
        ("cfig_last_month", before.replace(day=1), before),
        ("cfig_this_year", year, today),
        ("cfig_last_year", date(today.year - 1, 1, 1), year - timedelta(days=1)),
    )


def year_of(said: str, today: date) -> int:
    """A year from an address, the last one where it says nothing sensible."""
    known = said.isascii() and said.isdigit() and 2000 <= int(said[:5]) <= today.year
    return int(said) if known else today.year - 1


def _value(name: Dimension, said: str) -> str:
    if name in KNOWN:
        return said if said in KNOWN[name] else ""
    return said.replace("\0", "").strip()[:_NAME]


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2900 else None
