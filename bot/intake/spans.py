"""Spans of days: months, years, parts of them, holidays; arithmetic without surprises at month ends."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from bot.intake.resources import load_yaml


class Span(NamedTuple):
    """From the first day to the last, both included."""

    first: date
    last: date


def day(year: int, month: int, number: int) -> Span | None:
    """One day; None for a day that no calendar has (4月31号)."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Span(found, found)


def shift_days(start: date, days: float) -> date:
    """Days later or earlier, within what a date can be."""
    return date.fromordinal(min(max(start.toordinal() + round(days), 1), date.max.toordinal()))


def shift_months(start: date, months: int) -> date:
    """The same day of another month, or its last."""
    count = min(max(start.year * 12 + start.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def month(year: int, first: int, last: int | None = None) -> Span | None:
    """A month, or from one to another; over 12, or with the last before the first, it ends next year."""
    last = first if last is None else last
    if not (1 <= first <= 14 and 1 <= last <= 14 and 2 <= year < 9998):
        return None
    last += 12 if last < first else 0
    begin, end = shift_months(date(year, 1, 1), first - 1), shift_months(date(year, 1, 1), last - 1)
    return Span(begin, end.replace(day=monthrange(end.year, end.month)[1]))


def year(number: int) -> Span | None:
    """A whole year."""
    return Span(date(number, 1, 1), date(number, 12, 31)) if 1900 <= number <= 2200 else None


def part_of_month(whole: Span, name: str) -> Span:
    """初, 中旬, 月底 … of the month the span ends in."""
    first, last = load_yaml("dates")["month_parts"][name]
    end = monthrange(whole.last.year, whole.last.month)[1]
    return Span(whole.last.replace(day=first), whole.last.replace(day=min(last, end)))


def part_of_year(number: int, name: str) -> Span | None:
    """年初, 上半年, 三季度, 暑假 … of a year."""
    month_first, day_first, month_last, day_last = load_yaml("dates")["year_parts"][name]
    whole = month(number, month_first, month_last)
    if whole is None:
        return None
    return Span(whole.first.replace(day=day_first), whole.last.replace(day=min(day_last, whole.last.day)))


def holiday(number: int, name: str, around: str | None) -> Span | None:
    """A holiday of a year, or the time before or after it; None when its day is not known for that year."""
    words = load_yaml("dates")
    if name in words["fixed_holidays"]:
        month_, day_, days = words["fixed_holidays"][name]
        found = day(number, month_, day_)
        first = found.first if found else None
    else:
        festival, offset, days = words["lunar_holidays"][name]
        eve = _lunar(number, festival)
        first = eve + timedelta(offset) if eve else None
    return _around(Span(first, first + timedelta(days - 1)), around) if first else None


def _lunar(number: int, festival: str) -> date | None:
    table = load_yaml("dates")["lunar"]
    index = number - table["from"]
    if not 0 <= index < len(table[festival]):
        return None
    return date(number, *divmod(table[festival][index], 100))


def _around(span: Span, around: str | None) -> Span:
    how = load_yaml("dates")["around"].get(around) if around else None
    first, last = span
    return {
        None: span,
        "first": Span(first, first),
        "before": Span(first - timedelta(14), first - timedelta(1)),
        "before_week": Span(first - timedelta(7), first - timedelta(1)),
        "after": Span(last + timedelta(1), last + timedelta(14)),
        "both": Span(first - timedelta(7), last + timedelta(7)),
    }[how]
