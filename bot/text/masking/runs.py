"""Runs of digits: groups of digits with separators between them, such as 6222 0202-0011 2233."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_INVISIBLE = "\u200b-\u200f\u2060\ufeff\ufe0f\u20e3\u00ad"
# Inside a number people write blanks and dashes; a comma, a line break or a slash may also end it.
_TIGHT = rf" \t\-‐-―_·•{_INVISIBLE}"
_LOOSE = r".,，、/\n"
_RUN = re.compile(rf"[0-9](?:[{_TIGHT}{_LOOSE}]{{0,3}}[0-9])*(?:[{_TIGHT}]?x(?![0-9a-z]))?")
_GROUP = re.compile(r"[0-9]+x?|x")
_LOOSE_GAP = re.compile(rf"[{_LOOSE}]")


@dataclass(frozen=True)
class Group:
    """Digits without anything between them; offsets in the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Run:
    """Groups that stand close together."""

    text: str
    groups: tuple[Group, ...]

    @cached_property
    def digits(self) -> str:
        """All digits of the run (and a final x)."""
        return "".join(self.text[group.start : group.end] for group in self.groups)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """For each group, the index of its first digit in `digits`, and the total at the end."""
        starts = [0]
        for group in self.groups:
            starts.append(starts[-1] + group.end - group.start)
        return tuple(starts)

    def windows(self, shortest: int, longest: int) -> Iterator[tuple[int, int]]:
        """Group ranges [first, last) of a length in digits, leftmost first, longest first."""
        for first in range(len(self.groups)):
            lasts = []
            for last in range(first + 1, len(self.groups) + 1):
                length = self.starts[last] - self.starts[first]
                if length > longest:
                    break
                if length >= shortest:
                    lasts.append((first, last))
            yield from reversed(lasts)

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        """Lengths of the groups of a window."""
        return tuple(group.end - group.start for group in self.groups[first:last])

    def words(self, first: int, last: int) -> tuple[str, ...]:
        """The groups of a window as text."""
        return tuple(self.text[group.start : group.end] for group in self.groups[first:last])

    def loose(self, first: int, last: int) -> bool:
        """Whether a comma, line break or the like stands between groups of a window."""
        start, end = self.groups[first].start, self.groups[last - 1].end
        return last - first > 1 and _LOOSE_GAP.search(self.text, start, end) is not None


def runs(shadow: str) -> Iterator[Run]:
    """Every run of the text, in order."""
    for match in _RUN.finditer(shadow):
        groups = tuple(Group(g.start(), g.end()) for g in _GROUP.finditer(shadow, match.start(), match.end()))
        yield Run(shadow, groups)
