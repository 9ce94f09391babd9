"""From the simplified text we write to the script and wording a customer reads."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.text.engine import Engine
from bot.text.folding import fold
from bot.text.normalising import normalise
from bot.text.replacer import Replacer
from bot.text.resources import load_yaml
from bot.text.types import SCRIPTS, Script
from bot.text.wording import outbound

_CONFIGURATION = {"zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
# ⟦names and quotations⟧ lose the marks; titles of laws keep theirs.
_PROTECTED = re.compile(r"(⟦[^⟦⟧]*⟧|《[^《》]*》)")
_MARKS = str.maketrans("", "", "⟦⟧")


def convert(text_simplified: str, script: Script) -> str:
    """The text in a script, with the region's wording; ⟦…⟧ and 《…》 change their characters only."""
    if script == "zh-Hans":
        return text_simplified.translate(_MARKS)
    return _convert(text_simplified, script)


def convert_characters(text: str, script: Script) -> str:
    """The same words in the characters of a script: for titles of laws, names and quotations."""
    if script == "zh-Hans":
        return text
    return _characters(text, script)


def round_trips(text_simplified: str) -> bool:
    """Whether an answer, however it is shown, is still understood as itself."""
    plain = text_simplified.translate(_MARKS)
    return all(
        normalise(convert(text_simplified, script)) == normalise(plain)
        and fold(convert_characters(plain, script)) == fold(plain)
        for script in SCRIPTS
    )


def warm() -> None:
    """Build every engine now: called at start, so that no customer waits for it."""
    for script in SCRIPTS:
        convert("账户", script)


@lru_cache(maxsize=4096)
def _convert(text: str, script: Script) -> str:
    pieces = _PROTECTED.split(text)
    return "".join(
        _characters(piece.translate(_MARKS), script) if index % 2 else _worded(piece, script)
        for index, piece in enumerate(pieces)
    )


def _worded(text: str, script: Script) -> str:
    """Regional words stand as they are; the text between them is converted together with its names."""
    out: list[str] = []
    plain = ""
    for piece, word in outbound(script).split(text):
        if word:
            out += [_characters(plain, script), word]
            plain = ""
        else:
            plain += piece
    return "".join([*out, _characters(plain, script)])


@lru_cache(maxsize=4096)
def _characters(text: str, script: Script) -> str:
    if not text or text.isascii():
        return text
    converted = _engine(script).convert(text).translate(_last_characters(script))
    return _last_words(script).replace(converted)


@cache
def _engine(script: Script) -> Engine:
    return Engine(_CONFIGURATION[script], _phrases())


@cache
def _last_characters(script: Script) -> dict[int, str]:
    return str.maketrans(load_yaml("characters")[script])


@cache
def _last_words(script: Script) -> Replacer:
    return Replacer(load_yaml("characters")["words"][script])


@cache
def _phrases() -> dict[str, str]:
    """Our phrases and people's names, for OpenCC's first step."""
    own = load_yaml("characters")
    names = own["names"]
    phrases: dict[str, str] = dict(own["phrases"])
    to_traditional = Engine("s2t")
    for surname, kept in names["surnames"].items():
        phrases.update({prefix + surname: prefix + kept for prefix in names["prefixes"]})
        phrases.update({surname + title: kept + to_traditional.convert(title) for title in names["titles"]})
    return phrases
