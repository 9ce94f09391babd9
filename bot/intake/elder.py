"""Whether customers say of themselves that they are old (from sixty on) or see badly.

Only what is said of oneself: 我妈72岁 and 60岁以上能贷款吗 are not. The words are in ``data/elder.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from bot.intake.numerals import NUMERAL, between
from bot.intake.resources import load_yaml
from bot.text import normalise

_LOOKED_AT: Final = 500  # characters
_OLDEST: Final = 130
_MARKS: Final = re.compile(r"[，,。.！!？?~～…、；;：:\s]+")
_AGE: Final = rf"([0-9]{{2,3}}|[{NUMERAL}百]{{1,5}})([多几来余]?)岁"
_AFTER: Final = r"(?:了|啦|喇|咯|的?老?人|老太|老头|老汉|$)"


def elder(text: str) -> bool:
    """True for 我七十三岁了, 眼睛不好看不清字; not for what is said of somebody else."""
    parts = [part for part in _MARKS.split(normalise(text[:_LOOKED_AT])) if part]
    return any(_says(part) for part in _of_oneself(parts))


def _of_oneself(parts: list[str]) -> Iterator[str]:
    """The parts before anybody else is spoken of; one that begins with oneself is about oneself again."""
    others, aside = _words("others"), False
    for part in parts:
        if any(word in part for word in others):
            aside = True
        elif part.startswith(tuple(load_yaml("elder")["own"])):
            aside = False
        if not aside:
            yield part


def _says(part: str) -> bool:
    return any(_old_enough(*found) for found in _ages().findall(part)) or bool(_signs().search(part))


def _old_enough(number: str, more: str) -> bool:
    span = between(number + more)
    return span is not None and load_yaml("elder")["least"] <= span[0] <= _OLDEST


@cache
def _ages() -> re.Pattern[str]:
    own, around = _either("own"), f"{_either('around')}{{0,8}}"
    return re.compile(f"(?:{own}{around}|^{around}(?=[^岁]{{2,6}}岁{_AFTER})){_AGE}")


@cache
def _signs() -> re.Pattern[str]:
    words = {"own": _either("own"), "around": f"{_either('around')}{{0,8}}"}
    return re.compile("|".join(_filled(sign, words) for sign in load_yaml("elder")["signs"]))


def _filled(sign: str, words: dict[str, str]) -> str:
    for name, pattern in words.items():
        sign = sign.replace(f"{{{name}}}", pattern)
    return sign


def _either(name: str) -> str:
    return f"(?:{'|'.join(sorted(_words(name), key=len, reverse=True))})"


def _words(name: str) -> list[Any]:
    return list(load_yaml("elder")[name])
