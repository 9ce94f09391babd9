"""The engine as the gateway sees it: one question, one answer, or EngineDown."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from gateway.chat.wire import NotSent, Response, Wire
from xiaobao.settings import Settings

MAX_TEXT = 500
_PATH = "/webhooks/xiaobao/"
_RESTART = 2.5  # seconds a restarting engine is waited for: it comes back in about 1.5
_RECENT = 30.0
_STEP = 0.1
_SOON = 1.5  # seconds for reading a text whose answer can also be that a human will read it


class EngineDown(Exception):
    """No usable answer; ``reason`` is unreachable | timeout | broken | refused | failed | malformed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What the actions uttered, and what was understood."""

    replies: list[dict[str, Any]]
    intent: str | None = None
    confidence: float | None = None


class EngineClient(Protocol):
    """Asked by the gateway; tests bring their own."""

    async def aside(self, text: str, topic: str | None, metadata: dict[str, Any]) -> EngineAnswer | None:
        """What would be said behind the answer ``topic``; no conversation moves. None when not had soon."""
        ...

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> EngineAnswer:
        """Answer one message within the time budget, or EngineDown."""
        ...

    async def ready(self) -> bool:
        """True when the engine is loaded and warm."""
        ...

    async def forget(self, sender: str) -> None:
        """Drop what the engine remembers of a conversation; it forgets by itself if this fails."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class HttpEngine:
    """The engine's own channel over loopback HTTP, authenticated by the shared secret."""

    def __init__(self, settings: Settings) -> None:
        self._wire = Wire(settings.engine, {"x-xiaobao-secret": settings.engine_secret})
        self._budget = settings.engine_timeout
        self._answered = time.monotonic()  # our own start counts: all start together

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> EngineAnswer:
        """See EngineClient; a question is never sent twice."""
        body = orjson.dumps({"sender": sender, "text": text[:MAX_TEXT], "metadata": metadata})
        try:
            async with asyncio.timeout(self._budget):
                response = await self._post(body)
        except TimeoutError:
            raise EngineDown("timeout") from None
        except OSError:
            raise EngineDown("broken") from None
        self._answered = time.monotonic()
        if response.status != 200:
            raise EngineDown("refused")
        return _answer(response.body)

    async def aside(self, text: str, topic: str | None, metadata: dict[str, Any]) -> EngineAnswer | None:
        """See EngineClient."""
        body = orjson.dumps({"text": text[:MAX_TEXT], "topic": topic, "metadata": metadata})
        try:
            async with asyncio.timeout(min(self._budget, _SOON)):
                response = await self._wire.request("POST", f"{_PATH}asides", body, timeout=_SOON)
            return _read(response.body) if response.status == 200 else None
        except (OSError, TimeoutError, EngineDown):
            return None

    async def ready(self) -> bool:
        """See EngineClient."""
        try:
            response = await self._wire.request("GET", _PATH, timeout=1.0)
            return response.status == 200 and orjson.loads(response.body).get("status") == "ok"
        except (OSError, TimeoutError, ValueError, AttributeError):
            return False

    async def forget(self, sender: str) -> None:
        """See EngineClient."""
        with suppress(OSError, TimeoutError):
            await self._wire.request("DELETE", f"{_PATH}conversations/{sender}", timeout=1.0)

    async def close(self) -> None:
        """See EngineClient."""
        await self._wire.close()

    async def _post(self, body: bytes) -> Response:
        # An engine that answered a moment ago is restarting: knock until it opens; one long gone is given up.
        alive = time.monotonic() - self._answered < _RECENT
        until = time.monotonic() + (_RESTART if alive else 0.0)
        while True:
            response = await self._knock(body)
            if response is not None:
                return response
            if time.monotonic() >= until:
                self._answered = float("-inf")
                raise EngineDown("unreachable")
            await asyncio.sleep(_STEP)

    async def _knock(self, body: bytes) -> Response | None:
        """None when the engine did not take the question: not listening, or still starting (503)."""
        try:
            response = await self._wire.request("POST", f"{_PATH}messages", body, timeout=self._budget)
        except NotSent:
            return None
        return None if response.status == 503 else response


def _answer(body: bytes) -> EngineAnswer:
    found = _read(body)
    if not found.replies:
        raise EngineDown("failed")
    return found


def _read(body: bytes) -> EngineAnswer:
    try:
        data = orjson.loads(body)
        replies = [reply for reply in data["replies"] if isinstance(reply, dict) and reply.get("text")]
        intent = data.get("intent") or {}
        failed = data.get("failed", False)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EngineDown("malformed") from None
    if failed:
        raise EngineDown("failed")
    return EngineAnswer(replies, intent.get("name"), intent.get("confidence"))
