"""A copy of the text, character for character, in which every digit is 0-9 and letters are plain."""

from __future__ import annotations

import re
import unicodedata

from bot.text.folding import fold

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


def shadow(text: str) -> str:
    """Folded, half-width, ASCII-lower-case, digits of any kind as 0-9; same length as the text."""
    plain = fold(text).translate(_PLAIN)
    return _SPELT.sub(_digits, plain) if _HAS_NUMERAL.search(plain) else plain


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_FROM_CHINESE)


def _plain() -> dict[int, int]:
    table = {0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2007: 0x20, 0x0D: 0x0A}
    table.update({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    for code in range(0x80, 0x20000):
        digit = unicodedata.digit(chr(code), None)
        if digit is not None:
            table[code] = ord("0") + digit
    lower = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    return {code: lower.get(target, target) for code, target in table.items()} | lower


_PLAIN = _plain()
