"""How the cost of work grows with its input: tells a slow algorithm from a slow machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from time import thread_time
from typing import TypeVar

T = TypeVar("T")
# Four times the input is 4 times the work when it is linear, 16 times when it is quadratic.
TIMES = 4
_BOUND = 9.0
_FLOOR = 0.0002  # seconds: what is shorter is mostly the clock and the call
_ROUNDS, _TRIES = 3, 8


def grows(work: Callable[[T], object], small: T, big: T, bound: float = _BOUND) -> bool:
    """Whether `work` costs more than `bound` times as much for `big` as for `small`, its fourth part.

    Only the time of this thread counts, the least of some rounds, and one good try of many is enough: a busy
    machine makes single rounds slower, bad growth makes every round slower.
    """
    return _grows(lambda: _seconds(work, small), lambda: _seconds(work, big), bound)


def text_grows(work: Callable[[str], object], unit: str, length: int = 4000) -> bool:
    """The same for `unit` repeated to `length` characters, some hundred at least, and to a fourth of them."""
    shorter = count()

    def once(size: int) -> float:
        # Another text each time: what was worked out before must not be found again.
        return _seconds(work, (unit * size)[: size - next(shorter)])

    return _grows(lambda: once(length // TIMES), lambda: once(length), _BOUND)


def calls(work: Callable[[], object]) -> int:
    """How many functions, Python's own ones too, are called: the same number on every machine."""
    seen = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return seen


def _grows(small: Callable[[], float], big: Callable[[], float], bound: float) -> bool:
    small()  # what is read from files or compiled once is not part of it
    return not any(_least(big) <= bound * max(_least(small), _FLOOR) for _ in range(_TRIES))


def _least(once: Callable[[], float]) -> float:
    return min(once() for _ in range(_ROUNDS))


def _seconds(work: Callable[[T], object], given: T) -> float:
    started = thread_time()
    work(given)
    return thread_time() - started
