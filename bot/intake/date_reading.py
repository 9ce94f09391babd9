"""From words for time to days: 去年 and 十月 narrow each other; without a year it is the latest past one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from bot.intake import spans
from bot.intake.date_words import Token
from bot.intake.numerals import between, whole
from bot.intake.resources import load_yaml
from bot.intake.spans import Span

_WEEKDAYS = "一二三四五六日"
_REPUBLIC = 1911  # the year before the first of the Taiwanese count
_YEARS, _MONTHS, _WEEKS = 12, 24, 3
# Words that lack a year, a month, a week.
_IN_YEAR = ("month", "months", "holiday", "part_of_year", "short")
_IN_MONTH = ("part", "day", "days")
_CHOICE = (*_IN_YEAR, *_IN_MONTH, "weekday")
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}


def earliest(phrase: Sequence[Token], today: date, since: date) -> Span | None:
    """What the words say when it begins on a day or later."""
    found = _candidates(phrase, since, today, forward=True)
    return next((span for span in found if span.first >= since), None)


def latest(phrase: Sequence[Token], today: date, until: date) -> Span | None:
    """What the words say, the latest that has begun on a day; with a year or the like there is no choice."""
    only: Span | None = None
    for number, span in enumerate(_candidates(phrase, until, today, forward=False)):
        if _begun(phrase, span) <= until:
            return span
        only = span if number == 0 else None
    return only if phrase[0].kind not in _CHOICE else None


def _begun(phrase: Sequence[Token], span: Span) -> date:
    """When it has come so far that it may be meant: 三到五月 when May has begun."""
    return span.last.replace(day=1) if phrase[-1].kind == "months" else span.first


def _candidates(phrase: Sequence[Token], start: date, today: date, *, forward: bool) -> Iterable[Span]:
    frames = _frames(phrase[0].kind, start, forward=forward)
    tried = (_narrowed(phrase, frame, today) for frame in frames)
    return (span for span in tried if span)


def _frames(kind: str, start: date, *, forward: bool) -> Iterable[Span | None]:
    """The years, months or weeks in which words without one may lie, the nearest first."""
    way = 1 if forward else -1
    ahead = range(_YEARS) if forward else range(1, -_YEARS, -1)
    if kind in _IN_YEAR:
        return (spans.year(start.year + step) for step in ahead)
    if kind in _IN_MONTH:
        months = (spans.shift_months(start, way * step) for step in range(_MONTHS))
        return (spans.month(m.year, m.month) for m in months)
    if kind == "weekday":
        return (_week(start, way * step) for step in range(_WEEKS))
    return (None,)


def _week(day: date, weeks: int) -> Span:
    monday = spans.shift_days(day, 7 * weeks - day.weekday())
    return Span(monday, spans.shift_days(monday, 6))


def _narrowed(phrase: Sequence[Token], frame: Span | None, today: date) -> Span | None:
    for token, following in zip(phrase, (*phrase[1:], None), strict=True):
        if token.kind == "ago" and following and following.rank > 2:
            frame = _calendar(token.values, today)
        else:
            frame = _NARROW[token.kind](token.values, frame, today)
        if frame is None:
            return None
    return frame


def _calendar(values: dict[str, str], today: date) -> Span | None:
    """两年前的三月: the year that lies two back, not a time around that day."""
    known = lasting(values)
    if known is None or known[2] < 30:
        return None
    past = _back(today, int(known[0]), known[2])
    return spans.year(past.year) if known[2] == 365 else spans.month(past.year, past.month)


def _full(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    year = int(values["y"]) if "y" in values else int(values["roc"]) + _REPUBLIC
    if "d" not in values:
        return spans.month(year, int(values["m"]))
    found = spans.day(year, int(values["m"]), int(values["d"]))
    # 05/03/2026 is the fifth of March where days come first; 03/25/2026 can only be meant one way.
    return found or ("sep" not in values and spans.day(year, int(values["d"]), int(values["m"]))) or None


def _year(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    if "word" in values:
        return spans.year(today.year + load_yaml("dates")["years"][values["word"]])
    if "roc" in values:
        return spans.year(int(values["roc"]) + _REPUBLIC)
    if "y" in values:
        return spans.year(int(values["y"]))
    short = int(values["yy"])
    return spans.year(short + (2000 if short <= today.year % 100 + 1 else 1900))


def _months(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    if frame is None:
        return None
    run = values.get("run", "")
    first, last = (values["m"], values["to"]) if "m" in values else (run[:-1], run[-1])
    if run == "十一二":
        first, last = "11", "12"
    begin, end = whole(first), whole(last)
    return spans.month(frame.first.year, begin, end) if begin and end and begin <= 12 else None


def _month(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    number = whole(values["m"])
    year = frame.last.year if frame else today.year
    found = spans.month(year, number) if number and number <= 12 else None
    return spans.part_of_month(found, values["part"]) if found and "part" in values else found


def _month_offset(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    other = spans.shift_months(today, load_yaml("dates")["months"][values["word"]])
    return spans.month(other.year, other.month)


def _part(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    return spans.part_of_month(frame, values["part"]) if frame else None


def _part_of_year(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    name = values.get("part") or f"年{values['bare']}"
    return spans.part_of_year((frame or Span(today, today)).last.year, name)


def _holiday(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    year = (frame or Span(today, today)).last.year
    if "eve" in values:
        return spans.holiday(year, "春节", values["eve"][-1])
    return spans.holiday(year, values["name"], values.get("around"))


def _short(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    year = (frame or Span(today, today)).last.year
    return spans.day(year, int(values["m"]), int(values["d"]))


def _day(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    number = whole(values["d"])
    return spans.day(frame.last.year, frame.last.month, number) if frame and number else None


def _days(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    first = _day(values, frame, today)
    last = _day({"d": values["to"]}, frame, today)
    return Span(first.first, last.last) if first and last and first.first <= last.last else None


def _weekday(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    name = values.get("weekday")
    # 3月5日星期三: the day is known already
    if frame is None or name is None or frame.first == frame.last:
        return frame
    monday = _week(frame.first, 0).first
    if name == "末":
        return Span(monday + timedelta(5), monday + timedelta(6))
    index = int(name) - 1 if name.isdigit() else _WEEKDAYS.index(name.replace("天", "日"))
    return Span(monday + timedelta(index), monday + timedelta(index))


def _week_offset(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    return _weekday(values, _week(today, load_yaml("dates")["weeks"][values["week"]]), today)


def _offset(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    days = load_yaml("dates")["days"][values["word"]]
    if frame and days == 0:  # 去年今日
        return spans.day(frame.last.year, today.month, today.day)
    return Span(*[spans.shift_days(today, days)] * 2)


def _vague(values: dict[str, str], frame: Span | None, today: date) -> Span | None:
    first, last = load_yaml("dates")["vague"][values["word"]]
    return frame or Span(spans.shift_days(today, first), spans.shift_days(today, last))


def _ago(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    known = lasting(values)
    if known is None:
        return None
    if values["unit"] not in _DAYS:
        return Span(today, today)
    low, high, unit = known
    if unit == 1 and low == high:
        return Span(*[spans.shift_days(today, -low)] * 2)
    around = 0.0 if low != high else unit * min(low, 2) * 0.2
    return Span(_back(today, high, unit, -around), _back(today, low, unit, around))


def _recent(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    known = lasting(values)
    if known is None or values["unit"] not in _DAYS:
        return None
    low, high, unit = known
    if values["how"] in ("前", "头", "上", "早"):
        few = high > 7 and low < high
        high = (7 if unit == 1 else 6) if few else high + (low == high == 2)
        return Span(_back(today, high, unit), spans.shift_days(today, -1))
    return Span(_back(today, high, unit), today)


def _back(today: date, number: float, unit: int, days: float = 0.0) -> date:
    """So many days, weeks, months or years ago; days more or less."""
    if unit < 30:
        return min(spans.shift_days(today, -number * unit + days), today)
    months = round(number * (12 if unit == 365 else 1) * 2) / 2
    past = spans.shift_months(today, -int(months))
    return min(spans.shift_days(past, days - (15 if months % 1 else 0)), today)


def lasting(values: dict[str, str]) -> tuple[float, float, int] | None:
    """How long: the least and the most, and the unit in days; None when it is a month's name (三月前)."""
    number = between(values["n"])
    unit = _DAYS.get(values["unit"], 1)
    if number is None or number[1] > 400:
        return None
    low, high = number
    if "half" in values or values.get("tail") == "半":
        low, high = low + 0.5, high + 0.5
    elif "more" in values and low >= 10:
        high += 9 if low % 10 == 0 else 1
    elif {"more", "later"} & values.keys() or values.get("tail") == "多":
        high += 0.5 if low < 1 else 1
    return low, high, unit


def _same(values: dict[str, str], frame: Span | None, today: date) -> Span | None:  # noqa: ARG001
    return frame


_NARROW: dict[str, Callable[[dict[str, str], Span | None, date], Span | None]] = {
    "full": _full,
    "year": _year,
    "months": _months,
    "month": _month,
    "month_offset": _month_offset,
    "part": _part,
    "part_of_year": _part_of_year,
    "holiday": _holiday,
    "short": _short,
    "day": _day,
    "days": _days,
    "weekday": _weekday,
    "week": _week_offset,
    "offset": _offset,
    "vague": _vague,
    "ago": _ago,
    "recent": _recent,
    "clock": _same,
}
