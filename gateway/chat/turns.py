"""One message from the door to its replies: stored first, answered in order, never silently dropped."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.fraud.answers import entry_for
from bot.fraud.distress import despairs
from bot.fraud.finding import Finding
from bot.fraud.telling import told
from bot.intake.whereabouts import whereabouts
from casework.db import Database
from casework.errors import NotFoundError
from casework.messages.types import Message
from gateway.chat.asides import Asides
from gateway.chat.asking import Draft, drafted, metadata, question
from gateway.chat.codes import Codes
from gateway.chat.engine import EngineClient, EngineDown
from gateway.chat.hub import Hub
from gateway.chat.items import replies_of, said_of
from gateway.chat.own_words import OwnWords
from gateway.chat.records import Aside, Incoming, Settled, Stored
from gateway.chat.replies import Speaker
from gateway.chat.screening import Screener, flagged
from gateway.chat.storing import Store
from gateway.chat.types import Reply, Turn, View
from gateway.chat.waiting import Waiting, rung
from gateway.ops.logs import hashed
from gateway.ops.metrics import Metrics

log = structlog.get_logger("gateway.turns")
_MOST_BUTTONS = 7  # besides the one for a human
_DISTRESS = "distress"


class Turns:
    """Accepts and answers; the database decides who answers, this process only wakes those who wait."""

    def __init__(
        self,
        database: Database,
        store: Store,
        screener: Screener,
        speaker: Speaker,
        engine: EngineClient,
        hub: Hub,
        metrics: Metrics,
        clock: Callable[[], datetime],
        patience: float,
    ) -> None:
        self._database, self._engine = database, engine
        self.store, self.speaker, self._screener = store, speaker, screener
        self._hub, self._metrics, self._clock = hub, metrics, clock
        self._patience = patience
        self.codes = Codes(store.cipher, speaker)
        self.own = OwnWords(speaker)
        self._waiting = Waiting()
        self._asides = Asides(engine, speaker)

    async def send(self, new: Incoming) -> Turn:
        """Store one message and answer it, or say who will."""
        now, heard = self._clock(), new
        new, view = await self._database.read(
            lambda session: (
                self.store.read_as_asked(session, heard),
                self.store.spoken_to(session, heard),
            )
        )
        screened = await self._screener.screen(new.conversation_id, new.text, now)
        new = replace(new, screened=screened)
        if view.owner == "queue":
            new = await self._beside(new, view, screened)
        stored = await self._database.write(lambda session: self.store.accept(session, new, now))
        accepted = stored.accepted
        if accepted.duplicate:
            said = accepted.message
            screened = await self._screener.screen(new.conversation_id, said.text, now, said.id)
        if not accepted.duplicate:
            self._hub.wake(new.conversation_id)
            self._metrics.messages.labels(stored.channel, accepted.owner).inc()
            for kind in new.secrets:
                self._metrics.masked.labels(kind).inc()
        return await self._finish(stored, screened, new.aside)

    async def _beside(self, new: Incoming, view: View, screened: Finding) -> Incoming:
        """With what is said besides that they wait, and where they say to be."""
        place = whereabouts(new.text, bare=view.region is None)
        view = replace(view, region=place or view.region)
        # 能追回吗 is a danger only with what was told before: a question for all that.
        if screened.urgent and not screened.story:
            return replace(new, place=place)
        said, alarmed = await self._database.read(lambda session: self.store.said_before(session, new))
        aside = await self._asides.of(new, view, said, screened, alarmed=alarmed)
        return replace(new, place=place, aside=aside)

    async def _finish(self, stored: Stored, screened: Finding, aside: Aside | None) -> Turn:
        stored = await self._wait(stored)
        accepted, view = stored.accepted, stored.view
        if accepted.turn:
            return await self._answer(stored, screened)
        replies = replies_of((*accepted.replies, *stored.notices), self.codes)
        open_ = accepted.message.state == "accepted"
        return Turn(
            said_of(accepted.message), replies, view.owner, view.script, accepted.duplicate,
            {**(aside.understood if aside and replies else {}), "alert": flagged(screened)}, pending=open_,
        )  # fmt: skip

    async def heal(self, conversation_id: str, message_id: int) -> bool:
        """Answer a message somebody left behind; False when somebody else is at it."""
        now = self._clock()
        try:
            stored = await self._database.write(
                lambda session: self.store.claim(session, conversation_id, message_id, now)
            )
        except NotFoundError:
            return False
        if not stored.accepted.turn:
            return False
        said = stored.accepted.message
        await self._answer(stored, await self._screener.screen(conversation_id, said.text, now, said.id))
        self._metrics.healed.inc()
        return True

    async def _wait(self, stored: Stored) -> Stored:
        until = time.monotonic() + self._patience
        message, personal = stored.accepted.message, stored.personal
        with self._waiting.on(message.id) as bell:
            while self._must_wait(stored) and time.monotonic() < until:
                await rung(bell, self._waiting.every)
                now = self._clock()
                stored = await self._database.write(
                    lambda session, now=now: self.store.claim(  # type: ignore[misc]
                        session, message.conversation_id, message.id, now
                    )
                )
        # Those of the message itself are surer than those found again by how they are shown.
        return replace(stored, personal=personal) if personal else stored

    @staticmethod
    def _must_wait(stored: Stored) -> bool:
        return stored.accepted.message.state == "accepted" and not stored.accepted.turn

    async def _answer(self, stored: Stored, screened: Finding) -> Turn:
        view, message = stored.view, stored.accepted.message
        draft = await self._draft(view, message, screened, stored.personal)
        if despairs(message.text):
            draft = self._comforting(draft, view)
        if message.masked:
            draft.replies.extend(self.speaker.masked(view, message.text))
        now = self._clock()
        settled = await self._database.write(
            lambda session: self.store.answer(session, view, message.id, draft, now)
        )
        self._tell(message, settled)
        replies = replies_of(settled.answered.replies, self.codes)
        now_view, duplicate = settled.view, stored.accepted.duplicate
        return Turn(said_of(message), replies, now_view.owner, now_view.script, duplicate, draft.understood)

    async def _draft(
        self, view: View, message: Message, screened: Finding, personal: tuple[dict[str, str], ...]
    ) -> Draft:
        asked = question(message.text)
        if not asked:
            return Draft([])
        if self.own.may_be(message.text):
            own = await self._database.read(lambda session: self.own.words(session, view, message))
            if own:
                return Draft([own])
        started = time.perf_counter()
        try:
            known = metadata(view, screened, message.id, personal)
            if titled := self.speaker.titled(asked):
                known |= {"title_of": titled}
            answer = await self._engine.ask(view.id, asked, known)
        except EngineDown as down:
            return self._fallback(view, screened, down.reason)
        finally:
            self._metrics.engine.observe(time.perf_counter() - started)
        try:
            return self._offering(drafted(answer, view, screened), view)
        except (TypeError, ValueError, KeyError, AttributeError):
            # Asked again it would say the same: the customer must not wait for ever.
            return self._fallback(view, screened, "malformed")

    def _offering(self, draft: Draft, view: View) -> Draft:
        """A human is one tap away for the elderly, with every answer."""
        if not view.elder or draft.human or not draft.replies:
            return draft
        last, title = draft.replies[-1], self.speaker.say("button_human", view)
        if all(button["value"] != title for button in last["buttons"]):
            last["buttons"] = [*last["buttons"][:_MOST_BUTTONS], {"title": title, "value": title}]
        return draft

    def _comforting(self, draft: Draft, view: View) -> Draft:
        """Whoever may take their life gets the reviewed answer, with or without the engine, and a human."""
        said = any(reply.get("entry") == _DISTRESS for reply in draft.replies)
        first = [] if said else self._reviewed(_DISTRESS, view)
        human = draft.human if draft.human == "fraud" else _DISTRESS
        return replace(draft, replies=[*first, *draft.replies], human=human, urgency="critical")

    def _fallback(self, view: View, screened: Finding, reason: str) -> Draft:
        self._metrics.fallbacks.labels(reason).inc()
        log.warning("fallback", reason=reason, conversation=hashed(view.id))
        reply = self.speaker.notice("fallback", view, buttons=("leave",), emergency=True)
        understood = {"alert": flagged(screened)}
        if not screened.urgent:
            return Draft([reply], human="engine_unavailable", understood=understood)
        steps = self._steps(view, screened)
        return Draft([*steps, reply], "engine_unavailable", understood=understood, urgency=screened.severity)

    def _steps(self, view: View, screened: Finding) -> list[Reply]:
        """The emergency's reviewed steps."""
        entry = entry_for(told(screened))
        return self._reviewed(entry, view) if entry else []

    def _reviewed(self, entry: str, view: View) -> list[Reply]:
        """A reviewed entry; without it the notice and the human must still come."""
        try:
            return [self.speaker.answer(entry, view)]
        except Exception as error:  # noqa: BLE001 - nothing may cost the customer the human
            log.error("steps_failed", error=type(error).__name__)
            return []

    def _tell(self, message: Message, settled: Settled) -> None:
        answered = settled.answered
        self._waiting.ring(answered.message_id, answered.next_id)
        self._hub.wake(message.conversation_id)
        if answered.dropped:
            self._metrics.dropped.inc()
        for reply in answered.replies:
            entry: Any = (reply.payload or {}).get("entry") or ""
            self._metrics.replies.labels(reply.sender, reply.kind, entry).inc()
