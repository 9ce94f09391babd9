"""Finds personal telephone numbers: mobiles of the mainland, Hong Kong, Macau and Taiwan, never hotlines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from bot.text.masking.model import Span
from bot.text.masking.runs import Run, runs
from bot.text.masking.words import MOBILE_WORD

_MAINLAND = re.compile(r"(?:0086|86)?1[3-9]\d{9}$")
_TAIWAN = re.compile(r"(?:(?:00)?8860?9\d{8}|09\d{8})$")
_NEAR = re.compile(r"(?:(?:00)?852[4-9]\d{7}|(?:00)?8536\d{7})$")
_BARE = re.compile(r"[4-9]\d{7}$")
_ROW = re.compile(r"[0-9](?:[ \-]?[0-9])+")
_SOMEWHERE = re.compile(r"1[3-9](?=\d{9})")
_MOBILE_LENGTH, _SPELT_AT_LEAST = 11, 4
_WORD_REACH = 8
_SHORTEST, _LONGEST = 8, 15
_FEWEST = 7
_SHAPES = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 6), (4, 3, 3), (4, 4), (3, 3, 3)}
_COUNTRIES = {"86", "0086", "852", "00852", "853", "00853", "886", "00886"}


def phones(run: Run) -> Iterator[Span]:
    """Mobile numbers of a run, with their country code."""
    if run.starts[-1] < _SHORTEST:
        return
    for first, last in run.sweep(partial(_phone_end, run)):
        start = run.groups[first].start
        start -= run.text[start - 1 : start] == "+"
        yield Span("phone", "phone", start, run.groups[last - 1].end)


def asked_phones(plain: str) -> Iterator[Span]:
    """Whatever may be a telephone number (7 to 15 digits, landlines too) where one was asked for."""
    for run in runs(plain):
        if _FEWEST <= len(run.digits) <= _LONGEST and run.digits.isdigit():
            start = run.groups[0].start
            start -= plain[start - 1 : start] == "+"
            yield Span("phone", "phone", start, run.groups[-1].end)


def spelt_phones(words: str, joined: str) -> Iterator[Span]:
    """Mainland mobiles spelt out, wholly or in part, with other numerals stuck to them: 周三一三九零零…

    `words` is the text with its numerals, `joined` with digits for them.
    """
    for row in _ROW.finditer(joined):
        places = [at for at in range(*row.span()) if joined[at].isdigit()]
        if len(places) > _MOBILE_LENGTH and words[slice(*row.span())] != row[0]:
            digits = "".join(joined[at] for at in places)
            yield from (span for span in _stuck(digits, places) if _is_spelt(words, span))


def _stuck(digits: str, places: list[int]) -> Iterator[Span]:
    """Where a mobile may stand in these digits; two that overlap as one."""
    start = end = 0
    for match in _SOMEWHERE.finditer(digits):
        if end and match.start() >= end:
            yield Span("phone", "phone", places[start], places[end - 1] + 1)
            end = 0
        start = start if end else match.start()
        end = match.start() + _MOBILE_LENGTH
    if end:
        yield Span("phone", "phone", places[start], places[end - 1] + 1)


def _is_spelt(words: str, span: Span) -> bool:
    """A numeral inside, or with blanks some of them: amounts may stand beside 周一."""
    said = words[span.start : span.end]
    numerals = sum(not c.isascii() for c in said)
    return numerals >= _SPELT_AT_LEAST or (said.isalnum() and not said[1:-1].isascii())


def _phone_end(run: Run, first: int) -> int:
    group = run.groups[first]
    if group.end - group.start == 1:  # no one writes a telephone number digit by digit
        return 0
    for last in run.ends(first, _SHORTEST, _LONGEST):
        number = run.digits[run.starts[first] : run.starts[last]]
        if _shaped(run, first, last) and _is_phone(run, first, number):
            return last
    return 0


def shown(number: str) -> str:
    """A number with its middle hidden: 138****8000; shorter ones keep two digits at each end."""
    digits = re.sub(r"\D", "", number)
    digits = re.sub(r"^(?:00)?(?:86(?=1\d{10}$)|85[23](?=\d{8}$)|886(?=9\d{8}$))", "", digits)
    kept = (3, 4) if len(digits) > 9 else (2, 2)
    return digits[: kept[0]] + "****" + digits[-kept[1] :]


def _shaped(run: Run, first: int, last: int) -> bool:
    if last - first > 1 and run.loose(first, last):
        return False
    if run.words(first, first + 1)[0] in _COUNTRIES and last - first > 1:
        first += 1
    sizes = run.sizes(first, last)
    return sizes in _SHAPES or len(sizes) == 1


def _is_phone(run: Run, first: int, number: str) -> bool:
    if _MAINLAND.match(number) or _TAIWAN.match(number) or _NEAR.match(number):
        return True
    start = run.groups[first].start
    said = MOBILE_WORD.search(run.text, max(0, start - _WORD_REACH), start)
    return said is not None and _BARE.match(number) is not None
