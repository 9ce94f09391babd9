"""Periodic work of duty: conversations of the absent and silent go back, waiting ones are offered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.duty import offering, returning
from casework.duty.returning import Returned
from gateway.chat.hub import Hub
from gateway.desk.telling import tell
from gateway.desk.words import Words
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.duty")
EVERY: Final = 15.0
# Several gateways that were started together do not look together; agents come back before they are missed.
FIRST: Final = (20.0, 40.0)


class Returner:
    """Safe in several gateways: each conversation is looked at again under its lock, and told of once."""

    def __init__(
        self, database: Database, hub: Hub, words: Words, clock: Callable[[], datetime], idle: timedelta
    ) -> None:
        self._database, self._hub, self._words, self._clock, self._idle = database, hub, words, clock, idle

    async def run(self) -> None:
        """Look until cancelled."""
        await repeat("returning", self.once, EVERY, FIRST)

    async def once(self) -> list[Returned]:
        """Return what is due; what went back, and why."""
        now = self._clock()
        due = await self._database.read(lambda session: returning.due(session, now, self._idle))
        done = [found for one in due if (found := await self._return(one.conversation_id, now))]
        if done:
            log.info("returned", conversations=len(done))
        return done

    async def _return(self, conversation_id: str, now: datetime) -> Returned | None:
        def work(session: Session) -> Returned | None:
            done = returning.give_back(session, conversation_id, now, self._idle)
            if done:
                key = "quiet" if done.why == "quiet" else "recalled"
                tell(session, self._words, conversation_id, key, now)
            return done

        found = await self._database.write(work)
        if found:
            self._hub.wake(conversation_id)
        return found


class Offerer:
    """Automatic assignment, if the bank wants it; of several gateways one does each round."""

    def __init__(
        self, database: Database, hub: Hub, clock: Callable[[], datetime], capacity: int, *, wanted: bool
    ) -> None:
        self._database, self._hub, self._clock, self._capacity = database, hub, clock, capacity
        self._wanted = wanted

    async def run(self) -> None:
        """Offer until cancelled; nothing when it is not wanted."""
        if self._wanted:
            await repeat("offering", self.once, offering.EVERY.total_seconds())

    async def once(self) -> tuple[str, ...]:
        """One round; the conversations whose offer changed."""
        now = self._clock()
        if not await self._database.read(lambda session: offering.needed(session)):
            return ()
        changed = await self._database.write(
            lambda session: offering.offer_round(session, now, self._capacity)
        )
        for conversation_id in changed:
            self._hub.wake(conversation_id)
        return changed


@asynccontextmanager
async def at_work(state: Any) -> AsyncIterator[None]:
    """Both at work while an application runs whose desk is there; ``state.returner``, ``state.offerer``."""
    desk, settings = state.desk, state.settings
    idle = timedelta(minutes=settings.agent_idle_minutes)
    state.returner = Returner(desk.database, desk.hub, desk.words, desk.clock, idle)
    state.offerer = Offerer(
        desk.database, desk.hub, desk.clock, settings.agent_capacity, wanted=settings.auto_assign
    )
    tasks = [asyncio.create_task(work.run()) for work in (state.returner, state.offerer)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
