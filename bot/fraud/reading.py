"""A message as the matchers read it: plain characters, with the way back to the original text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Change = tuple[int, int, str]


@dataclass(frozen=True)
class Reading:
    """`text`, and for each of its characters where that begins and ends in the original."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`; the end is exclusive."""
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> Reading:
        """`text[start:end]`, its places still those in the original."""
        return Reading(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def changed(self, changes: Iterable[Change]) -> Reading:
        """Pieces replaced: (start, end, new text), in order, without overlap."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        here = 0
        for start, end, new in changes:
            pieces += (self.text[here:start], new)
            starts += self.starts[here:start] + [self.starts[start]] * len(new)
            ends += self.ends[here:start] + [self.ends[end - 1]] * len(new)
            here = end
        if not here:
            return self
        pieces.append(self.text[here:])
        return Reading("".join(pieces), starts + self.starts[here:], ends + self.ends[here:])
