"""Where it happened: the channel of JR/T 0169—2018 and, if one is named, the branch (南山支行, 中環分行)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from bot.intake.reading import Reading, read
from bot.intake.resources import load_yaml
from bot.text.replacer import any_word

Channel = Literal[
    "branch", "atm", "web", "phone", "app", "social", "sms", "third_party", "back_office", "other"
]
_LONGEST = 14  # characters of a branch's name in front of 支行
_NUMBER = re.compile(r"[是为:： ]{0,2}[+\d]")
_SWINDLER = re.compile(r"(?:骗子|诈骗|陌生人|冒充|假冒|自称|有人|对方)[^。！？!?]{0,12}$")
_HAN = re.compile("[\u3400-\u9fff0-9]+$")


@dataclass(frozen=True, slots=True)
class Place:
    """`branch` as it was typed; `said`: the words for the place. Never both None."""

    channel: Channel | None
    branch: str | None
    said: str


def place(text: str) -> Place | None:
    """The first place of a text, a named branch before all others; None when there is none."""
    reading = read(text)
    branch = _branch(reading)
    named = [m for m in _channel().finditer(reading.text) if m[0] in _channels() and not _passing(m)]
    if branch:
        said = reading.said(*branch)
        # A machine stands at a branch; what went wrong there, the machine did.
        machine = any(_channels()[match[0]] == "atm" for match in named)
        return Place("atm" if machine else "branch", said, said)
    found = next(iter(named), None)
    return Place(_channels()[found[0]], None, reading.said(*found.span())) if found else None


def _passing(match: re.Match[str]) -> bool:
    """电话137… is a number, and a swindler's call is none of the bank's channels."""
    if _channels()[match[0]] != "phone":
        return False
    return bool(_NUMBER.match(match.string, match.end()) or _SWINDLER.search(match.string, 0, match.start()))


def _branch(reading: Reading) -> tuple[int, int] | None:
    for ending in _ending().finditer(reading.text):
        start = _beginning(reading.text, ending.start())
        if start < ending.start():
            return _behind_blank(reading, start, ending.start()), ending.end()
    return None


def _behind_blank(reading: Reading, start: int, end: int) -> int:
    """上个月 城北支行, 客户经理 城南支行: a blank parts the name from other words."""
    at = range(start + 2, end - 1)
    return next((i for i in reversed(at) if reading.places[i] - reading.places[i - 1] > 1), start)


def _beginning(text: str, end: int) -> int:
    """Where the name in front of 支行 begins: behind the last word that is no part of a name."""
    before = _HAN.search(text[max(0, end - _LONGEST) : end])
    if not before:
        return end
    start = end - len(before[0])
    kept = [match.span() for match in _kept().finditer(text, start, end)]
    for cut in _cut().finditer(text, start, end):
        # 上个月 in 上个月城北: a word that begins before a kept one is whole.
        if not any(first < cut.end() and first <= cut.start() < last for first, last in kept):
            start = cut.end()
    return start if end - start > 1 and not text[start:end].isdigit() else end


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("places")
    return words


@cache
def _channels() -> dict[str, Channel]:
    return {w: cast(Channel, slug) for slug, words in _data()["channels"].items() for w in words}


@cache
def _channel() -> re.Pattern[str]:
    return re.compile(any_word([*_channels(), *_data()["none"]]))


@cache
def _ending() -> re.Pattern[str]:
    ending = any_word(_data()["endings"])
    return re.compile(f"{ending}(?:{ending})?")


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(any_word(_data()["cuts"]))


@cache
def _kept() -> re.Pattern[str]:
    return re.compile(any_word(_data()["kept"]))
