"""From the simplified text we write to the script and wording a customer reads."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from bot.text.characters import convert_characters, segmenter
from bot.text.folding import fold
from bot.text.normalising import normalise
from bot.text.resources import load_yaml
from bot.text.types import SCRIPTS, Script
from bot.text.wording import outbound

# ⟦names and quotations⟧ lose the marks; titles of laws keep theirs.
_PROTECTED = re.compile(r"(⟦[^⟦⟧]*⟧|《[^《》]*》)")
_MARKS = str.maketrans("", "", "⟦⟧")
_QUOTES = str.maketrans(load_yaml("characters")["quotes"])


def convert(text_simplified: str, script: Script) -> str:
    """The text in a script, with the region's wording; ⟦…⟧ and 《…》 change their characters only."""
    if script == "zh-Hans":
        return text_simplified.translate(_MARKS)
    return _convert(text_simplified, script)


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
    pieces = (piece.translate(_MARKS) for piece in _PROTECTED.split(text))
    return "".join(
        convert_characters(piece, script) if index % 2 else _worded(piece, script)
        for index, piece in enumerate(pieces)
    )


def _worded(text: str, script: Script) -> str:
    """Regional words stand as they are; the text between them is converted together with its names."""
    edges = {0, *accumulate(map(len, segmenter().split(text)))}
    out: list[str] = []
    plain = ""
    for piece, word in outbound(script).split(text, edges):
        if word:
            out += [_plain(plain, script), word]
            plain = ""
        else:
            plain += piece
    return "".join([*out, _plain(plain, script)])


def _plain(text: str, script: Script) -> str:
    return convert_characters(text, script).translate(_QUOTES)
