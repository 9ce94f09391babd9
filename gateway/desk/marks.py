"""Where evidence stands in what a customer wrote: the text in pieces, with the numbers of their grounds."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """`[start, end)` of a stored text, and the number of the ground it is evidence for."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``numbers`` says why it is marked, ``new`` which of them stand here first."""

    text: str
    numbers: tuple[int, ...] = ()
    new: tuple[int, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The whole text, in order; overlapping marks are one piece. Marks outside the text are left out."""
    found: list[Piece] = []
    had: set[int] = set()
    done = 0
    for start, end, numbers in _merged(marks, len(text)):
        found += [Piece(text[done:start])] if start > done else []
        found.append(Piece(text[start:end], numbers, tuple(n for n in numbers if n not in had)))
        had.update(numbers)
        done = end
    return (*found, Piece(text[done:])) if done < len(text) or not found else tuple(found)


def _merged(marks: Iterable[Mark], length: int) -> list[tuple[int, int, tuple[int, ...]]]:
    inside = (mark for mark in marks if 0 <= mark.start < mark.end <= length)
    merged: list[tuple[int, int, tuple[int, ...]]] = []
    for mark in sorted(inside, key=lambda m: (m.start, m.end, m.number)):
        if merged and mark.start < merged[-1][1]:
            start, end, numbers = merged.pop()
            merged.append((start, max(end, mark.end), tuple(sorted({*numbers, mark.number}))))
        else:
            merged.append((mark.start, mark.end, (mark.number,)))
    return merged
