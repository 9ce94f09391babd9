"""How much money, in a customer's words: 两万三, 2.3w, 五百多块, 3到5万, HK$1,200, 一块八, 不涉及金额."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, overload

from bot.intake.reading import Reading, read
from bot.intake.repeated import each_from
from bot.intake.resources import load_yaml
from bot.intake.sums import Sum, sums, value
from bot.text.replacer import any_word

Currency = Literal["CNY", "HKD", "MOP", "TWD", "USD"]
CURRENCIES: Final[tuple[Currency, ...]] = ("CNY", "HKD", "MOP", "TWD", "USD")

_JOIN = re.compile(r"[-~—–到至、]")
_ONE = "[一二两三四五六七八九半1-9]"
_ENDS = r"(?![\d零一二两三四五六七八九十百千万亿本张个次笔条只件份天年月斤卷把枚名位杯盒包])"
# 两块五, 12块5毛, 三块二毛五, 五蚊半
_MINOR = re.compile(
    rf"(?P<jiao>{_ONE})(?:[毛角毫]子?|{_ENDS})(?:(?P<fen>[一二两三四五六七八九1-9])分?{_ENDS})?钱?"
)
_COINS = re.compile(
    rf"(?P<jiao>\d|[一二两三四五六七八九])[毛角毫]子?钱?(?:(?P<fen>{_ONE})分{_ENDS})?钱?|(?P<cents>\d|[一二两三四五六七八九])分钱"
)
_ONE_AND = re.compile(rf"(?<![\d{_ONE[1:-1]}这那一])块(?P<jiao>{_ONE})(?:毛钱?|钱|{_ENDS})")
_SHAPED = re.compile(r"[1-9]\d{2,6}(?:\.\d\d?)?")
_IDLE = re.compile("[都也没不冇唔]")  # 一分钱都不退 is no sum
_REACH = 8
_MOST = 32  # sums that are looked at
_LONGEST_NUMBER = 9
_LONGEST_SUM = 24  # characters; a longer row of numerals is no sum, nor is a part of it
_NUMERAL = re.compile("[0-9零一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum. `amount` is None for a vague one, which lies from `low` to `high` (None: nobody knows).

    `none`: no money is involved, the amount is 0. `others`: further sums of the text, in order; `rivals`:
    those of them that were taken from the customer as well, so that none of them is the whole.
    """

    amount: Decimal | None
    low: Decimal
    high: Decimal | None
    currency: Currency
    said: str
    none: bool = False
    others: tuple[Money, ...] = ()
    rivals: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    money: Money
    sum: Sum | None
    weight: int


def money(text: str, own: Currency = "CNY") -> Money | None:
    """The sum the words tell, the claimed one of several; `own`: the currency of 元, 块 and a bare number."""
    reading = read(text)
    found = _times(_joined(list(_found(reading, own)), reading), reading)
    found = [f for f in found if f.weight]
    if not found or all(f.weight == 1 and f.money.amount == 0 for f in found):
        return _none(reading, own)
    best = max(found, key=lambda f: f.weight + _claim(reading.text, f))
    few = found[:_MOST]
    taken = [f for f in few if f is best or _taken(reading.text, f)]
    whole = _whole(reading.text, few, taken)
    best = whole or best
    others = tuple(f.money for f in found if f is not best)
    rivals = tuple(f.money for f in taken if f is not best and f.money.amount != best.money.amount)
    told = whole is not None or not _taken(reading.text, best)
    return replace(best.money, others=others, rivals=() if told else rivals, none=best.money.amount == 0)


def _times(found: list[_Found], reading: Reading) -> list[_Found]:
    """三次，每次15 is 45, unless the whole is told as well."""
    amounts = {f.money.amount for f in found}
    return [_multiplied(f, reading, amounts) for f in found]


def _multiplied(found: _Found, reading: Reading, amounts: set[Decimal | None]) -> _Found:
    each = each_from(reading.text, found.start) if found.money.amount else None
    if each is None or found.money.amount is None:
        return found
    total = found.money.amount * each[1]
    if total in amounts:
        return found
    said = reading.said(each[0], found.end)
    money = replace(found.money, amount=total, low=total, high=total, said=said)
    return replace(found, start=each[0], money=money, weight=3)


def _taken(text: str, found: _Found) -> bool:
    """Taken or lost, and not what the customer demands back."""
    before = text[max(0, found.start - _REACH) : found.start]
    return _claim(text, found) > 0 and not _pattern("demanded", behind="[^，,。；;]{0,4}$").search(before)


def _whole(text: str, found: list[_Found], taken: list[_Found]) -> _Found | None:
    """先扣100，又扣200，一共300: the one that is told as the sum of the others."""
    for one in found if len(taken) > 1 else ():
        rest = [f.money.amount for f in taken if f is not one and f.money.amount is not None]
        said = _pattern("together", behind="$").search(text[max(0, one.start - _REACH) : one.start])
        whole = len(rest) > 1 and sum(rest) == one.money.amount
        if whole or (said and rest and one in taken):
            return one
    return None


def _none(reading: Reading, own: Currency) -> Money | None:
    words = _data()
    plain = _bare(reading.text)
    within = next((w for w in words["none_within"] if w in reading.text), None)
    whole = reading.text.strip("，。,.！!~ ")
    if within is None and plain not in words["none_alone"] and whole not in words["none_alone"]:
        return None
    return Money(Decimal(0), Decimal(0), Decimal(0), own, reading.original.strip(), none=True)


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("amounts")
    return words


@cache
def _unit() -> tuple[re.Pattern[str], dict[str, str]]:
    return _named("units", r"(?!旦|宵|月|牌|件|方面|儿)")


@cache
def _sign() -> tuple[re.Pattern[str], dict[str, str]]:
    return _named("signs", "$")


def _named(key: str, behind: str) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {word: name for name, words in _data()[key].items() for word in words}
    return re.compile(f"(?:{any_word(names)}){behind}"), names


@cache
def _pattern(key: str, before: str = "", behind: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{any_word(_data()[key])}){behind}")


@cache
def _verb() -> re.Pattern[str]:
    between = any_word(_data()["between"])
    return re.compile(f"(?:{any_word(_data()['verbs'])})(?:{between}){{0,3}}$")


def _found(reading: Reading, own: Currency) -> Iterator[_Found]:
    text, done = reading.text, 0
    yield from _coins(reading, own)
    for number, piece in enumerate(sums(text)):
        if number >= _MOST:
            return
        if piece.start >= done:
            found = _sum(reading, piece, own)
            done = found.end
            yield found


def _coins(reading: Reading, own: Currency) -> Iterator[_Found]:
    """Less than a unit, or one unit and a part: 三毛, 八分钱, 块八."""
    for pattern, whole in ((_COINS, 0), (_ONE_AND, 1)):
        for match in pattern.finditer(reading.text):
            before = reading.text[match.start() - 1 : match.start()]
            idle = _IDLE.match(reading.text, match.end()) and match[0][0] == "一"
            if idle or before in tuple("块元圆蚊.点几十百千万"):
                continue
            named = match.groupdict()
            worth = Decimal(whole) + _tenths(named.get("jiao"), 10) + _tenths(named.get("fen"), 100)
            worth += _tenths(named.get("cents"), 100)
            said = reading.said(*match.span())
            yield _Found(*match.span(), Money(worth, worth, worth, own, said), None, 3)


def _tenths(numeral: str | None, part: int) -> Decimal:
    if numeral == "半":
        return Decimal(5) / part
    worth = value(numeral) if numeral else None
    return worth[0] / part if worth else Decimal(0)


def _sum(reading: Reading, piece: Sum, own: Currency) -> _Found:
    text = reading.text
    unit_pattern, unit_names = _unit()
    unit = unit_pattern.match(text, piece.end)
    sign_pattern, sign_names = _sign()
    sign = sign_pattern.search(text[max(0, piece.start - 4) : piece.start])
    start, end = piece.start - (len(sign[0]) if sign else 0), unit.end() if unit else piece.end
    low, high = piece.low, piece.high
    minor = _MINOR.match(text, end) if unit and low == high and low == int(low) else None
    if minor:
        end = minor.end()
        low = high = low + _tenths(minor["jiao"], 10) + _tenths(minor["fen"], 100)
    currency = _currency(unit_names[unit[0]] if unit else sign_names[sign[0]] if sign else "own", own)
    start, end, sum_money = _hedged(reading, start, end, low, high, currency)
    return _Found(start, end, sum_money, piece, _weight(text, piece, bool(unit), bool(sign)))


def _currency(name: str, own: Currency) -> Currency:
    if name == "dollar":
        return "USD" if own == "CNY" else own
    return next((currency for currency in CURRENCIES if currency == name), own)


def _hedged(
    reading: Reading, start: int, end: int, low: Decimal, high: Decimal, currency: Currency
) -> tuple[int, int, Money]:
    """不到, 超过, 大概, 左右: how far it may reach; the words themselves are part of what was said."""
    text, words = reading.text, _data()["hedges"]
    before, behind = text[max(0, start - 5) : start], text[end : end + 4]
    hedge = {key: _said(words[key], before, behind, key) for key in words}
    if text.startswith(("百", "千", "万", "十万"), start) and before.endswith(("上", "过")):  # 上千
        hedge["above"] = before[-1]
    amount = low if low == high else None
    most: Decimal | None = high
    if hedge["below"] or hedge["below_behind"]:
        amount, low = None, Decimal(0)
    elif hedge["above"] or hedge["above_behind"]:
        amount, most = None, None
    elif hedge["over_behind"]:
        amount, most = None, high * Decimal("1.1")
    elif hedge["near"] and amount is not None:
        low = low * Decimal("0.9")
    elif (hedge["about"] or hedge["about_behind"]) and amount is not None:
        low, most = low * Decimal("0.9"), high * Decimal("1.1")
    start -= max(len(word) for key, word in hedge.items() if not key.endswith("behind"))
    end += max(len(word) for key, word in hedge.items() if key.endswith("behind"))
    pattern, names = _unit()
    late = pattern.match(text, end) if text[start:end].endswith(hedge["about_behind"] or "?") else None
    if late:  # 三千左右港币
        end, currency = late.end(), _currency(names[late[0]], currency)
    return start, end, Money(_plain(amount), _plain(low), _plain(most), currency, reading.said(start, end))


def _said(words: Sequence[str], before: str, behind: str, key: str) -> str:
    if key.endswith("behind"):
        return max((word for word in words if behind.startswith(word)), key=len, default="")
    return max((word for word in words if before.endswith(word)), key=len, default="")


@overload
def _plain(amount: Decimal) -> Decimal: ...
@overload
def _plain(amount: None) -> None: ...
def _plain(amount: Decimal | None) -> Decimal | None:
    """Without an exponent or needless zeros: 23000, not 2.3E+4."""
    return None if amount is None else Decimal(f"{amount.normalize():f}")


def _weight(text: str, piece: Sum, unit: bool, sign: bool) -> int:
    """How sure it is money: 3 said with a unit, 2 by its words, 1 a bare answer, 0 it is none."""
    behind = text[piece.end : piece.end + 4]
    before = text[max(0, piece.start - _REACH) : piece.start]
    if _pattern("foreign").match(behind) or _numbered(before) or _is_piled_up(text, piece):
        return 0
    if sign:
        return 3
    if unit:
        return 0 if text[piece.start : piece.end] == "一" and _together(text, piece) else 3
    if _pattern("counters").match(behind) or text[piece.start : piece.end].endswith("半"):
        return 0
    digits = text[piece.start : piece.end]
    if digits.isdigit() and len(digits) > _LONGEST_NUMBER:
        return 0
    if _bare(text) == digits.replace(" ", ""):
        return 2 if piece.bare else 3
    if not piece.bare and piece.high >= 100:  # 十 and 三十 alone are counts
        return 2
    if _verb().search(before) and (digits[0].isdigit() or len(digits) > 1):
        return 1
    # 一共扣了两期6000，…: a round number that ends the clause
    return int(_SHAPED.fullmatch(digits) is not None and behind[:1] in ("", *"，。；！,;!、"))


def _is_piled_up(text: str, piece: Sum) -> bool:
    """一亿一亿, or cut out of a longer row of numerals: no one means a sum by it."""
    said = text[piece.start : piece.end]
    if said.count("亿") > 1 or any(part.count("万") > 1 for part in said.split("亿")):
        return True
    goes_on = _NUMERAL.match(text, piece.end) is not None
    follows = piece.start > 0 and _NUMERAL.match(text, piece.start - 1) is not None
    return (goes_on and len(said) >= _LONGEST_SUM) or (follows and said[0] in "百千万亿")


def _numbered(before: str) -> bool:
    return _pattern("numbers", behind="(?:是|为|:)?$").search(before) is not None


def _together(text: str, piece: Sum) -> bool:
    """一块 is a unit of money only before the end, 钱 or a number: 一块去 is together."""
    behind = text[piece.end + 1 : piece.end + 2]
    pointed = text[piece.start - 1 : piece.start] in ("这", "那", "成")
    return pointed or (behind != "" and behind not in "钱，。,;；！!、一二三四五六七八九半")


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(f"{any_word(_data()['around'])}|[，。！!~\\s]|[,.](?!\\d)")


def _bare(text: str) -> str:
    """An answer without what is said around it; only of a short one."""
    return _fillers().sub("", text) if len(text) <= 4 * _REACH else text


def _joined(found: list[_Found], reading: Reading) -> list[_Found]:
    """3到5万, 500-600块: two sums with a join between them are the ends of one."""
    joined: list[_Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        last = joined[-1] if joined else None
        if last and item.start < last.end:
            continue
        both = _range(last, item, reading) if last else None
        if both:
            joined[-1] = both
        else:
            joined.append(item)
    return joined


def _range(first: _Found, last: _Found, reading: Reading) -> _Found | None:
    between = reading.text[first.end : last.start]
    if not (first.sum and last.sum and _JOIN.fullmatch(between)):
        return None
    if between == "、" and not (first.sum.bare and first.sum.high < 10 and last.sum.scale > 1):
        return None
    alone = _bare(reading.text) == reading.text[first.start : last.end]
    low, high = first.money.low, last.money.high
    if first.sum.bare and last.sum.scale > 1 and low < last.sum.high / last.sum.scale:
        low *= last.sum.scale
    if high is None or low >= high or (first.money.currency != last.money.currency and first.weight > 2):
        return None
    said = reading.said(first.start, last.end)
    return _Found(
        first.start,
        last.end,
        Money(None, low, high, last.money.currency, said),
        None,
        last.weight or 2 * alone,
    )


def _claim(text: str, found: _Found) -> int:
    before, behind = text[max(0, found.start - _REACH) : found.start], text[found.end : found.end + _REACH]
    claimed = [m.end() for m in _pattern("claim_before").finditer(before)]
    unclaimed = [m.end() for m in _pattern("not_claimed").finditer(before)]
    nearest = max(claimed, default=0) - max(unclaimed, default=0)
    return (4 if nearest > 0 else -4 if nearest < 0 else 0) + 2 * bool(_pattern("claim_behind").match(behind))
