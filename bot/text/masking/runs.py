"""Runs of digits: groups of digits with separators between them, such as 6222 0202-0011 2233."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

# Inside a number people write blanks and dashes; a comma, a line break or a slash may also end it.
_TIGHT = r" \t\-‐-―_·•"
_LOOSE = r".,，、/\n:：;；|+=~*。…‧・"
_RUN = re.compile(rf"[0-9](?:[{_TIGHT}{_LOOSE}]{{0,3}}[0-9])*(?:[{_TIGHT}]?x(?![0-9a-z]))?")
_GROUP = re.compile(r"[0-9]+|x")
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
        """All digits of the run, and the x that may end an identity number."""
        return "".join(self.text[group.start : group.end] for group in self.groups)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """For each group, the index of its first digit in `digits`, and the total at the end."""
        starts = [0]
        for group in self.groups:
            starts.append(starts[-1] + group.end - group.start)
        return tuple(starts)

    def ends(self, first: int, shortest: int, longest: int) -> range:
        """Where windows that begin with group `first` and have so many digits may end, longest first."""
        start = self.starts[first]
        low = bisect_left(self.starts, start + shortest, first + 1)
        high = bisect_right(self.starts, start + longest, first + 1)
        return range(high - 1, low - 1, -1)

    def sweep(self, window: Callable[[int], int]) -> Iterator[tuple[int, int]]:
        """Windows from left to right without overlap; `window` says where one ends that begins at a group."""
        first = 0
        while first < len(self.groups):
            last = window(first)
            if last:
                yield first, last
            first = last or first + 1

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
