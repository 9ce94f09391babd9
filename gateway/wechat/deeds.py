"""What a button of the menu, a scanned scene or a word of ours does; each in one transaction, once a key."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.text import Mode
from casework.db import Database
from casework.messages import service as messages
from gateway.chat.hub import Hub
from gateway.chat.service import ChatService
from gateway.chat.types import View
from gateway.wechat.passes import Links, Target
from gateway.wechat.saying import WELCOMES, Sayings

# Deeds whose key is a sentence say_<key> that the customer says by it.
SPOKEN = frozenset({"scammed", "is_scam", "scams", "complain", "status", "resume", "rights"})


class Deeds:
    """Everything that needs no understanding: the welcome, large text, the page, a human."""

    def __init__(
        self,
        database: Database,
        chat: ChatService,
        sayings: Sayings,
        links: Links,
        hub: Hub,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._chat, self._sayings = database, chat, sayings
        self._links, self._hub, self._clock = links, hub, clock

    async def welcome(self, view: View, mark: str, scene: str, *, begins: bool = False) -> None:
        """Who we are, with choices; who is with a human is only told so. ``begins``: more follows at once."""
        if view.owner != "bot":
            return await self.tell(view, mark, [f"back_{view.owner}"], scene=scene)
        keys = ["welcome", "danger", "welcome_kept_page" if self._links.there else "welcome_kept"]
        choices = () if begins else WELCOMES
        return await self.tell(view, mark, keys, choices, scene=scene)

    async def human(self, view: View) -> None:
        """Queue, or say where they stand."""
        await self._chat.request_handoff(view.id)

    async def mode(self, view: View, mark: str, mode: Mode) -> None:
        """Plain short answers, or the usual ones; for really large letters there is the page."""
        await self._chat.update(view.id, mode=mode)
        view = await self._chat.view(view.id)
        large = mode == "large" and self._links.there
        keys = ["large", "large_page"] if large else ["large" if mode == "large" else "standard"]
        await self.tell(view, mark, keys, link="chat" if large else "")

    async def page(self, view: View, mark: str, target: Target = "chat") -> None:
        """A link that opens this conversation on the page."""
        if not self._links.there:
            return await self.tell(view, mark, ["no_page"])
        key = "page" if target == "chat" else "page_complaints"
        return await self.tell(view, mark, [key], link=target)

    async def tell(
        self, view: View, mark: str, keys: list[str], choices: tuple[str, ...] = (), **payload: Any
    ) -> None:
        """Say sentences of ours; ``payload``: a ``link`` to put in, the ``scene`` that led here."""
        reply, now = self._sayings.notice(view, keys, choices), self._clock()
        await self._store(view, lambda s: self._sayings.post(s, view, mark, reply, now, **payload))

    async def keep(
        self,
        view: View,
        mark: str,
        text: str,
        keys: list[str],
        also: Callable[[Session, int], None] = lambda _, __: None,
    ) -> None:
        """Store what the customer sent, and what is said to it unless an agent is there to answer.

        ``also``: what else belongs to the message's id, in the same transaction.
        """
        now = self._clock()

        def work(session: Session) -> None:
            kept, new = messages.keep(session, view.id, mark, text, now)
            if new:
                also(session, kept.id)
            if keys and (kept.state == "answered" or view.owner == "queue"):
                reply = self._sayings.notice(view, keys)
                self._sayings.post(session, view, f"~{mark}", reply, now)

        await self._store(view, work)

    async def _store(self, view: View, work: Callable[[Session], Any]) -> None:
        await self._database.write(work)
        self._hub.wake(view.id)
