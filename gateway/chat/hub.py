"""Wake-ups: tell open event streams of news. A lost one costs a little time, never an event.

Marks are what is true for a moment and stored nowhere: who looks at a conversation, who is typing.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("gateway.hub")
_CHANNEL, _MARKS = "xiaobao:wake", "xiaobao:mark"
_MOST_MARKS = 5_000
# No conversation has this id.
_ANY = "*"


class Hub:
    """Wake-ups inside one process; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._marks: dict[tuple[str, str], dict[str, float]] = {}
        self._clock = clock

    def wake(self, conversation_id: str) -> None:
        """Something was stored in this conversation."""
        for key in (conversation_id, _ANY):
            self._ring(key)

    def _ring(self, key: str) -> None:
        for bell in self._waiting.get(key, ()):
            bell.set()

    def mark(self, conversation_id: str, kind: str, who: str, seconds: float) -> None:
        """For so long `who` is at it (`kind`: look, type …); again prolongs it, 0 ends it.

        Rings for streams of this conversation when that is new; not for the whole desk.
        """
        key, now = (conversation_id, kind), self._clock()
        before = self.marked(conversation_id, kind)
        kept = {name: end for name, end in self._marks.get(key, {}).items() if end > now and name != who}
        if seconds > 0:
            kept[who] = now + seconds
        self._marks[key] = kept
        if not kept:
            del self._marks[key]
        if before != self.marked(conversation_id, kind):
            self._ring(conversation_id)
        if len(self._marks) > _MOST_MARKS:
            self._marks = {one: found for one, found in self._marks.items() if max(found.values()) > now}

    def marked(self, conversation_id: str, kind: str) -> frozenset[str]:
        """Who is at it now."""
        now, found = self._clock(), self._marks.get((conversation_id, kind), {})
        return frozenset(who for who, end in found.items() if end > now)

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """A bell that rings at every wake; the listener clears it before it reads."""
        bell = asyncio.Event()
        self._waiting[conversation_id].add(bell)
        try:
            yield bell
        finally:
            self._waiting[conversation_id].discard(bell)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def listen_to_all(self) -> AbstractContextManager[asyncio.Event]:
        """A bell that rings at every wake of any conversation."""
        return self.listen(_ANY)

    def listeners_to_all(self) -> int:
        """How many listen to every conversation in this process."""
        return self.listeners(_ANY)

    def listeners(self, conversation_id: str) -> int:
        """How many streams of this conversation are open in this process."""
        return len(self._waiting.get(conversation_id, ()))

    async def run(self) -> None:
        """Carry wake-ups between processes; nothing to do here."""

    async def close(self) -> None:
        """Release connections."""


class RedisHub(Hub):
    """The same, shared by all gateways through Redis pub/sub."""

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        self._redis = redis
        self._out: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=10_000)

    def wake(self, conversation_id: str) -> None:
        """Wake here at once, elsewhere soon."""
        super().wake(conversation_id)
        self._send(_CHANNEL, conversation_id)

    def mark(self, conversation_id: str, kind: str, who: str, seconds: float) -> None:
        """Mark here at once, elsewhere soon."""
        super().mark(conversation_id, kind, who, seconds)
        self._send(_MARKS, json.dumps([conversation_id, kind, who, seconds]))

    def _send(self, channel: str, message: str) -> None:
        if not self._out.full():
            self._out.put_nowait((channel, message))

    async def run(self) -> None:
        """Publish and receive until cancelled; Redis may come and go."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._forever(self._publish))
            tasks.create_task(self._forever(self._receive))

    async def close(self) -> None:
        """Close the connection pool."""
        await self._redis.aclose()

    async def _forever(self, work: object) -> None:
        while True:
            try:
                await work()  # type: ignore[operator]
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("redis_unavailable", error=type(error).__name__)
                await asyncio.sleep(1.0)

    async def _publish(self) -> None:
        while True:
            await self._redis.publish(*await self._out.get())

    async def _receive(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as listener:
            await listener.subscribe(_CHANNEL, _MARKS)
            while True:
                message = await listener.get_message(timeout=30.0)
                if message and message["channel"].decode() == _MARKS:
                    Hub.mark(self, *json.loads(message["data"]))
                elif message:
                    Hub.wake(self, message["data"].decode())
