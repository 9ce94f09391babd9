"""One look: what a number names and what the words find, and that somebody saw it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.staff import service as staff
from casework.staff.types import Staff
from casework.vault.cipher import Cipher
from gateway.desk.alarms import count_open
from gateway.desk.complaints.counting import count_overdue
from gateway.desk.desk import Desk
from gateway.desk.search.asked import Asked
from gateway.desk.search.numbers import Named, prints_of, read_named
from gateway.desk.search.results import Results, read_results
from gateway.desk.seat import Seat

_PRINT: Final = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows."""

    named: Named
    results: Results
    colleagues: tuple[Staff, ...]
    open_alerts: int
    overdue: int


async def look(desk: Desk, cipher: Cipher, seat: Seat, asked: Asked, before: int | None) -> Seen:
    """Search, and put on record whose words and numbers are shown; the record comes before the page."""
    prints, wanted, now = prints_of(cipher, asked["q"]), asked.wanted, desk.clock()

    def read(session: Session) -> Seen:
        first = before is None
        named = read_named(session, asked["q"], prints) if first else Named()
        results = read_results(session, wanted, before)
        numbers = (count_open(session), count_overdue(session, now))
        return Seen(named, results, staff.everyone(session), *numbers)

    seen = await desk.database.read(read)
    await _record(desk, seat, asked, seen)
    return seen


async def _record(desk: Desk, seat: Seat, asked: Asked, seen: Seen) -> None:
    """Never what was searched for; of a telephone number a part of its keyed hash."""
    told: list[tuple[str, dict[str, Any]]] = []
    named, results = seen.named, seen.results
    if named.prints:
        cases, calls = [one.receipt for one in named.complaints], [one.id for one in named.tickets]
        told.append(
            ("search.phone", {"print": named.prints[0][:_PRINT], "complaints": cases, "tickets": calls})
        )
    if results.lines:
        shown = {"conversations": results.conversations, "complaints": results.complaints}
        told.append(("search.words", {"filters": asked.filters, **shown}))
    now = desk.clock()

    def write(session: Session) -> None:
        for act, after in told:
            record(session, seat.actor, act, "search", "desk", now, after=after)

    if told:
        await desk.database.write(write)
