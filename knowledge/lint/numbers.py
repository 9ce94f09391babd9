"""Rule on numbers: hotlines stand once, in hotlines.yml, and every reader gets those of one region."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bot.text import Region
from knowledge.models import BANK, Hotline, Problem, Sentence
from knowledge.placeholders import hotlines_in, leftovers
from knowledge.texts import Text

_UNITS = "元块万亿年月日天号条款项%％人次笔小时个分秒岁字位米点倍种页集例家"
_RUN = re.compile(r"(?<![\d.,，〔/-])\d(?:[\d]|[ -](?=\d)){2,}(?![\d./]*\d)")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d-(?:0?[1-9]|1[0-2])(?:-\d{1,2})?(?![\d-])")
_SHAPE = re.compile(
    r"1[12]\d|95\d{3,4}|96\d{3,4}|1\d{4}|(?:400|800)\d{7}|0800\d{6}|1[3-9]\d{9}|0\d{9,11}|\d{8}|999"
)
_CALL = re.compile(r"(?:拨打?|打|致电|电话|热线|来电|联系|专线)[^，。；\d]{0,4}$")
_WORDS = re.compile(r"[零〇一二三四五六七八九幺]{3,}")
_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def handwritten(text: Text, known: frozenset[str]) -> Iterator[Problem]:
    """``handwritten-number``: a telephone number typed into a text."""
    for number in _numbers(unicodedata.normalize("NFKC", leftovers(text.text)), known):
        message = f"{text.field}: write {{hotline:id}} instead of {number}"
        yield Problem(text.file, text.entry, "handwritten-number", message)


def known_numbers(hotlines: Mapping[str, Hotline]) -> frozenset[str]:
    """The digits of every number in hotlines.yml."""
    return frozenset(digits for h in hotlines.values() if (digits := _digits(h.number)))


def jurisdiction(text: Text, hotlines: Mapping[str, Hotline]) -> Iterator[Problem]:
    """``jurisdiction``: a wording names the numbers of its own region, an open one also the mainland's."""
    for id_ in hotlines_in(text.text):
        if id_ in hotlines and all(foreign(hotlines[id_], place) for place in _places(text)):
            yield Problem(
                text.file, text.entry, "jurisdiction", f"{text.field}: {id_} is not for {text.region}"
            )


def foreign(hotline: Hotline, region: str) -> bool:
    """True when readers of a region must not be given this number."""
    return hotline.id != BANK and hotline.region != region


def open_to_both(sentence: Sentence, hotlines: Mapping[str, Hotline]) -> Iterator[Problem]:
    """``open-numbers``: who may be in either place gets a number of each, where any is named."""
    for place, wording in sentence.open.items():
        for name, text in (("text", wording.text), ("plain", wording.plain)):
            named = {hotlines[id_].region for id_ in hotlines_in(text) if id_ in hotlines and id_ != BANK}
            if named and place not in named:
                message = f"open.{place}.{name}: no number of {place}"
                yield Problem(sentence.file, sentence.key, "open-numbers", message)


def _places(text: Text) -> tuple[Region, ...]:
    return (text.region, "CN") if text.open else (text.region,)


def _numbers(text: str, known: frozenset[str]) -> Iterator[str]:
    text = _DATE.sub(lambda m: "·" * len(m[0]), text)
    for match in _RUN.finditer(text):
        rest, before = text[match.end() :].lstrip(), text[: match.start()]
        if not _counts(rest, before) and _is_number(_digits(match[0]), before, known):
            yield match[0]
    for match in _WORDS.finditer(text):
        digits = match[0].translate(_DIGITS)
        if not text[match.end() :].startswith(tuple(_UNITS)) and _is_number(digits, "", known):
            yield match[0]


def _counts(rest: str, before: str) -> bool:
    return rest.startswith(tuple(_UNITS)) or before.endswith(("第", "¥", "$", "￥", "币", "〔"))


def _is_number(digits: str, before: str, known: frozenset[str]) -> bool:
    return digits in known or bool(_SHAPE.fullmatch(digits)) or bool(_CALL.search(before))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
