"""Numbers in a text and what they may be worth: 两万三, 2.3w, 五百多, 几千, 两三百, 十几万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import prod

from bot.intake.resources import load_yaml
from bot.text import amount_of

_DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SCALES = "十百千万亿拾佰仟"
_LONGEST = 24
# A run begins with a digit, or with a scale that something vague follows: 百几, 千把, 万八千.
_RUN = re.compile(
    r"\d{1,3}(?: \d{3}){1,3}(?![\d ])"
    rf"|(?:[\d{_DIGIT}十拾廿卅几数半]|[百千万](?=[几把多来余八])|(?<=[上过成近])[百千万](?!上万))"
    rf"(?:[\d{_DIGIT}{_SCALES}廿卅几多来余把半]|(?<=\d)[kw](?![a-z])|[.,](?=\d)){{0,{_LONGEST}}}"
)
_ALIKE = str.maketrans({"k": "千", "w": "万", "拾": "十", "佰": "百", "仟": "千", "〇": "零", "数": "几"})
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)")
_TWO = re.compile(r"([一二两三四五六七八九])([二两三四五六七八九])(?=[十百千万亿]|$)")
_LISTED = re.compile(r"(\d),(\d)(?=[十百千万])")
_FEW = re.compile(r"几(?=[十百千万亿])|(?<=十)几")
_MORE = re.compile(r"[多来余几把]")
_TAIL = re.compile(r"([万千百])(\d)$")
_DIGITS = dict(zip("1234567890", "一二三四五六七八九零", strict=True))


@dataclass(frozen=True, slots=True)
class Sum:
    """A number at `[start, end)`; from `low` to `high`; `scale`: its last magnitude (10,000 in 5万) or 1."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    scale: int
    bare: bool


def sums(text: str) -> Iterator[Sum]:
    """The numbers of a plain text, in order."""
    for match in _RUN.finditer(text):
        run = _first(match[0])
        worth = value(run)
        if worth:
            last = run.translate(_ALIKE).rstrip("多来余几把半")[-1:]
            bare = not set(run.translate(_ALIKE)) & set(_SCALE)
            yield Sum(match.start(), match.start() + len(run), *worth, _SCALE.get(last, 1), bare)


def _first(run: str) -> str:
    """Up to a comma that parts no thousands: 300,500."""
    if "," not in run or _LISTED.match(run):
        return run
    whole = _THOUSANDS.match(run)
    return whole[0] + run[whole.end() :].split(",")[0] if whole else run.split(",")[0]


def value(run: str) -> tuple[Decimal, Decimal] | None:
    """The least and the most a number may mean; None when it is no number."""
    idiom = load_yaml("amounts")["idioms"].get(run)
    if idiom:
        return Decimal(idiom[0]), Decimal(idiom[1])
    run = _plain(run)
    two = _LISTED.match(run) or _TWO.search(run)
    if two and (two.re is _LISTED or _DIGIT.find(two[1]) < _DIGIT.find(two[2])):
        return _between(*(run[: two.start()] + two[n] + run[two.end() :] for n in (1, 2)))
    few = _FEW.search(run)
    if few:
        least = "二" if few.start() == 0 else "一"
        return _between(*(run[: few.start()] + n + run[few.end() :] for n in (least, "九")))
    more = _MORE.search(run)
    return _more(run[: more.start()], run[more.end() :], more[0]) if more else _between(run, run)


def _plain(run: str) -> str:
    run = run.replace(" ", "").replace("廿", "二十").replace("卅", "三十").translate(_ALIKE)
    if run[0] in "百千万":
        run = "一" + run
    if _THOUSANDS.match(run):
        run = run.replace(",", "")
    return _TAIL.sub(lambda tail: tail[1] + _DIGITS[tail[2]], run)


def _between(low: str, high: str) -> tuple[Decimal, Decimal] | None:
    least, most = _exact(low), _exact(high)
    return (least, most) if least is not None and most is not None else None


def _exact(run: str) -> Decimal | None:
    half = Decimal(0)
    if run == "半":
        return Decimal("0.5")
    if run.endswith("半"):
        run = run[:-1]
        half = Decimal(_SCALE.get(run[-1:], 1)) / 2
    if run.startswith("半"):
        run, half = run[1:], Decimal(_SCALE.get(run[1:2], 1)) / 2
        return half if len(run) <= 1 else None
    try:
        found = Decimal(run) if run.isascii() else _spoken(run)
    except (InvalidOperation, ValueError):
        return None
    return None if found is None else found + half


def _spoken(run: str) -> Decimal | None:
    worth = amount_of(run)
    return None if worth is None else Decimal(str(round(worth, 2))).quantize(Decimal("0.01")).normalize()


def _more(head: str, tail: str, word: str) -> tuple[Decimal, Decimal] | None:
    """五百多 reaches to 600, 十多万 to 200,000; 千把 is about a thousand."""
    worth = _exact(head)
    factor = _exact("一" + tail) if tail else Decimal(1)
    if worth is None or factor is None or not worth:
        return None
    if word == "把":
        return worth * Decimal("0.8"), worth * Decimal("1.5")
    return worth * factor, (worth + _step(head, worth)) * factor


def _step(head: str, worth: Decimal) -> Decimal:
    """One of the last magnitude that was said: 100 of 五百, 1,000 of 23000."""
    if not head.isascii() and head[-1] in _SCALE:
        number = head.rstrip(_SCALES)
        fraction = len(number.partition(".")[2])
        scale = prod(_SCALE[sign] for sign in head[len(number) :])
        return Decimal(scale) / Decimal(10**fraction)
    exponent = worth.normalize().as_tuple().exponent
    return Decimal(10) ** exponent if isinstance(exponent, int) else Decimal(1)
