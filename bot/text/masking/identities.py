"""Finds identity numbers: mainland (GB 11643), Hong Kong, Macau, Taiwan, and announced travel documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from bot.text.masking.checks import date_of_birth, gb11643, hong_kong_id, taiwan_id
from bot.text.masking.model import Span
from bot.text.masking.runs import Run
from bot.text.masking.words import BETWEEN, IDENTITY_WORD, any_of

_LENGTH, _OLD_LENGTH = 18, 15
_WORD_REACH = 12
_HONG_KONG = re.compile(r"(?<![a-z0-9])[a-z]{1,2} ?\d{6} ?\( ?[0-9a] ?\)")
_HONG_KONG_BARE = re.compile(r"(?<![a-z0-9])[a-z]{1,2}\d{6}[0-9a](?![a-z0-9])")
_MACAU = re.compile(r"(?<![\da-z])[1578]\d{6} ?\( ?\d ?\)")
_TAIWAN = re.compile(r"(?<![a-z0-9])[a-z][1289]\d{8}(?![a-z0-9])")
_TRAVEL = re.compile(rf"{any_of('passport')}{BETWEEN}{{0,8}}([a-z]{{0,2}}\d{{7,10}})(?![0-9a-z])")


def mainland(run: Run) -> Iterator[Span]:
    """Mainland identity numbers of a run; a mistyped one only where the text says what it is."""
    if run.starts[-1] >= _OLD_LENGTH:
        for first, last in run.sweep(partial(_identity_end, run)):
            yield _span(run.groups[first].start, run.groups[last - 1].end)


def _identity_end(run: Run, first: int) -> int:
    start = run.starts[first]
    for length in (_LENGTH, _OLD_LENGTH):
        number = run.digits[start : start + length]
        for last in run.ends(first, length, length):
            if gb11643(number) or _announced(run, first, number):
                return last
    return 0


def within(run: Run) -> Iterator[Span]:
    """Mainland identity numbers with other digits stuck to them."""
    for group in run.groups:
        if group.end - group.start >= _LENGTH:
            ends_in_x = run.text[group.end : group.end + 1] == "x"
            yield from _inside(run.text, group.start, group.end + ends_in_x)


def elsewhere(shadow: str) -> Iterator[Span]:
    """Identity numbers of Hong Kong, Macau and Taiwan, and travel documents named as such."""
    for pattern in (_HONG_KONG, _MACAU):
        yield from (_span(*match.span()) for match in pattern.finditer(shadow))
    for match in _TAIWAN.finditer(shadow):
        if taiwan_id(match[0]):
            yield _span(*match.span())
    for match in _HONG_KONG_BARE.finditer(shadow):
        if hong_kong_id(match[0]) and _said_before(shadow, match.start()):
            yield _span(*match.span())
    yield from (_span(*match.span(1)) for match in _TRAVEL.finditer(shadow))


def _announced(run: Run, first: int, number: str) -> bool:
    if len(number) == _LENGTH:
        dated = number[:17].isdigit() and date_of_birth(number[6:14])
    else:
        dated = len(number) == _OLD_LENGTH and number.isdigit() and date_of_birth("19" + number[6:12])
    return dated and _said_before(run.text, run.groups[first].start)


def _said_before(text: str, start: int) -> bool:
    return IDENTITY_WORD.search(text, max(0, start - _WORD_REACH), start) is not None


def _inside(text: str, start: int, end: int) -> Iterator[Span]:
    while start <= end - _LENGTH:
        if gb11643(text[start : start + _LENGTH]):
            yield _span(start, start + _LENGTH)
            start += _LENGTH
        else:
            start += 1


def _span(start: int, end: int) -> Span:
    return Span("id_number", "id_number", start, end)
