"""From an arrival to what is said: everything stored, nothing twice; how it gets there is not decided here.

When `answer` returns, what was said stands in `deliveries`; it has no time limit of its own and may run on
after the platform's request is over. The same arrival again stores nothing anew.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

import structlog
from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.db import Database
from casework.deliveries import rows
from casework.deliveries import service as deliveries
from casework.errors import DeletedError, NotFoundError
from casework.messages import turns
from casework.messages.types import Message
from casework.vault.cipher import Cipher
from casework.wechat import inbox, users
from casework.wechat.users import User
from gateway.chat.choices import MOST, number, pick
from gateway.chat.hub import Hub
from gateway.chat.intake import incoming
from gateway.chat.records import CALLBACK, view_of
from gateway.chat.service import ChatService
from gateway.chat.types import View
from gateway.chat.waiting import rung
from gateway.errors import Problem
from gateway.language import script_of
from gateway.wechat import menu
from gateway.wechat.arrival import SUCCESS, Arrival, Passive
from gateway.wechat.choices import wordless
from gateway.wechat.composing import Composer
from gateway.wechat.deeds import SPOKEN, Deeds
from gateway.wechat.saying import Sayings
from knowledge import Knowledge
from xiaobao.settings import Settings

log = structlog.get_logger("gateway.wechat")
_LONGEST_SAID: Final = 300  # characters of a place's or a link's name
_PATIENCE: Final = 20.0  # seconds; longer than any engine
# Notices about waiting for a human of ours.
_PLACES: Final = ("queued", "waiting", "standing", "closed_", "still_closed_")
_MEDIA: Final = {"image": "image", "voice": "voice", "video": "video", "shortvideo": "video"}


class Wanting(Protocol):
    """Note a picture, recording or video to be fetched for the agent (casework.wechat.media)."""

    def __call__(
        self, session: Session, arrival: Arrival, conversation_id: str, message_id: int, now: datetime
    ) -> None:
        """In the transaction that stores the message."""
        ...


class Answering:
    """The customer's side of WeChat, on the same chat service as the page."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        cipher: Cipher,
        chat: ChatService,
        hub: Hub,
        knowledge: Knowledge,
        composer: Composer,
        clock: Callable[[], datetime],
        want: Wanting,
    ) -> None:
        self._settings, self._database, self._cipher = settings, database, cipher
        self._chat, self._hub, self._knowledge, self._clock = chat, hub, knowledge, clock
        self._want = want
        self._sayings = Sayings(knowledge, composer)
        self._deeds = Deeds(database, chat, self._sayings, composer.links, hub, clock)

    @staticmethod
    def made(state: Any, want: Wanting) -> "Answering":
        """That of an application whose chat service and composer (`app.state.wechat_composer`) are there."""
        return Answering(
            state.settings, state.database, state.cipher, state.chat, state.hub, state.knowledge,
            state.wechat_composer, state.clock, want,
        )  # fmt: skip

    async def answer(self, arrival: Arrival) -> Passive:
        """Store it and everything that is said to it; a text only where nothing could be stored."""
        if arrival.kind == "unsubscribe":
            await self._database.write(lambda session: self._left(session, arrival))
            return SUCCESS
        if arrival.kind == "view" or _unknown_event(arrival):
            return SUCCESS
        user, view = await self._database.write(lambda session: self._arrive(session, arrival))
        try:
            await self._heard(arrival, user, view)
        except Problem as problem:
            return self._refused(problem, view)
        return await self._passive(view)

    def _left(self, session: Session, arrival: Arrival) -> None:
        """The conversation stays; an account nobody follows gets no push."""
        now = self._clock()
        user = users.seen(session, self._cipher, self._settings.wechat_app_id, arrival.openid, now)
        users.left(session, user.id, now)

    def _arrive(self, session: Session, arrival: Arrival) -> tuple[User, View]:
        """The follower and their conversation, a new one where there is none or it was deleted."""
        now, settings = self._clock(), self._settings
        user = users.seen(session, self._cipher, settings.wechat_app_id, arrival.openid, now)
        found = _conversation(session, user)
        if found is None:
            script = script_of(settings.bank_region)
            found = conversations.create(session, "wechat", script, None, "standard", now)
            user = users.join(session, user.id, found.id, now)
        return user, view_of(found)

    async def _heard(self, arrival: Arrival, user: User, view: View) -> None:
        mark, text = inbox.mark(arrival.key), arrival.text.strip()
        match arrival.kind:
            case "subscribe":
                begins = text in menu.deeds()
                await self._deeds.welcome(view, f"~{mark}-welcome", text, begins=begins)
                await self._do(view, mark, text)
            case "scan" if text not in menu.deeds():
                await self._deeds.welcome(view, f"~{mark}-welcome", text)
            case "scan" | "click":
                await self._do(view, mark, text)
            case "text":
                await self._said(user, view, mark, text)
            case "voice" if text:
                await self._said(user, view, mark, text)
            case _:
                await self._kept(arrival, view, mark, text)

    async def _said(self, user: User, view: View, mark: str, text: str) -> None:
        """Words: a number of the choices, one of our words, or whatever the engine makes of it."""
        if self._sayings.continues(text) and await self._continues(user, view):
            return
        choices = () if view.owner == "agent" else tuple(user.choices or ())
        chosen = pick(text, choices)
        # Without choices too: the engine would guess what a bare number means. "3号" may be a date.
        offers = bool(choices) or (view.owner == "bot" and text.isnumeric())
        missed = chosen is None and offers and MOST >= (number(text) or 0) > len(choices)
        if missed and await self._expects_nothing(view):
            await self._deeds.keep(view, mark, text, ["no_such_choice"])
            return
        said = chosen or text
        word = self._sayings.heard(said)
        if word:
            await self._worded(view, mark, said, word)
            return
        if wordless(said) and await self._expects_nothing(view):
            await self._deeds.keep(view, mark, said, ["wordless"])
            return
        await self._send(view, mark, said)

    async def _send(self, view: View, mark: str, text: str) -> None:
        try:
            turn = await self._chat.send(view.id, mark, text)
        except Problem as problem:
            # It was stored by an earlier try, when the number meant something else.
            if problem.key != "reused_id":
                raise
            return
        if not turn.replies and turn.owner == "bot" and not turn.pending:
            await self._deeds.tell(view, f"~{mark}", ["wordless"])

    async def _worded(self, view: View, mark: str, said: str, word: str) -> None:
        """One of our own words, kept in the chat like every other."""
        await self._deeds.keep(view, mark, said, [])
        await self._do(view, mark, word)

    async def _do(self, view: View, mark: str, key: str) -> None:
        own = f"~{mark}-{key}"
        if key in SPOKEN:
            await self._send(view, mark, self._sayings.say(view, f"say_{key}"))
        elif key == "human":
            await self._deeds.human(view)
        elif key in ("large", "standard"):
            await self._deeds.mode(view, own, "large" if key == "large" else "standard")
        elif key in ("page", "attach"):
            await self._deeds.page(view, own, "chat" if key == "page" else "complaints")

    async def _kept(self, arrival: Arrival, view: View, mark: str, text: str) -> None:
        """A picture, a place, a link: clear words, and all of it kept for the agent."""
        kind = _MEDIA.get(arrival.kind, arrival.kind if arrival.kind in ("location", "link") else "other")
        said = incoming(view.id, mark, text[:_LONGEST_SAID]).text if text else ""
        shown = self._sayings.say(view, f"kept_{kind}", said=said)
        key = "kept_for_human" if view.owner == "queue" and kind != "other" else kind
        if key == "image" and view.owner == "bot" and not await self._expects_nothing(view):
            key = "image_complaint"
        if arrival.media_id and key != "voice" and not self._fetches:
            key = "unkept"
        # Who cannot type may be in the middle of it.
        warned = view.owner == "bot" and key not in ("location", "image_complaint")
        now = self._clock()

        def also(session: Session, message_id: int) -> None:
            if arrival.media_id and kind in _MEDIA.values():
                self._want(session, arrival, view.id, message_id, now)

        await self._deeds.keep(view, mark, shown, [key, "danger"] if warned else [key], also)

    @property
    def _fetches(self) -> bool:
        """Whether files can be had from the platform: only by accounts that may call it."""
        return self._settings.wechat_push and bool(self._settings.wechat_secret.get_secret_value())

    async def _continues(self, user: User, view: View) -> bool:
        """Whether they ask for what was left open; where it is pushed anyway, only if nothing is asked."""
        if not self._settings.wechat_push:
            return await self._continued(view)
        if user.choices or not await self._expects_nothing(view):
            return False
        return await self._database.read(lambda session: deliveries.any_open(session, view.id))

    async def _continued(self, view: View) -> bool:
        """Whether something is open to be carried now, or will be: then the message is no question."""
        until = time.monotonic() + _PATIENCE
        with self._hub.listen(view.id) as bell:
            while time.monotonic() < until:
                open_, busy = await self._database.read(lambda session: _standing(session, view.id))
                if open_ or not busy:
                    return open_
                await rung(bell, 0.5)
        return True

    async def _expects_nothing(self, view: View) -> bool:
        found = await self._database.read(lambda session: conversations.get(session, view.id))
        # A number to call back is asked for in passing.
        return found.expects in (None, CALLBACK)

    async def _passive(self, view: View) -> Passive:
        """Their own agents take over where the bank wants it so and nobody at the desk has."""
        if not self._settings.wechat_transfer:
            return SUCCESS
        if (await self._chat.view(view.id)).owner != "queue":
            return SUCCESS
        await self._database.write(lambda session: _withhold(session, view.id, self._clock()))
        return Passive(transfer=True)

    def _refused(self, problem: Problem, view: View) -> Passive:
        problem.speak(view.script, view.region, view.mode)
        return Passive(text=problem.sentence(self._knowledge))


def _conversation(session: Session, user: User) -> Conversation | None:
    if user.conversation_id is None:
        return None
    try:
        return conversations.get(session, user.conversation_id)
    except (DeletedError, NotFoundError):
        return None


def _standing(session: Session, conversation_id: str) -> tuple[bool, bool]:
    """Whether something is open to be carried, and whether the bot still owes an answer."""
    return deliveries.any_open(session, conversation_id), turns.owes(session, conversation_id)


def _withhold(session: Session, conversation_id: str, now: datetime) -> None:
    """Places in our queue are none in the platform's; what was answered is still said."""
    owed = deliveries.owed(session, conversation_id, now)
    told = [one.delivery.id for one in owed if _entry(one.message).startswith(_PLACES)]
    rows.change(session, told, state="dropped", done_at=now, **rows.FREE)


def _entry(message: Message) -> str:
    return str((message.payload or {}).get("entry") or "")


def _unknown_event(arrival: Arrival) -> bool:
    return arrival.kind == "other" and arrival.detail.get("MsgType") == "event"
