"""What a request of the platform is answered: in time and once, whichever try it is, wherever it came in."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.vault.cipher import Cipher
from casework.wechat import inbox, signatures
from casework.wechat.inbox import Letter, Received
from casework.wechat.users import Opening
from gateway.chat.hub import Hub
from gateway.ops.logs import place_of
from gateway.wechat.arrival import DEEDS, MESSAGES, SUCCESS, Arrival, Passive
from gateway.wechat.closing import Closing
from gateway.wechat.reading import is_event
from gateway.wechat.refusing import Refused

log = structlog.get_logger("gateway.wechat")
_LOOK: Final = 0.1  # seconds between looks at what another request is doing


class Answers(Protocol):
    """What makes of an arrival what is to be said (gateway.wechat.answering)."""

    async def answer(self, arrival: Arrival) -> Passive:
        """Store it and answer it; the same arrival again changes nothing."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds since the request came. The platform waits 5, then it closes and tries again."""

    window: float = 4.0
    # What closing may take; so long nobody else answers or pushes.
    grace: float = 0.5
    # Without an answer the platform is let go by itself: then it tries again.
    hold: float = 5.5
    # How long a finished answer waits for the next try, and unfinished ones at the end for themselves.
    kept: float = 60.0
    parting: float = 5.0
    # Between attempts at what was acknowledged already.
    pauses: tuple[float, ...] = (1.0, 5.0, 25.0)


class Callback:
    """One of a gateway; the work for a message is a task of its own that outlives its request."""

    def __init__(
        self, database: Database, cipher: Cipher, app_id: str, answers: Answers, closing: Closing,
        hub: Hub, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database, self._cipher, self._app_id = database, cipher, app_id
        self._answers, self._closing, self._hub, self._clock = answers, closing, hub, clock
        self._working: dict[str, asyncio.Task[Passive]] = {}
        # Acknowledged before they were answered.
        self._promised: set[str] = set()
        self.times = Times()

    async def answer(self, arrival: Arrival, started: float, signature: str = "") -> Passive | None:
        """What to say; None when the platform shall try again. Refused: replayed.

        ``started``: the monotonic second in which the request came.
        """
        if arrival.kind == "other" and is_event(arrival.detail):
            return SUCCESS
        try:
            return await self._answered(arrival, started, signature)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 - whatever broke, the platform shall try again
            log.error("wechat_callback", error=place_of(error))
            return await self._hold(started)

    async def _answered(self, arrival: Arrival, started: float, signature: str) -> Passive | None:
        received = await self._received(arrival, signature)
        letter: Letter | None = received.letter if received.mine else await self._others(arrival.key, started)
        if letter is None:
            return SUCCESS if self._closing.push else await self._hold(started)
        if letter.closed_at is not None:
            return self._closing.again(letter)
        return await self._mine(arrival, letter, started)

    async def close(self) -> None:
        """Let what is being answered come to its end, for a while."""
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=self.times.parting)
            for task in late:
                task.cancel()

    async def _received(self, arrival: Arrival, signature: str) -> Received:
        now = self._clock()

        def work(session: Session) -> Received:
            if signature and not signatures.use(session, signature, arrival.key, now):
                raise Refused("replayed")
            return inbox.receive(
                session, self._cipher, self._app_id, arrival.openid, arrival.key, arrival.kind, now,
                self._until(now), _opening(arrival),
            )  # fmt: skip

        received = await self._database.write(work)
        if inbox.replayed(received, now):
            raise Refused("replayed")
        return received

    async def _others(self, key: str, started: float) -> Letter | None:
        """Wait for the request that has it, and take its place where that one is gone; None: no time left."""
        while time.monotonic() < started + self.times.window:
            letter = await self._database.read(lambda session: inbox.look(session, key))
            if letter.closed_at is not None:
                return letter
            if letter.window_until <= self._clock() and (taken := await self._take(key)):
                return taken
            await asyncio.sleep(_LOOK)
        return None

    async def _take(self, key: str) -> Letter | None:
        now = self._clock()
        until = self._until(now)
        return await self._database.write(lambda session: inbox.take(session, key, now, until))

    async def _mine(self, arrival: Arrival, letter: Letter, started: float) -> Passive | None:
        task = self._task(arrival)
        left = started + self.times.window - time.monotonic()
        await asyncio.wait({task}, timeout=max(left, 0))
        if task.done() and (task.cancelled() or task.exception() is not None):
            return await self._failed(letter, task, started)
        if not task.done() and not self._closing.push and letter.tries < inbox.TRIES:
            return await self._hold(started)
        said = task.result() if task.done() else None
        if said is None:
            self._promised.add(arrival.key)
        closed = await self._database.write(
            lambda session: self._closing.close(session, letter, said, lambda: self._late(started))
        )
        if closed is None:
            return await self._hold(started)
        if said is not None:
            self._forget(arrival.key, task)
        if closed.waits:
            # What was stored while the window was open was left to this answer.
            self._hub.wake(closed.waits)
        return closed.said

    def _task(self, arrival: Arrival) -> asyncio.Task[Passive]:
        """The work for this message; one for all tries that come in here."""
        known = self._working.get(arrival.key)
        if known is None:
            known = self._working[arrival.key] = asyncio.create_task(self._work(arrival))
            known.add_done_callback(lambda task: self._let_go(arrival.key, task))
        return known

    async def _work(self, arrival: Arrival) -> Passive:
        """What fails is left to the next try; where none comes any more it is tried again here."""
        for pause in self.times.pauses:
            try:
                return await self._answers.answer(arrival)
            except Exception as error:
                log.error("wechat_answer", error=place_of(error))
                if arrival.key not in self._promised:
                    raise
            await asyncio.sleep(pause)
        return await self._answers.answer(arrival)

    def _let_go(self, key: str, task: asyncio.Task[Passive]) -> None:
        self._promised.discard(key)
        if task.cancelled() or task.exception() is not None:
            self._forget(key, task)
        asyncio.get_running_loop().call_later(self.times.kept, self._forget, key, task)

    def _forget(self, key: str, task: asyncio.Task[Passive]) -> None:
        if self._working.get(key) is task:
            del self._working[key]

    async def _failed(self, letter: Letter, task: asyncio.Task[Passive], started: float) -> Passive | None:
        """Whoever gets the next try begins anew; without one the platform says that something is wrong."""
        self._forget(letter.key, task)
        now = self._clock()
        await self._database.write(lambda session: inbox.release(session, letter.key, now))
        return await self._hold(started) if letter.tries < inbox.TRIES else None

    async def _hold(self, started: float) -> Passive | None:
        await asyncio.sleep(max(started + self.times.hold - time.monotonic(), 0))
        return None

    def _late(self, started: float) -> bool:
        return time.monotonic() > started + self.times.window + self.times.grace

    def _until(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.times.window + self.times.grace)


def _opening(arrival: Arrival) -> Opening | None:
    if arrival.kind in MESSAGES or arrival.kind == "other":
        return "message"
    return "event" if arrival.kind in DEEDS else None
