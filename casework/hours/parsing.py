"""Reading office hours: ``mon-fri 09:00-18:00, sat 09:00-12:00; holidays off; closed 2026-12-25``."""

import re
from datetime import date
from typing import Final

from casework.errors import ValueRefusedError
from casework.hours.types import Days, OfficeHours, Window

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW: Final = re.compile(r"(\S+) (\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_LONGEST: Final = 2_000


def parsed(text: str) -> OfficeHours:
    """The hours that a text says; ValueRefusedError tells which part is not understood.

    ``always``, or windows parted by commas (days: ``mon``, ``mon-fri``, ``daily``, ``workdays``), then
    clauses parted by semicolons: ``holidays off`` (the mainland's festivals), ``closed`` and days.
    """
    first, *clauses = _parts(text[:_LONGEST].lower(), ";")
    windows = () if first == "always" else tuple(_window(part) for part in _parts(first, ","))
    closed = frozenset(day for clause in clauses for day in _closed(clause))
    return OfficeHours(windows, "holidays off" in clauses, closed)


def _parts(text: str, mark: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(mark) if part.strip()] or [""]


def _window(part: str) -> Window:
    found = _WINDOW.fullmatch(part)
    if found is None:
        raise _refused(part, "wants days and times, as in mon-fri 09:00-18:00")
    start, end = (_minute(part, found[n], found[n + 1]) for n in (2, 4))
    if start >= end:
        raise _refused(part, "must end after it begins; write two windows for a night")
    return Window(_days(found[1]), start, end)


def _minute(part: str, hour: str, minute: str) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > 24 * 60:
        raise _refused(part, "has no such time of day")
    return total


def _days(said: str) -> Days:
    if said == "workdays":
        return "workdays"
    first, _, last = ("mon", "-", "sun") if said == "daily" else said.partition("-")
    if first not in _WEEK or (last or first) not in _WEEK:
        raise _refused(said, "is no day; days are mon tue wed thu fri sat sun, daily, workdays")
    begin, end = _WEEK.index(first), _WEEK.index(last or first)
    return frozenset(day % 7 for day in range(begin, end + 1 if end >= begin else end + 8))


def _closed(clause: str) -> list[date]:
    word, _, days = clause.partition(" ")
    if clause == "holidays off":
        return []
    if word != "closed" or not days:
        raise _refused(clause, "wants holidays off, or closed and days as in closed 2026-12-25")
    try:
        return [date.fromisoformat(day) for day in days.split()]
    except ValueError:
        raise _refused(clause, "wants days as in 2026-12-25") from None


def _refused(part: str, why: str) -> ValueRefusedError:
    return ValueRefusedError("office hours", f'"{part}" {why}')
