"""Sums told once for each time: 扣了三次，每次15; 每月收30元，连收两个月."""

from __future__ import annotations

import re
from typing import Final

from bot.intake.numerals import whole

_UNITS: Final = {"次": "次", "回": "次", "趟": "次", "笔": "笔", "期": "期", "个月": "月", "年": "年"}
_EACH = re.compile(
    r"每(?P<unit>次|回|趟|笔|期|个?月|年)(?:都|各|要|被|多|扣|收|取|划|刷|转|了|走|掉|咗|去|我|是|系){0,4}$"
)
# Counted is what was taken: 三个月前 and 打了三次电话 count something else.
_COUNT = re.compile(
    r"(?:^|[，,。；;、]|[扣收取划刷转付交][^，,。；;]{0,3}?|连续|连|共)"
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>次|回|趟|笔|期|个月|年)(?!前|以前|之前|后|内|电话)"
)
_MOST: Final = 366
_REACH: Final = 10
_NEAR: Final = 60


def each_from(text: str, start: int) -> tuple[int, int] | None:
    """Where 每次 begins before the sum at `start`, and how many times there were; None if not told."""
    each = _EACH.search(text[max(0, start - _REACH) : start])
    if each is None:
        return None
    unit = _UNITS.get(each["unit"], each["unit"][-1])
    near = text[max(0, start - _NEAR) : start + _NEAR]
    counts = {whole(m["count"]) for m in _COUNT.finditer(near) if _UNITS[m["unit"]] == unit}
    times = counts.pop() if len(counts) == 1 else None
    at = max(0, start - _REACH) + each.start()
    return (at, times) if times and 1 < times <= _MOST else None
