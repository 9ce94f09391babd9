"""What all desks see alike, read once for each change: a floor of fifty hears the same bell."""

import asyncio
from datetime import datetime, timedelta

from casework.db import Database
from gateway.desk.board import Common, read_common
from gateway.desk.news import newest

# Ids are not always seen in the order they were given out: what is this old is read again in any case.
_LONGEST = timedelta(seconds=1)


class Shared:
    """One process's own; whoever comes while it is read waits for it."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._known: tuple[object, datetime] | None = None
        self._common: Common | None = None

    async def common(self, database: Database, now: datetime) -> Common:
        """As it stands after the newest event."""
        async with self._lock:
            # First the event, then the list: it may be newer than the event, never older.
            event = await database.read(newest)
            if self._common is None or not self._fresh(event, now):
                self._common = await database.read(read_common)
                self._known = event, now
            return self._common

    def _fresh(self, event: object, now: datetime) -> bool:
        if self._known is None or self._known[0] != event:
            return False
        return timedelta() <= now - self._known[1] < _LONGEST
