"""The mainland's days as the State Council moves them (``chinesecalendar``); plain weeks in unknown years."""

from datetime import date
from functools import lru_cache

from casework.complaints.calendar import is_working_day

__all__ = ["is_festival", "is_working_day"]


@lru_cache(1024)
def is_festival(day: date) -> bool:
    """A day off by name (春节, 国庆节 …): weekends on which nothing is celebrated are none."""
    import chinese_calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False
    return bool(off and name)
