"""A piece of a text around what was searched for, in stretches that are marked or not."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from casework.search.words import places

_BEFORE: Final = 30
_AFTER: Final = 120
_MORE: Final = "…"


class Stretch(NamedTuple):
    """Some of a text; `marked`: it is what was searched for."""

    text: str
    marked: bool = False


def snippet(text: str, needles: Iterable[str]) -> tuple[Stretch, ...]:
    """The first place with some words before and after it, on one line; the beginning where there is none."""
    plain = text.replace("\n", " ")
    found = places(plain, needles)
    start = max(0, found[0][0] - _BEFORE) if found else 0
    end = min(len(plain), (found[0][0] if found else 0) + _AFTER)
    made = tuple(_stretches(plain, found, start, end))
    first = (Stretch(_MORE),) if start else ()
    last = (Stretch(_MORE),) if end < len(plain) else ()
    return (*first, *made, *last)


def _stretches(text: str, found: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[Stretch]:
    at = start
    for first, last in found:
        if last <= at or first >= end:
            continue
        first, last = max(first, at), min(last, end)
        if first > at:
            yield Stretch(text[at:first])
        yield Stretch(text[first:last], marked=True)
        at = last
    if at < end:
        yield Stretch(text[at:end])
