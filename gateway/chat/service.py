"""The customer's side of a conversation: every face (API, page, WeChat) goes through ``app.state.chat``.

Failures are ``gateway.errors.Problem``: a status, a title and a sentence the customer can read.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.text import Mode, Region, Script
from casework.conversations import service as conversations
from casework.conversations.deletion import delete as delete_conversation
from casework.conversations.types import Conversation
from casework.db import Database
from casework.deliveries import service as deliveries
from casework.errors import NotFoundError, TransitionError, ValueRefusedError
from casework.events import service as events
from casework.feedback import service as feedback
from casework.feedback.types import Rating
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Pending
from casework.statuses import Channel
from gateway.chat.engine import EngineClient
from gateway.chat.hub import Hub
from gateway.chat.intake import incoming
from gateway.chat.items import item_of, public_event, rated, replies_of
from gateway.chat.places import Place
from gateway.chat.records import view_of
from gateway.chat.turns import Turns
from gateway.chat.types import Event, History, Outcome, Started, Turn, View
from gateway.chat.typing import LOOK, is_typing, stays, types
from gateway.chat.waiting import rung
from gateway.errors import Problem
from gateway.language import script_of
from gateway.security.tokens import Tokens

T = TypeVar("T")
_POLL = 5.0  # seconds between looks when no wake-up comes
_PAGE = 200


class ChatService:
    """Start, send, read, hand over, change and delete; stores before it acts."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        engine: EngineClient,
        hub: Hub,
        tokens: Tokens,
        limit: Callable[[str], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._turns, self._engine, self._hub = database, turns, engine, hub
        self._tokens, self._limit, self._clock = tokens, limit, clock
        self._store, self._speaker, self._codes = turns.store, turns.speaker, turns.codes

    async def start(
        self,
        channel: Channel = "web",
        script: Script | None = None,
        region: Region | None = None,
        mode: Mode = "standard",
        hint: Script | None = None,
    ) -> Started:
        """Open a conversation; without ``script`` it follows the customer, beginning with ``hint``."""
        now = self._clock()
        begins = script or hint or script_of(region)
        found = await self._database.write(
            lambda session: conversations.create(
                session, channel, begins, region, mode, now,
                script_pinned=script is not None, region_pinned=region is not None,
            )
        )  # fmt: skip
        return Started(found.id, self._tokens.make(found.id), view_of(found))

    def open(self, token: str) -> str:
        """The conversation id in a signed token; Problem 401 when forged or expired."""
        conversation_id = self._tokens.open(token)
        if conversation_id is None:
            raise Problem(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})
        return conversation_id

    async def view(self, conversation_id: str) -> View:
        """Script, region, mode and owner now; Problem 404 when unknown or deleted."""
        return view_of(await self._read(lambda session: conversations.get(session, conversation_id)))

    async def send(
        self, conversation_id: str, client_message_id: str, text: str, *, trusted: bool = False
    ) -> Turn:
        """Store one message and answer it. Repeating a ``client_message_id`` returns the first answer.

        Problem 413 over 2,000 characters, 422 when empty, 429 too fast (unless ``trusted``), 404 unknown.
        """
        try:
            new = incoming(conversation_id, client_message_id, text)
            if not trusted:
                await self._limit(conversation_id)
            self.typing(conversation_id, on=False)
            return await self._turns.send(new)
        except NotFoundError:
            raise Problem(404, "not_found") from None
        except Problem as problem:
            view = await self.view(conversation_id)
            raise problem.speak(view.script, view.region, view.mode) from None

    async def history(self, conversation_id: str, after: str | None = None, limit: int = _PAGE) -> History:
        """Messages and replies after the item id ``after`` (None: from the beginning)."""
        if after is not None and not (after.isdecimal() and len(after) < 19):
            raise Problem(422, "invalid", fields=["after"])

        def work(session: Session) -> History:
            conversations.get(session, conversation_id)
            found = messages.history(session, conversation_id, int(after or 0), limit + 1)
            ratings = feedback.of(session, conversation_id)
            items = [rated(item_of(message, self._codes), ratings) for message in found[:limit]]
            return History(items, events.last(session, conversation_id), len(found) > limit)

        history = await self._read(work)
        waiting = await self._read(lambda session: deliveries.any_open(session, conversation_id))
        if waiting and history.items:
            await self._seen(conversation_id, int(history.items[-1]["id"]))
        return history

    async def events(self, conversation_id: str, after: int = 0) -> AsyncIterator[Event]:
        """Live events with id > ``after``, without loss or repeat; ends when the chat is deleted.

        ``typing`` says whether an agent is writing, ``queue`` where who waits stands, when that has
        changed; they have the id of the last event, for nothing is stored.
        """
        typing = False
        known: Place | None = None
        with self._hub.listen(conversation_id) as bell:
            while True:
                stays(self._hub, conversation_id)
                now = self._clock()
                batch, shown = await self._database.read(
                    lambda session, after=after, now=now: (  # type: ignore[misc]
                        events.after(session, conversation_id, after, _PAGE),
                        deliveries.shown(session, conversation_id, after, now),
                    )
                )
                if shown is not None:
                    await self._seen(conversation_id, shown)
                for fact in batch:
                    after = fact.id
                    event = public_event(fact, self._codes)
                    if event is not None:
                        yield event
                    if fact.type == "deleted":
                        return
                if typing != (typing := is_typing(self._hub, conversation_id, "agent")):
                    yield Event(after, "typing", {"typing": typing})
                if len(batch) < _PAGE:
                    place = await self.place(conversation_id)
                    if place is not None and place != known:
                        yield Event(after, "queue", {"ahead": place.ahead, "absent": place.absent})
                    known = place
                    await rung(bell, LOOK if typing else _POLL)

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """The customer is writing, or has stopped; staff who look at the conversation are told."""
        types(self._hub, conversation_id, "customer", on=on)

    async def place(self, conversation_id: str) -> Place | None:
        """Where they stand in the queue now; None when they do not wait."""
        now = self._clock()
        return await self._database.read(lambda s: self._store.humans.places.of(s, conversation_id, now))

    async def request_handoff(self, conversation_id: str, reason: str = "customer") -> Outcome:
        """Queue the conversation for a human; asking twice changes nothing."""
        view, now = await self.view(conversation_id), self._clock()
        outcome, said = await self._write(lambda s: self._store.humans.request(s, view, reason, now))
        self._hub.wake(conversation_id)
        return Outcome(replies_of([said], self._codes), outcome.owner, view.script, outcome.position)

    async def leave_handoff(self, conversation_id: str) -> Outcome:
        """The customer leaves the queue: the bot answers again. Problem 409 while an agent is on it."""
        view, now = await self.view(conversation_id), self._clock()
        try:
            outcome, said = await self._write(lambda s: self._store.humans.leave(s, view, now))
        except TransitionError:
            raise Problem(409, "agent_busy").speak(view.script, view.region, view.mode) from None
        self._hub.wake(conversation_id)
        return Outcome(replies_of([said] if said else [], self._codes), outcome.owner, view.script)

    async def rate(self, conversation_id: str, message_id: str, rating: Rating | None) -> None:
        """Keep what the customer says of an answer; None takes it back. Problem 404, 422 when it is none."""
        now = self._clock()
        if not (message_id.isdecimal() and len(message_id) < 19):
            raise Problem(404, "not_found")
        try:
            await self._write(lambda s: feedback.rate(s, conversation_id, int(message_id), rating, now))
        except ValueRefusedError as wrong:
            raise Problem(422, "invalid", fields=[wrong.field]) from None

    async def update(
        self,
        conversation_id: str,
        script: Script | None = None,
        region: Region | None = None,
        mode: Mode | None = None,
        follow_script: bool = False,
    ) -> View:
        """Pin a script (``follow_script`` unpins it), set region or mode; None leaves a value as it is."""
        now = self._clock()
        pinned = True if script else (False if follow_script else None)

        def work(session: Session) -> Conversation:
            found = conversations.update(
                session, conversation_id, now, script=script, script_pinned=pinned, region=region,
                region_pinned=True if region else None, mode=mode,
            )  # fmt: skip
            if mode == "large":
                handoffs.favour(session, conversation_id)
            return found

        changed = await self._write(work)
        self._hub.wake(conversation_id)
        return view_of(changed)

    async def delete(self, conversation_id: str) -> str:
        """Delete the chat; returns the sentence to show (filed complaints stay)."""
        view, now = await self.view(conversation_id), self._clock()
        await self._write(lambda session: delete_conversation(session, conversation_id, now))
        self._hub.wake(conversation_id)
        await self._engine.forget(conversation_id)
        return self._speaker.say("deleted", view)

    async def unanswered(self, age: timedelta) -> tuple[Pending, ...]:
        """Messages left behind by a killed process."""
        now = self._clock()
        return await self._database.read(lambda session: messages.unanswered(session, now, age))

    async def heal(self, conversation_id: str, message_id: int) -> bool:
        """Answer one of them; False when somebody else does."""
        return await self._turns.heal(conversation_id, message_id)

    async def engine_ready(self) -> bool:
        """True when the engine would answer."""
        return await self._engine.ready()

    async def _seen(self, conversation_id: str, last_id: int) -> None:
        """The page has it: no other channel need carry it to a customer who is there."""
        now = self._clock()
        if await self._database.write(lambda s: deliveries.seen(s, conversation_id, last_id, now)):
            self._hub.wake(conversation_id)

    async def _read(self, work: Callable[[Session], T]) -> T:
        try:
            return await self._database.read(work)
        except NotFoundError:
            raise Problem(404, "not_found") from None

    async def _write(self, work: Callable[[Session], T]) -> T:
        try:
            return await self._database.write(work)
        except NotFoundError:
            raise Problem(404, "not_found") from None
