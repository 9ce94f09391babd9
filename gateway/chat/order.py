"""One turn at a time in each conversation, first come first served, within this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Order:
    """A queue per conversation; empty ones cost nothing. Between processes the lease in casework decides."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the conversation; asyncio.Lock is fair, so messages keep the order in which they came."""
        lock, users = self._locks.get(conversation_id) or (asyncio.Lock(), 0)
        self._locks[conversation_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            users = self._locks[conversation_id][1] - 1
            if users:
                self._locks[conversation_id] = (lock, users)
            else:
                del self._locks[conversation_id]
