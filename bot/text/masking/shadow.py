"""A copy of the text, character for character, in which every digit is 0-9 and letters are plain."""

from __future__ import annotations

import re
import unicodedata

from bot.text.folding import TABLE

_CHINESE = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)),
    "〇": "0",
    "○": "0",
    "两": "2",
    "幺": "1",
    "洞": "0",
    "拐": "7",
}
_NUMERAL = "".join(_CHINESE)
# Single numerals are ordinary words; four or more in a row spell out a number.
_SPELT = re.compile(rf"[{_NUMERAL}0-9](?:[ 、,，\-]?[{_NUMERAL}0-9]){{3,}}")
_HAS_NUMERAL = re.compile(f"[{_NUMERAL}]")
_FROM_CHINESE = str.maketrans(_CHINESE)


# Characters that show nothing; people put them between digits to get past filters (and 1️⃣ is made of them).
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff]+")


def visible(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible characters, and where each one stood and the end; None if all are there."""
    if text.isascii() or not _INVISIBLE.search(text):
        return text, None
    kept = [index for index, character in enumerate(text) if not _INVISIBLE.match(character)]
    return "".join(text[index] for index in kept), [*kept, len(text)]


def shadow(text: str) -> str:
    """Folded, half-width, ASCII-lower-case, digits of any kind as 0-9; same length as the text."""
    plain = text.translate(_PLAIN)
    if not plain.isascii() and max(plain) > "\uffff":
        plain = "".join(map(_rare, plain))
    return _SPELT.sub(_digits, plain) if _HAS_NUMERAL.search(plain) else plain


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_FROM_CHINESE)


def _rare(character: str) -> str:
    """Digits beyond the basic plane, such as 𝟙."""
    digit = unicodedata.digit(character, None) if character > "\uffff" else None
    return character if digit is None else str(digit)


def _plain() -> list[int]:
    """Code point to code point for the basic plane: folded first, then made plain."""
    table = list(TABLE)
    for blank in (0x3000, 0xA0, 0x202F, 0x2007):
        table[blank] = 0x20
    table[0x0D] = 0x0A
    table[0xFF01:0xFF5F] = range(0x21, 0x7F)
    for capital in (*range(0x41, 0x5B), *range(0xFF21, 0xFF3B)):
        table[capital] = ord(chr(table[capital]).lower())
    for code in range(0x80, len(table)):
        digit = unicodedata.digit(chr(code), None)
        if digit is not None:
            table[code] = ord("0") + digit
    return table


_PLAIN = _plain()
