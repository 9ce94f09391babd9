"""Leaves the platform in peace while it fails: after failures in a row nothing goes out for a while."""

import time
from collections.abc import Callable
from typing import Final

_FAILURES: Final = 5
_FIRST, _LONGEST = 10.0, 300.0  # seconds


class Breaker:
    """One account's, in this process; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures, self._until, self._pause = 0, 0.0, _FIRST

    @property
    def open(self) -> bool:
        """Whether calls have been failing; while it is, one is let through now and then."""
        return self._failures >= _FAILURES

    def allows(self) -> bool:
        """Whether a call may be made now; the one that tries whether it works again counts at once."""
        if not self.open:
            return True
        if self._clock() < self._until:
            return False
        self._rest()
        return True

    def worked(self) -> None:
        """A call was answered, whatever the answer."""
        self._failures, self._pause = 0, _FIRST

    def failed(self) -> None:
        """No usable answer came."""
        self._failures += 1
        if self._failures == _FAILURES:
            self._rest()

    def _rest(self) -> None:
        self._until = self._clock() + self._pause
        self._pause = min(self._pause * 2, _LONGEST)
