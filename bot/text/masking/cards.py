"""Finds payment card numbers: Luhn, 13 to 19 digits, however they are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from bot.text.masking.checks import Luhn
from bot.text.masking.model import Span
from bot.text.masking.runs import Run
from bot.text.masking.words import CARD_WORD, ORDER_WORD

_SHORTEST, _LONGEST = 13, 19
# How numbers of the card schemes begin, by length; without a word for "card" nothing else counts,
# or a tenth of all order numbers would be taken for cards.
_SCHEMES = re.compile(
    r"(?:4\d{12}|3[0689]\d{12}|3[47]\d{13}|(?:2131|1800)\d{11}"  # 13 to 15 digits
    r"|(?:4\d|5[1-5]|2[2-7])\d{14}|4\d{18}"  # exactly 16, or 19
    r"|(?:35|5[06-9]|6\d|8[124-8]|9\d)\d{14,17})$"  # 16 to 19: UnionPay, JCB, Discover, Maestro, local
)
_STRONG = re.compile(r"62|4|5[1-5]|3[47]|35")
# Order numbers of the two big wallets: 28 to 32 digits with a date inside.
_ORDER = re.compile(r"(?:20\d\d[01]\d[0-3]\d\d{18,24}|4\d{9}20\d\d[01]\d[0-3]\d\d{10})$")
_DATE_GROUPS = re.compile(r"(?<!\d)(?:19|20)\d\d (?:0?[1-9]|1[0-2]) (?:[0-2]?\d|3[01])(?!\d)")
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_WORD_REACH = 12
_MISTYPED = 15


def cards(run: Run) -> Iterator[Span]:
    """Card numbers of a run, in order, without overlap."""
    if run.starts[-1] < _SHORTEST:
        return
    luhn = Luhn([int(digit) if digit != "x" else 0 for digit in run.digits])
    done = 0
    for first, last in run.sweep(partial(_card_end, run, luhn)):
        yield from _between(run, done, first, luhn)
        done = last
        yield _span(run.groups[first].start, run.groups[last - 1].end)
    yield from _between(run, done, len(run.groups), luhn)


def _between(run: Run, first: int, last: int, luhn: Luhn) -> Iterator[Span]:
    for index in range(first, last):
        yield from _inside(run, index, luhn)


def _card_end(run: Run, luhn: Luhn, first: int) -> int:
    ends = run.ends(first, _SHORTEST, _LONGEST)
    if not ends:
        return 0
    announced = _said_before(CARD_WORD, run, first)
    return next((last for last in ends if _is_card(run, first, last, luhn, announced)), 0)


def _is_card(run: Run, first: int, last: int, luhn: Luhn, announced: bool) -> bool:
    start, end = run.starts[first], run.starts[last]
    valid = luhn.valid(start, end)
    if not valid and not announced:
        return False
    digits, single = run.digits[start:end], last - first == 1
    if not digits.isdigit() or len(set(digits)) == 1:
        return False
    if announced and len(digits) >= _MISTYPED and (single or _in_fours(run.sizes(first, last))):
        return True
    if not valid or not (announced or _SCHEMES.match(digits)):
        return False
    if _said_before(ORDER_WORD, run, first) and not digits.startswith("62"):
        return False
    return single or _grouped_like_a_card(run, first, last, digits)


def _said_before(words: re.Pattern[str], run: Run, first: int) -> bool:
    start = run.groups[first].start
    return words.search(run.text, max(0, start - _WORD_REACH), start) is not None


def _in_fours(sizes: tuple[int, ...]) -> bool:
    return set(sizes[:-1]) == {4} and sizes[-1] <= 4


def _grouped_like_a_card(run: Run, first: int, last: int, digits: str) -> bool:
    sizes, words = run.sizes(first, last), run.words(first, last)
    if any(_MOBILE.match(word) for word in words) or all(word.endswith("00") for word in words):
        return False
    if _in_fours(sizes) or set(sizes) == {1}:
        return True
    if run.loose(first, last) and len(sizes) > 2:
        return False
    return min(sizes) > 1 and _STRONG.match(digits) is not None and not _DATE_GROUPS.search(" ".join(words))


def _inside(run: Run, index: int, luhn: Luhn) -> Iterator[Span]:
    """Cards within digits that run on: several in a row, or one with something stuck to it."""
    offset, end = run.starts[index], run.starts[index + 1]
    digits = run.digits
    if end - offset <= 16 or not digits[offset:end].isdigit() or _ORDER.match(digits[offset:end]):
        return
    text_start = run.groups[index].start - offset
    pair = next(
        (middle for middle in _middles(offset, end) if _are_two(digits, offset, middle, end, luhn)), 0
    )
    if pair:
        yield _span(text_start + offset, text_start + pair)
        yield _span(text_start + pair, text_start + end)
        return
    lengths = range(_LONGEST, _SHORTEST - 1, -1) if end - offset > _LONGEST else (16,)
    position = offset
    while position <= end - _SHORTEST:
        length = next((n for n in lengths if _fits(digits, position, n, offset, end, luhn)), 0)
        if length:
            yield _span(text_start + position, text_start + position + length)
        position += length or 1


def _middles(start: int, end: int) -> range:
    """Where one card may end and the next begin, when two fill the digits from start to end."""
    return range(max(start + _SHORTEST, end - _LONGEST), min(start + _LONGEST, end - _SHORTEST) + 1)


def _are_two(digits: str, start: int, middle: int, end: int, luhn: Luhn) -> bool:
    parts = ((start, middle), (middle, end))
    return all(luhn.valid(*part) and _SCHEMES.match(digits[slice(*part)]) for part in parts)


def _fits(digits: str, start: int, length: int, first: int, last: int, luhn: Luhn) -> bool:
    end = start + length
    if end > last or not luhn.valid(start, end):
        return False
    number = digits[start:end]
    anywhere = length in (16, 19) and number.startswith("62")
    at_an_edge = start == first or (end == last and last - first > _LONGEST)
    return (anywhere or (at_an_edge and _STRONG.match(number) is not None)) and _SCHEMES.match(
        number
    ) is not None


def _span(start: int, end: int) -> Span:
    return Span("card", "card", start, end)
