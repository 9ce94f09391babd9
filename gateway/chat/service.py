"""The customer's side of a conversation: every face (API, page, WeChat) goes through ``ChatService``.

Failures are ``gateway.errors.Problem``: a status, a title and a sentence the customer can read.
"""

from collections.abc import AsyncIterator

from bot.text import Mode, Region, Script
from gateway.chat.types import Event, History, Outcome, Started, Turn, View


class ChatService:
    """Start, send, read, hand over, change and delete; stores before it acts."""

    async def start(
        self,
        channel: str = "web",
        script: Script | None = None,
        region: Region | None = None,
        mode: Mode = "standard",
        hint: Script | None = None,
    ) -> Started:
        """Open a conversation. ``script`` None means follow the customer; ``hint`` is the browser's language."""
        raise NotImplementedError

    def open(self, token: str) -> str:
        """The conversation id in a signed token; Problem 401 when forged, foreign or expired."""
        raise NotImplementedError

    async def view(self, conversation_id: str) -> View:
        """Script, region, mode and owner now; Problem 404 when unknown or deleted."""
        raise NotImplementedError

    async def send(self, conversation_id: str, client_message_id: str, text: str) -> Turn:
        """Store one message and answer it. Repeating a ``client_message_id`` returns the first answer.

        Problem 413 over 2,000 characters, 422 when empty, 429 too fast, 404 unknown.
        """
        raise NotImplementedError

    async def history(self, conversation_id: str, after: str | None = None, limit: int = 200) -> History:
        """Messages and replies after the item id ``after`` (None: from the beginning)."""
        raise NotImplementedError

    def events(self, conversation_id: str, after: int = 0) -> AsyncIterator[Event]:
        """Live events with id > ``after``, without loss or repeat; ends when the chat is deleted."""
        raise NotImplementedError

    async def request_handoff(self, conversation_id: str, reason: str = "customer") -> Outcome:
        """Queue the conversation for a human; asking twice changes nothing."""
        raise NotImplementedError

    async def leave_handoff(self, conversation_id: str) -> Outcome:
        """The customer leaves the queue: the bot answers again. Problem 409 while an agent is on it."""
        raise NotImplementedError

    async def update(
        self,
        conversation_id: str,
        script: Script | None = None,
        region: Region | None = None,
        mode: Mode | None = None,
        follow_script: bool = False,
    ) -> View:
        """Pin a script (``follow_script`` unpins it), set region or mode; None leaves a value as it is."""
        raise NotImplementedError

    async def delete(self, conversation_id: str) -> str:
        """Delete the chat; returns the sentence to show (filed complaints stay)."""
        raise NotImplementedError
