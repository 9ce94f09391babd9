"""Whether a message asks for a human or declines one: 不要机器人，转人工 asks, 先别转人工 declines.

Only a message that says nothing else is decided here: a question about humans (人工几点上班) and a story with
the same words in it are left to the classifier. Words are read into kinds, kinds by patterns without nesting:
the work grows with the length alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from bot.intake.resources import load_yaml
from bot.text import normalise

Answer = Literal["ask", "refuse"]
_LONGEST: Final = 40  # characters
_MARKS: Final = re.compile(r"[，,。.！!？?~～…、；;：:\-—\"'“”‘’()（）]+")
_OTHER: Final = "x"
# One letter for each kind of word (data/human.yml): n not, g get, e want, w who, p person, c with, q why,
# r promised, t threat, f said around it, m machine, v complain.
_ASKS: Final = re.compile(
    r"f*q[fe]*n[feg]*[wp][fg]*|f*r[feg]*[wp][fg]*|f*n[feg]*[wp]f*t.*"
    r"|[feg]*[eg]f*w[feg]*|w+|[fe]*cw[fe]*|[feg]*[eg]f*p[fcg]*|f*n[fe]*mf*"
)
_REFUSES: Final = re.compile(r"[fe]*n[fecgn]*[wp][fg]*|f*ng+f*")
_IDLE: Final = re.compile(r"[fecgnm]*")
_COMPLAINS: Final = re.compile(r"[fe]*v[fev]*")


def human(text: str) -> Answer | None:
    """What the last clause that decides says; None when any clause says something else, or none decides."""
    plain = normalise(text[: _LONGEST * 3])
    if len(plain) > _LONGEST or len(text) > _LONGEST * 3:
        return None
    # Blanks may stand anywhere: 转 人 工.
    said = [_clause("".join(part.split())) for part in _MARKS.split(plain) if part.strip()]
    decided = [one for one in said if one in ("ask", "refuse")]
    if not decided or "other" in said:
        return None
    # Who wants no human and complains is to be heard; who wants one says it to the human.
    return None if decided[-1] == "refuse" and "complain" in said else decided[-1]  # type: ignore[return-value]


def _clause(text: str) -> str:
    kinds = _kinds(text)
    if _ASKS.fullmatch(kinds):
        return "ask"
    if _REFUSES.fullmatch(kinds):
        return "refuse"
    if _COMPLAINS.fullmatch(kinds):
        return "complain"
    return "idle" if _IDLE.fullmatch(kinds) else "other"


def _kinds(text: str) -> str:
    """The text as a string of kinds, the longest word first; a character of no word is ``x``."""
    words, found, at = _words(), [], 0
    while at < len(text):
        here = next((text[at : at + n] for n in range(_longest(), 0, -1) if text[at : at + n] in words), "")
        found.append(words.get(here, _OTHER))
        at += len(here) or 1
    return "".join(found)


@cache
def _words() -> dict[str, str]:
    data: dict[str, list[str]] = load_yaml("human")
    return {word: kind[0] for kind, words in data.items() for word in words}


@cache
def _longest() -> int:
    return max(map(len, _words()))
