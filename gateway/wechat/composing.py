"""What stands open for a WeChat customer as texts the platform takes: for its own request, and for pushes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.text import convert_characters
from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.messages.types import Message
from gateway.chat.choices import Choice
from gateway.chat.codes import Codes
from gateway.chat.items import reply_of
from gateway.chat.types import View
from gateway.wechat.passes import Links
from gateway.wechat.texts import LIMIT, Say, Spoken, render, size, split
from knowledge import Knowledge

# A message and how many parts of it are there already.
Waiting = tuple[Message, int]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One text: ids of the messages wholly in it, or the first one's parts that are there after it.

    ``left``: something is still open. ``choices`` to be remembered with it; None: what a number answered
    before, it answers still; (): it answers nothing any more.
    """

    text: str = ""
    whole: tuple[int, ...] = ()
    part: tuple[int, int] | None = None
    choices: tuple[Choice, ...] | None = None
    left: bool = False


class Composer:
    """Renders stored messages in the script, region and mode their conversation has now."""

    def __init__(self, knowledge: Knowledge, codes: Codes, links: Links) -> None:
        self._knowledge, self._codes, self.links = knowledge, codes, links

    def fit(
        self, session: Session, waiting: Sequence[Waiting], now: datetime, *, more: bool = False
    ) -> Fitted:
        """As much as one text takes, oldest first; with ``more`` it says how to get what is left."""
        if not waiting:
            return Fitted()
        found = conversations.get(session, waiting[0][0].conversation_id)
        suffix = "\n" + self.say(found, "more")
        for most in range(len(waiting), 0, -1):
            if any(done for _, done in waiting[:most]):
                continue
            messages, left = [message for message, _ in waiting[:most]], most < len(waiting)
            last = not any(_offers(message) for message, _ in waiting[most:])
            spoken = self._spoken(session, found, messages, now, last=last)
            text = spoken.text + suffix * (more and left)
            if size(text) <= LIMIT:
                return _whole(text, messages, spoken, left=left, asks=more and left)
        return self._part(session, found, waiting, suffix, now, more=more)

    def say(self, found: Conversation | View, key: str, **values: object) -> str:
        """One sentence of knowledge/sentences/wechat.yml."""
        return self._knowledge.say(f"wechat.{key}", found.script, found.region, found.mode, **values)

    def _part(
        self,
        session: Session,
        found: Conversation,
        waiting: Sequence[Waiting],
        suffix: str,
        now: datetime,
        *,
        more: bool,
    ) -> Fitted:
        """The next part of the first message; cut alike with and without the suffix: parts are counted."""
        message, done = waiting[0]
        spoken = self._spoken(session, found, [message], now)
        cut = split(spoken.text, LIMIT - size(suffix))
        text, there = cut[min(done, len(cut) - 1)], done + 1
        left = there < len(cut) or len(waiting) > 1
        text += suffix * (more and left)
        if there >= len(cut):
            return _whole(text, [message], spoken, left=left, asks=more and left)
        return Fitted(text, part=(message.id, there), choices=(), left=True)

    def _spoken(
        self,
        session: Session,
        found: Conversation,
        messages: Sequence[Message],
        now: datetime,
        *,
        last: bool = True,
    ) -> Spoken:
        say: Say = partial(self.say, found)
        replies = [self._reply(session, found, message, now) for message in messages]
        return render(replies, say, large=found.mode == "large", last=last)

    def _reply(
        self, session: Session, found: Conversation, message: Message, now: datetime
    ) -> dict[str, Any]:
        payload = message.payload or {}
        reply = reply_of(message, self._codes) | {"expects": payload.get("expects")}
        reply["text"] = self.links.whole(reply["text"])
        if speaker := reply.get("speaker"):
            name = convert_characters(speaker["name"], found.script)
            reply["speaker"] = {**speaker, "name": name}
        # Under an answer they would crowd out the answer; the page has them.
        reply["links"] = [] if message.kind == "answer" else self._links(found, reply)
        if target := payload.get("link"):
            reply["link"] = self.links.make(session, message.conversation_id, now, target)
        return reply

    def _links(self, found: Conversation, reply: dict[str, Any]) -> list[dict[str, str]]:
        style = {"script": found.script, "region": found.region or "CN", "mode": found.mode}
        rows = reply.get("links") or ()
        return [{**row, "href": self.links.page(row["href"], style)} for row in rows if self.links.there]


def _whole(text: str, messages: Sequence[Message], spoken: Spoken, *, left: bool, asks: bool) -> Fitted:
    choices = () if asks else _remembered(messages, spoken)
    return Fitted(text, tuple(message.id for message in messages), None, choices, left)


def _offers(message: Message) -> bool:
    return bool((message.payload or {}).get("buttons"))


def _remembered(messages: Sequence[Message], spoken: Spoken) -> tuple[Choice, ...] | None:
    """A notice of the system without choices leaves those of the answer before it."""
    if not spoken.choices and all(message.sender == "system" for message in messages):
        return None
    return spoken.choices
