"""Amounts of money as people write them."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS.update(zip("〇两壹贰叁肆伍陆柒捌玖", [0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True))
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000}
_LARGE = {"万": 10_000, "w": 10_000, "亿": 100_000_000}
_PIECES = re.compile(r"\d[\d,]*(?:\.\d+)?|.")
_VAGUE = re.compile(r"[几多来余半]")
_TAIL = re.compile(r"([万千百w])([一二三四五六七八九])(?:元|块|块钱)?$")


def amount_of(text: str) -> float | None:
    """The number an amount says (`两万三` 23000), in its own currency; None for a vague one (`几千块`)."""
    if _VAGUE.search(text):
        return None
    total, section, current = 0.0, 0.0, None
    for piece in _PIECES.findall(text):
        if piece[0].isascii() and piece[0].isdigit():
            current = float(piece.replace(",", ""))
        elif piece in _DIGITS:
            current = float(_DIGITS[piece])
        elif piece in _SMALL:
            section, current = section + (1 if current is None else current) * _SMALL[piece], None
        elif piece in _LARGE:
            total, section, current = total + (section + (current or 0)) * _LARGE[piece], 0.0, None
    return _with_tail(text, total + section, current)


def _with_tail(text: str, value: float, last: float | None) -> float:
    # 三万五 is 35,000: a bare last figure counts in the next smaller magnitude.
    tail = _TAIL.search(text)
    if tail and last is not None:
        return value + last * {**_SMALL, **_LARGE}[tail.group(1)] / 10
    return value + (last or 0)
