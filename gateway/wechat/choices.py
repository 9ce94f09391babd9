"""Numbered choices in place of buttons: which ones a reply offers, and what a bare number means."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.text import fold

Choice = dict[str, str]

# What these questions want may be a number itself: their buttons are words there.
_NUMBERS_ASKED: Final = frozenset({"amount", "phone", "when", "name", "case", "contact", "callback"})
_NUMERALS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TEN: Final = "十"
# "2", "２", "②", "2.", "第二个", "选2", "回复2", "2号": and nothing else in the message.
_BARE = re.compile(
    r"(?:我?(?:选择|选|要|回复|按)|第)?第?([0-9]{1,2}|[零〇一二两三四五六七八九]?十?[零〇一二两三四五六七八九]?)(?:个|项|条|号|种)?[吧啊呀啦呢]?"
)
_SIGN = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,8}\]|/:[^\s\u4e00-\u9fff]{1,10}")
_FRAME = re.compile("[\ufe0f\u20e3]")  # of a keycap
_EDGES = " \t\n.,。，、．:：!！~～()（）[]【】「」<>《》\"“”'"


def offered(replies: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    """The buttons of the last reply that has any: of two lists nobody would know which one counts."""
    rows = next((reply["buttons"] for reply in reversed(replies) if reply.get("buttons")), ())
    return tuple({"title": row["title"], "value": row["value"]} for row in rows)


def numbered(choices: Sequence[Choice], expects: str | None) -> bool:
    """Whether numbers may stand before them; not where a number is an answer, or they are numbers."""
    return (
        bool(choices) and expects not in _NUMBERS_ASKED and all(number(c["title"]) is None for c in choices)
    )


def wordless(text: str) -> bool:
    """A smile, a thumb, a rose: signs of feeling (the platform writes them [微笑] or /::)) and no word."""
    left, signs = _SIGN.subn("", text)
    feelings = [c for c in left if unicodedata.category(c) in ("So", "Sk")]
    return bool(signs or feelings) and not any(c.isalnum() for c in left)


def pick(text: str, choices: Sequence[Choice]) -> str | None:
    """What choosing says, for a message that is a bare number of one of them; else None."""
    wanted = number(text)
    return choices[wanted - 1]["value"] if wanted and wanted <= len(choices) else None


def number(text: str) -> int | None:
    """The number that is all of a short message, in any form; None for anything else."""
    if len(text) > 12:
        return None
    plain = (
        fold(unicodedata.normalize("NFKC", text)).replace("\ufe0f", "").replace("\u20e3", "").strip(_EDGES)
    )
    found = _BARE.fullmatch(plain)
    return _value(found[1]) if found and found[1] else None


def _value(said: str) -> int | None:
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.partition(_TEN)
    if not ten:
        return _NUMERALS.get(said)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
