"""Wake-ups: tell open event streams of news. A lost one costs a little time, never an event."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("gateway.hub")
_CHANNEL = "xiaobao:wake"
# No conversation has this id.
_ANY = "*"


class Hub:
    """Wake-ups inside one process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, conversation_id: str) -> None:
        """Something was stored in this conversation."""
        for key in (conversation_id, _ANY):
            for bell in self._waiting.get(key, ()):
                bell.set()

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
        self._out: asyncio.Queue[str] = asyncio.Queue(maxsize=10_000)

    def wake(self, conversation_id: str) -> None:
        """Wake here at once, elsewhere soon."""
        super().wake(conversation_id)
        if not self._out.full():
            self._out.put_nowait(conversation_id)

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
            await self._redis.publish(_CHANNEL, await self._out.get())

    async def _receive(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as listener:
            await listener.subscribe(_CHANNEL)
            while True:
                message = await listener.get_message(timeout=30.0)
                if message:
                    Hub.wake(self, message["data"].decode())
