"""Plain text as blocks for display; ``static/js/text.js`` does the same in the browser."""

import re
from dataclasses import dataclass, field
from typing import Literal

# The lookahead keeps an amount such as 1.5 from becoming a step.
_STEP = re.compile(r"\s*(\d{1,2})[.．、)）]\s*(?=\D)(.+)")
_POINT = re.compile(r"\s*[-•·]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``number`` is the written number of a step."""

    text: str
    number: int | None = None


@dataclass(slots=True)
class Block:
    """Lines that belong together: a paragraph, a numbered list or a list."""

    kind: Literal["p", "ol", "ul"]
    lines: list[Line] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Split a reply: an empty line ends a block, numbered lines become steps."""
    out: list[Block] = []
    fresh = True
    for raw in text.split("\n"):
        if not raw.strip():
            fresh = True
            continue
        kind, line = _line(raw)
        if fresh or out[-1].kind != kind:
            out.append(Block(kind))
        out[-1].lines.append(line)
        fresh = False
    return out


def _line(raw: str) -> tuple[Literal["p", "ol", "ul"], Line]:
    if step := _STEP.fullmatch(raw):
        return "ol", Line(step[2].strip(), int(step[1]))
    if point := _POINT.fullmatch(raw):
        return "ul", Line(point[1].strip())
    return "p", Line(raw.strip())
