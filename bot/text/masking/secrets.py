"""Finds what a customer must never tell: one-time codes, passwords, card security codes and expiry dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.masking.model import Span
from bot.text.masking.words import AMOUNT_BEFORE, BETWEEN, BREAK, CARD_CONTEXT, STRICT, UNIT, any_of

# How four to eight digits are written: together, in groups, or one by one.
_DIGITS = (
    r"(?:[0-9]{4,8}|[0-9]{3}[ \n\-][0-9]{3,4}|[0-9]{4}[ \n\-][0-9]{4}|[0-9]{2}(?:[ \-][0-9]{2}){1,3}"
    r"|[0-9](?:[ 、,，\-\n][0-9]){3,7})(?![0-9])(?![.,/:][0-9])"
)
_MIXED = r"(?:g-)?(?=[a-z]{0,7}[0-9])[a-z0-9]{4,8}(?![a-z0-9])"
_DATE = r"(?!(?:19|20)[0-9]{2}[-/.年][01]?[0-9][-/.月])"
_CODE = rf"{_DATE}((?:{_DIGITS})|(?:{_MIXED}))"
_WORD = any_of("one_time_code")
_AFTER = re.compile(rf"{_WORD}{BETWEEN}{{0,16}}{_CODE}")
_BEFORE = re.compile(
    rf"(?<![0-9a-z])([0-9]{{4,8}})"
    rf"(?:{BETWEEN}{{0,3}}(?:[是为]|is){BETWEEN}{{0,10}}|[ (\[【（]{{0,2}}.{{0,2}})"
    rf"(?:{_WORD}|{any_of('password')})"
)
_AND = re.compile(rf"[ ]?[和、及与跟/][ ]?({_DIGITS})")

_PASSWORD = re.compile(
    rf"{any_of('password')}({BETWEEN}{{0,16}})({_DATE}(?:[!-~]{{3,32}}|[·•●*]{{4,32}}|{_DIGITS}))"
)
_PASSWORD_MORE = re.compile(r" [!-~]{1,16}(?![a-z0-9])")
_CLOSING = ".,;:)]}>\"'"
_LINK = re.compile(r"https?:|www\.")

_CVV_DIGITS = "[0-9零一二三四五六七八九]"
_CVV = re.compile(rf"{any_of('cvv')}{BETWEEN}{{0,12}}({_CVV_DIGITS}{{3,4}})(?!{_CVV_DIGITS})")
_MONTH_YEAR = (
    r"((?:0[1-9]|1[0-2]) ?[/\-.月年]? ?(?:20)?[23][0-9](?![0-9])年?"
    r"|(?:20)?[23][0-9] ?[/\-.年] ?(?:1[0-2]|0?[1-9])(?![0-9])月?)"
)
_EXPIRY = re.compile(rf"{any_of('expiry')}{BETWEEN}{{0,6}}{_MONTH_YEAR}")
_NOT_A_CARD = re.compile("身份证|身分证|证件|护照|优惠|活动|产品|合同|保单|居住证|通行证")
_BESIDE_CARD = re.compile(rf"[ ,，/|;:\n]{{1,3}}{_MONTH_YEAR}(?:[ ,，/|;:\n]{{1,3}}([0-9]{{3,4}})(?![0-9]))?")

_HOTLINE = re.compile(r"(?:9[56]\d{3}|1(?:0|1|2|8)\d{3}|[48]00\d{7})$")
_REACH = 24


def codes(shadow: str) -> Iterator[Span]:
    """One-time codes next to a word for them, on either side."""
    for match in _AFTER.finditer(shadow):
        if _is_secret(shadow, match.start(1), match.end(1), match[0]):
            yield from _listed("one_time_code", shadow, *match.span(1))
    for match in _BEFORE.finditer(shadow):
        if _is_secret(shadow, match.start(1), match.end(1), "，"):
            yield Span("one_time_code", "one_time_code", *match.span(1))


def passwords(shadow: str) -> Iterator[Span]:
    """Passwords next to a word for them: digits, or letters and signs."""
    for match in _PASSWORD.finditer(shadow):
        start, end = match.start(2), match.end(2)
        strict = STRICT.search(match[1]) is not None
        if strict and (more := _PASSWORD_MORE.match(shadow, end)) and any(c.isdigit() for c in more[0]):
            end = more.end()
        end = _trimmed(shadow, start, end)
        if _is_password(shadow[start:end], strict) and _is_secret(shadow, start, end, match[1]):
            yield from _listed("password", shadow, start, end)


def security_codes(shadow: str) -> Iterator[Span]:
    """The three or four digits on the back of a card."""
    for match in _CVV.finditer(shadow):
        if not UNIT.match(shadow, match.end(1)):
            yield Span("cvv", "cvv", *match.span(1))


def expiry_dates(shadow: str, has_card: bool) -> Iterator[Span]:
    """A card's expiry date; other things expire too, so a card must be near."""
    for match in _EXPIRY.finditer(shadow):
        before = shadow[max(0, match.start() - _REACH) : match.start()]
        if not _NOT_A_CARD.search(before) and (has_card or CARD_CONTEXT.search(before)):
            yield Span("cvv", "expiry", *match.span(1))


def beside(shadow: str, card: Span) -> Iterator[Span]:
    """An expiry date and a security code written right after a card number, without a word."""
    match = _BESIDE_CARD.match(shadow, card.end)
    if match:
        yield Span("cvv", "expiry", *match.span(1))
        if match[2]:
            yield Span("cvv", "cvv", *match.span(2))


def _listed(kind: str, shadow: str, start: int, end: int) -> Iterator[Span]:
    """A secret, and others joined to it: 123456和654321."""
    yield Span(kind, kind, start, end)
    while match := _AND.match(shadow, end):
        if not _is_secret(shadow, match.start(1), match.end(1), "，"):
            return
        start, end = match.span(1)
        yield Span(kind, kind, start, end)


def _is_secret(shadow: str, start: int, end: int, between: str) -> bool:
    number = shadow[start:end]
    if not number.isdigit():
        return True
    if _HOTLINE.match(number) or UNIT.match(shadow, end):
        return False
    if AMOUNT_BEFORE.search(shadow, max(0, start - 8), start):
        return False
    # After a break a round number is more likely an amount: 密码给他了，20000没了
    return not (number.endswith("00") and BREAK.search(between))


def _is_password(token: str, strict: bool) -> bool:
    if len(token) < 4 or _LINK.match(token):
        return False
    if set(token) <= set("·•●*"):
        return strict
    letters_only = token.isalpha()
    return any(c.isalnum() for c in token) and (strict or not letters_only)


def _trimmed(shadow: str, start: int, end: int) -> int:
    while end > start and shadow[end - 1] in _CLOSING:
        end -= 1
    return end
