"""A copy of the text, character for character, in which every digit is 0-9 and letters are plain."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

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
# ①, ⑴, ⒈, ²: digits that no one writes a number with by accident, but many number their lines with.
_COUNTING = re.compile("[²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒]")
# A row is looked at by its marks: n for a numeral, d for a digit, - for what stands between.
_ALONE = re.compile(r"\An(?=-?d)|(?<=d)n\Z|(?<=d-)n\Z")
_NUMERALS, _DIGITS, _FIRST, _LAST = (re.compile(p) for p in ("n", "d", r"\An", r"n\Z"))
_HELD = "□"


# Characters that show nothing; people put them between digits to get past filters (and 1️⃣ is made of them).
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff]+")


def visible(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible characters, and where each one stood and the end; None if all are there."""
    if text.isascii() or not _INVISIBLE.search(text):
        return text, None
    kept = [index for index, character in enumerate(text) if not _INVISIBLE.match(character)]
    return "".join(text[index] for index in kept), [*kept, len(text)]


@dataclass(frozen=True)
class Readings:
    """The ways in which a text may be meant, all of its length; `words`: no numeral is read as a digit.

    `joined` reads all digits and numerals that stand together as one number; `apart`, which comes first of
    `all`, only one kind of them, so that 周三13900001116 holds a number of eleven digits.
    """

    words: str
    joined: str
    apart: str
    all: tuple[str, ...]


def shadow(text: str) -> str:
    """Folded, half-width, ASCII-lower-case, digits of any kind as 0-9; same length as the text.

    A single numeral before or after digits stays a word: 周三5000.
    """
    plain = _plain_text(text)
    rows = _rows(text, plain)
    return _held(plain, _joined(plain), _mixed(rows), _ALONE) if rows else plain


def readings(text: str) -> Readings:
    """Every way in which digits and numerals that stand together may be meant; linear."""
    plain = _plain_text(text)
    rows = _rows(text, plain)
    if not rows:
        return Readings(plain, plain, plain, (plain,))
    joined, mixed = _joined(plain), _mixed(rows)
    spelt = [row for row in rows if "d" not in row[1]]
    apart = _held(plain, joined, mixed, _NUMERALS)
    numerals = _held(plain, joined, mixed, _DIGITS)
    cut = [_held(plain, joined, spelt, pattern) for pattern in (_FIRST, _LAST)]
    return Readings(plain, joined, apart, tuple(dict.fromkeys((apart, numerals, joined, *cut))))


_Row = tuple[int, str]


def _rows(text: str, plain: str) -> list[_Row]:
    """Start and marks of every row that holds a numeral."""
    if not (_HAS_NUMERAL.search(plain) or _COUNTING.search(text)):
        return []
    found = ((m.start(), _marks(text[m.start() : m.end()], m[0])) for m in _SPELT.finditer(plain))
    return [row for row in found if "n" in row[1]]


def _marks(typed: str, plain: str) -> str:
    return "".join(map(_mark, typed, plain))


def _mark(typed: str, plain: str) -> str:
    if plain in _CHINESE or _COUNTING.match(typed):
        return "n"
    return "d" if plain.isdigit() else "-"


def _mixed(rows: list[_Row]) -> list[_Row]:
    return [row for row in rows if "d" in row[1]]


def _held(plain: str, joined: str, rows: list[_Row], pattern: re.Pattern[str]) -> str:
    """`joined`, in which what the pattern finds in the marks of these rows is no digit."""
    characters = list(joined)
    for start, marks in rows:
        for found in pattern.finditer(marks):
            at = start + found.start()
            characters[at] = _HELD if plain[at].isdigit() else plain[at]
    return "".join(characters)


def _joined(plain: str) -> str:
    return _SPELT.sub(lambda match: match[0].translate(_FROM_CHINESE), plain)


def _plain_text(text: str) -> str:
    plain = text.translate(_PLAIN)
    if not plain.isascii() and max(plain) > "\uffff":
        plain = "".join(map(_rare, plain))
    return plain


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
