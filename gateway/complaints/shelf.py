"""How many bytes may lie on the disk that no complaint names yet; counted in each process."""

import time
from collections.abc import Callable, Iterable
from typing import Final

from gateway.complaints.limits import LARGEST_FILES
from gateway.complaints.uploads import Room
from gateway.ops.sweeping import EVERY, GRACE

ALL: Final = 1_000_000_000  # bytes
EACH: Final = 5 * LARGEST_FILES  # of one address
# Until then a sweep has removed it.
LIES: Final = GRACE.total_seconds() + 2 * EVERY


class Shelf:
    """Room for files from when they are stored until a complaint has them, or the sweep has."""

    def __init__(self, room: Room | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._room, self._now = room or Room(ALL, EACH), now
        self._lying: dict[str, tuple[float, int, str]] = {}

    def take(self, size: int, who: str) -> bool:
        """Reserve room for a file about to be stored; False when there is none."""
        now = self._now()
        # In the order of their ends: the first that stays is the end of those that go.
        while (first := next(iter(self._lying), None)) and self._lying[first][0] <= now:
            self.clear([first])
        return self._room.take(size, who)

    def give_back(self, size: int, who: str) -> None:
        """The file was not stored."""
        self._room.give_back(size, who)

    def lay(self, key: str, size: int, who: str) -> None:
        """The file is stored, and named by nobody yet."""
        self._lying[key] = (self._now() + LIES, size, who)

    def clear(self, keys: Iterable[str]) -> None:
        """These are named now, or gone; of others nothing is known."""
        for key in keys:
            _, size, who = self._lying.pop(key, (0.0, 0, ""))
            if size:
                self._room.give_back(size, who)
