"""Finds what a customer must never tell: one-time codes, passwords, card security codes and expiry dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.text.masking.model import Span
from bot.text.masking.words import (
    AMOUNT_BEFORE,
    BETWEEN,
    BREAK,
    CARD_CONTEXT,
    NOT_A_CARD,
    STRICT,
    UNIT,
    announcements,
    any_of,
)

# How four to eight digits are written: together, in groups, or one by one.
_DIGITS = (
    r"(?:[0-9]{4,8}|[0-9]{2}(?:[ \-][0-9]{2}){2,3}|[0-9]{2,4}[ \n\-][0-9]{2,4}"
    r"|[0-9](?:[ 、,，\-\n][0-9]){3,7})(?![0-9])(?![.,/:][0-9])"
)
# 六个八, but not 六个一样的数
_REPEATED = r"[3-9三四五六七八]个[0-9零一二三四五六七八九](?![样直定共起些0-9])"
_MIXED = r"(?:g-)?(?=[a-z]{0,7}[0-9])[a-z0-9]{4,8}(?![a-z0-9])"
_NOT_A_DATE = r"(?!(?:19|20)[0-9]{2}[-/.年][01]?[0-9][-/.月])"
_AROUND = rf"(?:{any_of('between_words')}|{BETWEEN}|is )"

_CODE = re.compile(rf"{_AROUND}{{0,16}}{_NOT_A_DATE}({_DIGITS}|{_REPEATED}|{_MIXED})")
_TOKEN = rf"{_REPEATED}|[!-~]{{3,32}}|[·•●*]{{4,32}}|{_DIGITS}"
_PASSWORD = re.compile(rf"({_AROUND}{{0,16}})({_TOKEN})")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-/.年]")
_PASSWORD_MORE = re.compile(r" [!-~]{1,16}(?![a-z0-9])")
_CVV_DIGIT = "[0-9零一二三四五六七八九]"
_CVV = re.compile(rf"{_AROUND}{{0,12}}({_CVV_DIGIT}{{3,4}})(?!{_CVV_DIGIT})")
_MONTH_YEAR = (
    r"((?:0[1-9]|1[0-2]) ?[/\-.月年]? ?(?:20)?[23][0-9](?![0-9])年?"
    r"|(?:20)?[23][0-9] ?[/\-.年] ?(?:1[0-2]|0?[1-9])(?![0-9])月?)"
)
# Nothing else stands so close behind a month and a year, and ends there.
_CODE_BESIDE = re.compile(r"[ ,，/|;]{1,3}([0-9]{3})(?=[ ,，。;；!！\n]|$)")
_EXPIRY = re.compile(rf"{_AROUND}{{0,6}}{_MONTH_YEAR}")
_BESIDE_CARD = re.compile(rf"[ ,，/|;:\n]{{1,3}}{_MONTH_YEAR}(?:[ ,，/|;:\n]{{1,3}}([0-9]{{3,4}})(?![0-9]))?")

# The other way round: 832145是验证码, 832145（登录验证码）, 832145 is your code
_BEFORE = re.compile(
    rf"(?<![0-9a-z])([0-9]{{4,8}})"
    rf"(?:{BETWEEN}{{0,3}}[是为]{BETWEEN}{{0,10}}| is (?:your|my|the) [a-z ]{{0,20}}|[ (\[【（]{{0,2}})"
    rf"[登录支付短信动态手机]{{0,4}}{any_of('one_time_code', 'password')}"
)
_AND = re.compile(rf" ?[和、及与跟/] ?({_DIGITS})")
_HOTLINE = re.compile(r"(?:9[56]\d{3}|1(?:0|1|2|8)\d{3}|[48]00\d{7})$")
_CLOSING = ".,;:)]}>\"'"
_LINK = re.compile(r"https?:|www\.")
_REACH = 24


def secrets(shadow: str, has_card: bool) -> list[Span]:
    """Every secret with a word for it near by; what is surer to be a secret of its kind stands first."""
    found: dict[str, list[Span]] = {"cvv": [], "expiry": [], "one_time_code": [], "password": []}
    announced = list(announcements(shadow))
    has_card = has_card or any(kind == "cvv" for kind, _, _ in announced)
    for kind, start, end in announced:
        found[kind] += _after(kind, shadow, start, end, has_card)
    if found and announced:
        found["one_time_code"] += _before(shadow)
    return [span for spans in found.values() for span in spans]


def beside(shadow: str, cards: Iterable[Span]) -> Iterator[Span]:
    """An expiry date and a security code written right after a card number, without a word."""
    for card in cards:
        match = _BESIDE_CARD.match(shadow, card.end)
        if match:
            yield Span("cvv", "expiry", *match.span(1))
        if match and match[2]:
            yield Span("cvv", "cvv", *match.span(2))


def _after(kind: str, shadow: str, start: int, end: int, has_card: bool) -> Iterator[Span]:
    if kind == "one_time_code":
        yield from _code(shadow, end)
    elif kind == "password":
        yield from _password(shadow, end)
    elif kind == "cvv":
        yield from _security_code(shadow, end)
    else:
        yield from _expiry(shadow, start, end, has_card)


def _code(shadow: str, end: int) -> Iterator[Span]:
    match = _CODE.match(shadow, end)
    if match and _is_secret(shadow, match.start(1), match.end(1), shadow[end : match.start(1)]):
        yield from _listed("one_time_code", shadow, *match.span(1))


def _password(shadow: str, end: int) -> Iterator[Span]:
    match = _PASSWORD.match(shadow, end)
    if not match:
        return
    strict = STRICT.search(match[1]) is not None
    start, end = match.span(2)
    if not strict and _DATE.match(shadow, start):
        return
    more = _PASSWORD_MORE.match(shadow, end) if strict else None
    if more and any(character.isdigit() for character in more[0]):
        end = more.end()
    end = _trimmed(shadow, start, end)
    if _is_password(shadow[start:end], strict) and _is_secret(shadow, start, end, match[1]):
        yield from _listed("password", shadow, start, end)


def _security_code(shadow: str, end: int) -> Iterator[Span]:
    match = _CVV.match(shadow, end)
    if match and not UNIT.match(shadow, match.end(1)):
        yield Span("cvv", "cvv", *match.span(1))


def _expiry(shadow: str, start: int, end: int, has_card: bool) -> Iterator[Span]:
    """Other things expire too, so a card must be near."""
    match = _EXPIRY.match(shadow, end)
    before = shadow[max(0, start - _REACH) : start]
    code = _CODE_BESIDE.match(shadow, match.end(1)) if match and not NOT_A_CARD.search(before) else None
    if match and code:
        yield Span("cvv", "expiry", *match.span(1))
        yield Span("cvv", "cvv", *code.span(1))
        return
    if match and not NOT_A_CARD.search(before) and (has_card or CARD_CONTEXT.search(before)):
        yield Span("cvv", "expiry", *match.span(1))


def _before(shadow: str) -> Iterator[Span]:
    for match in _BEFORE.finditer(shadow):
        if _is_secret(shadow, match.start(1), match.end(1), "，"):
            yield Span("one_time_code", "one_time_code", *match.span(1))


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
    if "个" in token:
        return True
    if len(token) < 4 or _LINK.match(token):
        return False
    if set(token) <= set("·•●*"):
        return strict
    return any(c.isalnum() for c in token) and (strict or not token.isalpha())


def _trimmed(shadow: str, start: int, end: int) -> int:
    while end > start and shadow[end - 1] in _CLOSING:
        end -= 1
    return end
