"""Heals what a killed process left behind: messages stored and never answered."""

import asyncio
import time
from datetime import timedelta

import structlog

from casework.messages.types import Pending
from gateway.chat.service import ChatService
from gateway.ops.logs import place_of
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.sweeper")
EVERY = 2.0
AGE = timedelta(seconds=3)
# After a start of everything the engine comes last: its customers would all be sent to the queue.
ENGINE_PATIENCE = 30.0


class Sweeper:
    """Looks every two seconds; answers at most a few at once so that live customers come first."""

    def __init__(self, chat: ChatService, at_once: int = 4) -> None:
        self._chat, self._gate = chat, asyncio.Semaphore(at_once)
        self._started = time.monotonic()

    async def run(self) -> None:
        """Sweep until cancelled."""
        await repeat("sweep", self.sweep, EVERY)

    async def sweep(self, age: timedelta = AGE) -> int:
        """Answer what is left behind and older than ``age``; how many were."""
        left = await self._chat.unanswered(age)
        if not left or not await self._engine_may_answer():
            return 0
        healed = sum(await asyncio.gather(*(self._one(pending) for pending in left)))
        if healed:
            log.info("healed", messages=healed)
        return healed

    async def _one(self, pending: Pending) -> bool:
        async with self._gate:
            try:
                return await self._chat.heal(pending.conversation_id, pending.message_id)
            except Exception as error:  # noqa: BLE001 - one bad conversation must not stop the others
                log.error("heal_failed", error=place_of(error))
                return False

    async def _engine_may_answer(self) -> bool:
        return time.monotonic() - self._started > ENGINE_PATIENCE or await self._chat.engine_ready()
