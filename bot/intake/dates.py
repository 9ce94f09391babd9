"""When something happened, in a customer's words: 上周三, 去年十月, 3月5号至8号, 大概半年前, 民國114年3月.

A date without a year is the latest past one. Why our own: docs/decisions/0012-dates-by-our-own-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from bot.intake import spans
from bot.intake.date_reading import earliest, latest
from bot.intake.date_words import Token, tokens
from bot.intake.reading import Reading, read
from bot.intake.resources import load_yaml

# What stands between words for the same time.
_GLUE = frozenset("，,、. 的地嘅喺在之个")
_NEAR = 2
# A bare 3.5 or 8日 is a date only in an answer as short as this.
_SHORT = 12
_HEDGE_REACH = 6
_MOST = 32  # times that are looked at
# 去年过世, 去年走了: the time of a death, not of what happened at the bank. Nobody died who 走了三趟.
_DEATH = re.compile(
    r".{0,3}(?:[过去离逝病][世故]|[病身]故|过身|往生|身亡|走了?(?=[，,。；;！!\s]|$|[后之以就]|他|她)|走咗)"
)


@dataclass(frozen=True, slots=True)
class When:
    """From the first day to the last; `exact`: one day and no doubt about it; `future`: it has not begun.

    `weak`: perhaps said in passing (最近, 今天, 三年了), or when somebody died. `said`: the words themselves.
    A span that has begun ends today at the latest.
    """

    first: date
    last: date
    said: str
    exact: bool
    future: bool = False
    weak: bool = False


def when(text: str, today: date) -> When | None:
    """The time the words tell, the first that is no mere 最近 or 今天; None when they tell none."""
    reading = read(text)
    phrases = islice(_phrases(reading.text), _MOST)
    found = [f for phrase in phrases if (f := _found(phrase, reading, today))]
    return min(found, key=lambda f: (f.future, f.weak), default=None)


def _phrases(text: str) -> Iterator[list[Token]]:
    """Tokens that belong together: 去年 十月, with the join and the second time of a range."""
    phrase: list[Token] = []
    for token in _wanted(text):
        if phrase and not _continues(text, phrase, token):
            yield phrase
            phrase = []
        phrase.append(token)
    if phrase:
        yield phrase


def _wanted(text: str) -> Iterator[Token]:
    short = len(text) <= _SHORT
    for token in tokens(text):
        bare = token.kind in ("short", "day") and "unit" not in token.values
        after_month = text[token.start - 1 : token.start] in ("月", "份")
        later = text[token.end : token.end + 1] in ("早", "上", "下", "晚", "那", "当", "凌", "中")
        # 现在 is when they write, unless that is all they write.
        if token.values.get("word") in _data()["now"] and not (short or _ends_range(text, token)):
            continue
        if not bare or after_month or short or (later and token.kind == "short"):
            yield token


def _ends_range(text: str, token: Token) -> bool:
    return text[: token.start].endswith(("到", "至"))


def _continues(text: str, phrase: Sequence[Token], token: Token) -> bool:
    last = phrase[-1]
    between = text[last.end : token.start]
    if len(between) > _NEAR or not set(between) <= _GLUE:
        return False
    if token.kind in ("join", "since") or last.kind == "join":
        return True
    if token.kind == "offset":
        return last.kind == "year" and token.values["word"] in _data()["weak_days"]
    return 0 < token.rank < last.rank


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("dates")
    return words


def _found(phrase: Sequence[Token], reading: Reading, today: date) -> When | None:
    times, since = _times(phrase)
    if not times or _denied(reading.text, times[0][0]):
        return None
    span = _range(times, today)
    if span is None:
        return None
    start, end = times[0][0].start, times[-1][-1].end
    if since and span.last < today:
        span, end = spans.Span(span.first, today), max(t.end for t in phrase)
    span, sure = _hedged(span, reading.text, start, end)
    when = When(*span, said=reading.said(start, end), exact=sure and span.first == span.last)
    weak = all(map(_is_weak, times)) or _DEATH.match(reading.text, end) is not None
    return _until_today(replace(when, weak=weak), today)


def _times(phrase: Sequence[Token]) -> tuple[list[list[Token]], bool]:
    """The one or two times of a phrase, and whether it goes on until today."""
    times: list[list[Token]] = [[]]
    since = False
    for token in phrase:
        since = since or token.kind == "since"
        if token.kind == "join" and times[-1]:
            times.append([])
        elif token.rank:
            times[-1].append(token)
    # A time of the day alone is no date.
    told = [time for time in times if any(token.kind != "clock" for token in time)]
    return [[t for t in time if t.kind != "clock"] for time in told[:2]], since


def _denied(text: str, first: Token) -> bool:
    return text[: first.start].endswith(tuple(_data()["negations"]))


def _range(times: Sequence[Sequence[Token]], today: date) -> spans.Span | None:
    if len(times) == 1:
        return latest(times[0], today, today)
    first, last = times
    if first[0].rank > last[0].rank or _fixed(first):
        begin = latest(first, today, today)
        end = earliest(last, today, begin.first) if begin else None
        end = end or latest(last, today, today)
    else:
        end = latest(last, today, today)
        begin = latest(first, today, end.first) if end else latest(first, today, today)
    if begin and end and begin.first > end.last:
        begin, end = end, begin
    return spans.Span(begin.first, max(begin.last, end.last)) if begin and end else begin or end


def _fixed(time: Sequence[Token]) -> bool:
    """Whether it names its year itself."""
    return time[0].kind in ("year", "full", "ago", "month_offset", "offset", "week", "recent", "vague")


def _hedged(span: spans.Span, text: str, start: int, end: int) -> tuple[spans.Span, bool]:
    near = text[max(0, start - _HEDGE_REACH) : start], text[end : end + 2]
    around = near[1].startswith(tuple(_data()["around_day"]))
    if around and span.first == span.last:
        span = spans.Span(spans.shift_days(span.first, -2), spans.shift_days(span.last, 2))
    sure = not any(word in near[0] or near[1].startswith(word) for word in _data()["hedges"] if len(word) > 1)
    return span, sure


def _is_weak(time: Sequence[Token]) -> bool:
    token = time[0]
    words = _data()
    return (
        token.values.get("word") in (*words["weak_days"], *words["weak_vague"])
        or (token.kind == "ago" and "past" not in token.values)
        or (token.kind == "recent" and token.values["how"] in ("最近", "过去", "近", "这", "呢"))
    )


def _until_today(when: When, today: date) -> When:
    if when.first > today:
        return replace(when, future=True)
    last = min(when.last, today)
    return replace(when, last=last, exact=when.exact and when.first == last)
