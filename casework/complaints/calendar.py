"""Days of Asia/Shanghai, and the mainland's working days (State Council's, by ``chinesecalendar``)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai on which `at` falls."""
    return at.astimezone(ZONE).date()


def known(year: int) -> bool:
    """Whether the holidays of the year have been announced to the library."""
    return _official(date(year, 1, 1)) is not None


def is_working_day(day: date) -> bool:
    """A day of work, moved holidays counted; Monday to Friday in a year that is not known yet."""
    official = _official(day)
    return day.weekday() < _SATURDAY if official is None else official


def working_days(after: date, until: date) -> int:
    """How many days of work lie after `after`, up to and including `until`."""
    return sum(is_working_day(after + n * _DAY) for n in range(1, max((until - after).days, 0) + 1))


def working_day(after: date, number: int) -> date:
    """The working day that is the `number`-th after `after`; 0 is `after` itself."""
    day = after
    while number > 0:
        day += _DAY
        number -= is_working_day(day)
    return day


@lru_cache(4096)
def _official(day: date) -> bool | None:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
