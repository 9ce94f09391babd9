"""Office hours: windows of a day, by weekday or by the mainland's working days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from casework.hours.calendar import is_festival, is_working_day

# Mainland, Hong Kong, Macau and Taiwan share one clock.
ZONE: Final = ZoneInfo("Asia/Shanghai")
_LOOK_AHEAD: Final = 60  # days; no holiday is longer
_MIDNIGHT: Final = 24 * 60

Days = frozenset[int] | Literal["workdays"]


@dataclass(frozen=True, slots=True)
class Window:
    """`days`: weekdays (0 is Monday) or the days of work; from, to: minutes of the day, end exclusive."""

    days: Days
    start: int
    end: int

    def holds_on(self, day: date) -> bool:
        """Whether the window is one of this day."""
        return is_working_day(day) if self.days == "workdays" else day.weekday() in self.days


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When humans are there; no windows: always. `closed` days and, if `festivals_off`, festivals are off."""

    windows: tuple[Window, ...] = ()
    festivals_off: bool = False
    closed: frozenset[date] = field(default_factory=frozenset)

    @property
    def always(self) -> bool:
        """Whether there is no time without humans."""
        return not self.windows and not self.closed and not self.festivals_off

    def open_at(self, now: datetime) -> bool:
        """Whether humans are there; `now` is aware."""
        here = now.astimezone(ZONE)
        minute = here.hour * 60 + here.minute
        return any(start <= minute < end for start, end in self._of(here.date()))

    def next_open(self, now: datetime) -> datetime | None:
        """`now` when open, else when humans are back (aware, Asia/Shanghai); None beyond sixty days."""
        here = now.astimezone(ZONE)
        if self.open_at(now):
            return here
        for ahead in range(_LOOK_AHEAD):
            day = here.date() + timedelta(days=ahead)
            for start, _ in self._of(day):
                begins = _at(day, start)
                if begins > here:
                    return begins
        return None

    def _of(self, day: date) -> list[tuple[int, int]]:
        if day in self.closed or (self.festivals_off and is_festival(day)):
            return []
        if not self.windows:
            return [(0, _MIDNIGHT)]
        return sorted((window.start, window.end) for window in self.windows if window.holds_on(day))


def _at(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=minute)
