"""Where somebody says to be: 其實我喺香港讀書, 人在台北, 我不在香港，在深圳. A place only named is none.

In doubt there is none: whose numbers are shown depends on it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, cast

from bot.intake.resources import load_yaml
from bot.text import Region, fold
from bot.text.replacer import any_word

_LONGEST: Final = 200  # characters that are looked at
_END: Final = r"(?=$|[\s，,。.！!？?；;、…~～])"
_EDGE: Final = r"[\s，,。.！!；;、…~～]"


def whereabouts(text: str, *, bare: bool = False) -> Region | None:
    """The place said last; ``bare``: a message that is nothing but a place counts too (香港, 在台北)."""
    said = fold(text[:_LONGEST])
    found = [match for pattern in _patterns() for match in pattern.finditer(said)]
    if not found and bare:
        found = [match for match in [_alone().fullmatch(said)] if match]
    last = max(found, key=lambda match: match.end("place"), default=None)
    return _regions()[last["place"]] if last else None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data, place, after = _data(), _place(), _some("after")
    self_, at, between = any_word(data["self"]), any_word(data["at"]), _some("between")
    there = f"{between}{at}{place}{after}{_END}"
    return (
        re.compile(f"(?:^|{_EDGE}|{_some('opening', least=1)}){_some('opening')}{self_}{there}"),
        # Nobody else was spoken of yet.
        re.compile(
            f"^{_EDGE}*{_some('opening')}{_EDGE}*(?:人|现在|而家|依家)(?:在|喺|系){place}{after}{_END}"
        ),
        re.compile(
            f"{self_}{between}(?:不|唔|没|冇)(?:在|喺|系|是)[^，,。.！!？?；;]{{1,6}}{_EDGE}+"
            f"(?:我|人|是|系|而家|现在)*(?:在|喺){place}{after}{_END}"
        ),
    )


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(f"{_EDGE}*{_some('opening')}(?:在|喺|系|是|住)?{_place()}{_some('after')}{_EDGE}*")


def _place() -> str:
    return f"(?P<place>{any_word(_regions())})"


def _some(kind: str, least: int = 0) -> str:
    return f"(?:{any_word(_data()[kind])}){{{least},4}}"


@cache
def _regions() -> dict[str, Region]:
    return {word: cast(Region, region) for region, words in _data()["places"].items() for word in words}


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("whereabouts")
    return data
