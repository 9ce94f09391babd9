"""An answer's steps one at a time, for large text; ``static/js/steps.js`` does the same in the browser."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from gateway.pages.text import Block, Line, blocks

# 110, 8800 7777, +852 18222: whatever may be a telephone number.
_NUMBER = re.compile(r"[0-9][0-9 -]*[0-9]")
_SHORTEST = 3  # digits
_APART = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Steps:
    """``before`` and ``after`` are always shown, the first of ``lines`` too; the others when asked for."""

    before: list[Block]
    lines: list[Line]
    after: list[Block]


def steps(text: str, numbers: Iterable[str]) -> Steps | None:
    """The steps of a reply; None when it has fewer than two, or a later one names a telephone number that is
    not among ``numbers``, those that stand beside the answer: no number is ever hidden.
    """
    parts = [(kind, list(found)) for kind, found in groupby(blocks(text), key=lambda block: block.kind)]
    places = [at for at, (kind, _) in enumerate(parts) if kind == "ol"]
    if len(places) != 1:
        return None
    lines = [line for block in parts[places[0]][1] for line in block.lines]
    if len(lines) < 2 or _numbers(lines[1:]) - {_APART.sub("", number) for number in numbers}:
        return None
    return Steps(_joined(parts[: places[0]]), lines, _joined(parts[places[0] + 1 :]))


def _numbers(lines: list[Line]) -> set[str]:
    found = (_APART.sub("", number) for line in lines for number in _NUMBER.findall(line.text))
    return {number for number in found if len(number) >= _SHORTEST}


def _joined(parts: list[tuple[str, list[Block]]]) -> list[Block]:
    return [block for _, found in parts for block in found]
