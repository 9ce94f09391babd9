"""Whole numbers as people write them: 3, 十二, 廿一, 两三 (two or three), 几 (two to nine)."""

from __future__ import annotations

from bot.text import amount_of

NUMERAL = "一二两三四五六七八九十廿卅"
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_FEW = (2, 9)


def whole(text: str) -> int | None:
    """The number, or None when it is none or a vague one."""
    value = amount_of(text.translate(_TENS)) if text else None
    return None if value is None else int(value)


def between(text: str) -> tuple[float, float] | None:
    """The least and the most it may be: 三 (3, 3), 两三 (2, 3), 几 (2, 9), 十几 (11, 19), 半."""
    text = text.translate(_TENS).replace("数", "几").removeprefix("好")
    if text == "半":
        return 0.5, 0.5
    if text == "几":
        return _FEW
    if text.startswith("几"):
        factor = whole("一" + text[1:])
        return (_FEW[0] * factor, _FEW[1] * factor) if factor else None
    if text[-1:] in ("几", "多", "来", "余"):
        value = whole(text[:-1])
        return (value + 1, value + 9) if value else None
    if len(text) == 2 and not text.isascii() and not set(text) & set("十百千万"):
        low, high = whole(text[0]), whole(text[1])
        return (low, high) if low and high and low < high else None
    return _exactly(text)


def _exactly(text: str) -> tuple[float, float] | None:
    try:
        value = float(text) if text.isascii() else amount_of(text)
    except ValueError:
        return None
    return None if value is None else (value, value)
