"""Coroutines of this process that wait for a message to be answered, or for its turn."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Waiting:
    """Bells by message id; a bell that never rings costs a look into the database every ``every`` seconds."""

    every = 0.5

    def __init__(self) -> None:
        self._bells: dict[int, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def on(self, message_id: int) -> Iterator[asyncio.Event]:
        """A bell for one message."""
        bell = asyncio.Event()
        self._bells[message_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[message_id].discard(bell)
            if not self._bells[message_id]:
                del self._bells[message_id]

    def ring(self, *message_ids: int | None) -> None:
        """These messages were answered, or have their turn."""
        for message_id in message_ids:
            for bell in self._bells.get(message_id or 0, ()):
                bell.set()


async def rung(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, at most so long; silence it again."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
    bell.clear()
