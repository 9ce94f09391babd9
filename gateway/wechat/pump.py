"""Pushes what stands open for WeChat customers, in order, once; several gateways may pump."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Final

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.deliveries import pushing
from casework.deliveries.pushing import Outcome, Push, Text
from casework.deliveries.types import Carried, Owed
from casework.vault.cipher import Cipher, SealError
from casework.wechat import users
from gateway.chat.hub import Hub
from gateway.chat.waiting import rung
from gateway.ops.logs import hashed, place_of
from gateway.ops.metrics import Metrics
from gateway.wechat.breaker import Breaker
from gateway.wechat.calling import Kind
from gateway.wechat.composing import Composer
from gateway.wechat.platform import Platform, PlatformError

log = structlog.get_logger("gateway.wechat")
_EVERY: Final = 2.0  # seconds between looks when no wake-up comes
_GAP: Final = 0.05  # seconds at least, so that a busy day is not a flood of looks
_AT_ONCE: Final = 8
_PARTING: Final = 5.0  # seconds for what is on its way when the gateway ends

# What a failure means for a push: see casework.deliveries.pushing.Outcome.
_OUTCOMES: Final[dict[Kind, Outcome]] = {
    "window": "window",
    "quota": "quota",
    "unfollowed": "unfollowed",
    "unauthorised": "unable",
    "unknown": "unknown",
    "large": "unknown",
    "refused": "refused",
}
# Told by the platform about this one customer: the platform itself works.
_WORKS: Final = frozenset({"window", "quota", "unfollowed", "unauthorised", "refused"})


class Pump:
    """`run` until cancelled; `authorised` is False once the platform says that this account may not push."""

    def __init__(
        self, database: Database, platform: Platform, composer: Composer, cipher: Cipher, hub: Hub,
        metrics: Metrics, clock: Callable[[], datetime], breaker: Breaker | None = None,
    ) -> None:  # fmt: skip
        self._database, self._platform, self._composer = database, platform, composer
        self._cipher, self._hub, self._metrics, self._clock = cipher, hub, metrics, clock
        self.breaker, self.authorised = breaker or Breaker(), True
        self._holder = secrets.token_hex(8)
        self._working: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Look and push at every wake-up, and every two seconds."""
        try:
            with self._hub.listen_to_all() as bell:
                while True:
                    try:
                        await self.look()
                    except Exception as error:  # noqa: BLE001 - work that fails must not end working
                        log.error("wechat_pump_failed", error=place_of(error))
                    await asyncio.sleep(_GAP)
                    await rung(bell, _EVERY)
        finally:
            await self.rest()

    async def works(self) -> bool:
        """Whether the last pushes could be made, for readiness."""
        return self.authorised and not self.breaker.open

    async def look(self) -> None:
        """Begin with every conversation that is due and that this process is not at already."""
        due = await self._database.read(lambda session: pushing.due(session, self._clock()))
        if not due or not self.breaker.allows():
            return
        most = 1 if self.breaker.open else _AT_ONCE
        for conversation_id in due:
            if len(self._working) >= most:
                return
            if conversation_id not in self._working:
                self._start(conversation_id)

    async def rest(self) -> None:
        """Wait for what is on its way, for a while."""
        if self._working:
            _, late = await asyncio.wait(tuple(self._working.values()), timeout=_PARTING)
            for task in late:
                task.cancel()

    def _start(self, conversation_id: str) -> None:
        task = asyncio.create_task(self._work(conversation_id))
        self._working[conversation_id] = task
        task.add_done_callback(lambda _: self._working.pop(conversation_id, None))

    async def _work(self, conversation_id: str) -> None:
        try:
            while await self._one(conversation_id) and not self.breaker.open:
                pass
        except Exception as error:  # noqa: BLE001 - one customer's trouble is not another's
            log.error("wechat_push_failed", conversation=hashed(conversation_id), error=place_of(error))
            await self._database.write(lambda s: pushing.stumble(s, conversation_id, self._clock()))

    async def _one(self, conversation_id: str) -> bool:
        """One push; False when no other may follow now."""
        begin = partial(pushing.begin, conversation_id=conversation_id, holder=self._holder)
        push = await self._database.write(lambda s: begin(s, now=self._clock(), compose=self._compose))
        if push is None:
            return False
        outcome, slug = await self._sent(push)
        self._metrics.wechat_pushes.labels(outcome).inc()
        if outcome != "sent":
            log.warning("wechat_push", conversation=hashed(conversation_id), outcome=outcome, error=slug)
        await self._database.write(lambda s: pushing.end(s, push, outcome, slug, self._clock()))
        self._hub.wake(conversation_id)
        return outcome in ("sent", "refused")

    async def _sent(self, push: Push) -> tuple[Outcome, str]:
        try:
            openid = await self._database.read(lambda s: users.openid_of(s, self._cipher, push.user_id))
            await self._platform.send_text(openid, push.text.text)
        except SealError:
            return "refused", "sealed"
        except PlatformError as error:
            (self.breaker.worked if error.kind in _WORKS else self.breaker.failed)()
            self.authorised = self.authorised and error.kind != "unauthorised"
            return _OUTCOMES.get(error.kind, "later"), error.slug
        self.breaker.worked()
        self.authorised = True
        return "sent", ""

    def _compose(self, session: Session, owed: Sequence[Owed], last: bool) -> Text:
        """What one speaker said in a row, as much as fits; all speakers when no other push may follow."""
        sender = owed[0].message.sender
        run = owed if last else tuple(takewhile(lambda one: one.message.sender == sender, owed))
        waiting = [(one.message, one.delivery.parts) for one in run]
        fitted = self._composer.fit(session, waiting, self._clock(), more=last)
        ids = {one.message.id: one.delivery.id for one in run}
        carried = [Carried(ids[message]) for message in fitted.whole]
        if fitted.part is not None:
            carried.append(Carried(ids[fitted.part[0]], fitted.part[1], whole=False))
        return Text(fitted.text, tuple(carried), fitted.choices)
