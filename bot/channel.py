"""The engine's only door: the gateway posts a message and gets the replies of the turn."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu import adaptations
from bot.nlu.asides import SENDER, aside
from bot.nlu.turn import GatewayOutput, TurnMessage, outcome
from bot.nlu.upkeep import forget, keep_tidy
from bot.nlu.warm import prepare, release

logger = logging.getLogger(__name__)

LONGEST_TEXT = 500
LARGEST_BODY = 65_536
SECRET = "XIAOBAO_ENGINE_SECRET"  # noqa: S105 - the variable's name
_SENDER = re.compile(r"[A-Za-z0-9_-]{1,64}")
Handler = Callable[..., Awaitable[HTTPResponse]]


class GatewayInput(InputChannel):
    """`POST messages` and `asides`, `DELETE conversations/<sender>`, health: `/webhooks/xiaobao`."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._ready = False
        self._tidying: asyncio.Future[None] | None = None

    @classmethod
    def name(cls) -> str:
        """Where the channel is mounted."""
        return "xiaobao"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:  # noqa: ARG003 - Rasa's
        """Take the secret from the environment; an unset one is made up, so that nobody gets in."""
        secret = os.environ.get(SECRET)
        if secret is None:
            logger.warning("%s is not set: no gateway can reach this engine.", SECRET)
            secret = secrets.token_urlsafe(32)
        if len(secret) < 16:
            raise RasaException(f"{SECRET} must have at least 16 characters.")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; also puts the adaptations in place, before Rasa loads the model."""
        adaptations.install()
        adaptations.check()
        routes = Blueprint("xiaobao_gateway")
        routes.listener("before_server_start")(self._configure)
        routes.listener("after_server_start")(self._warm_up)
        routes.listener("before_server_stop")(self._close)
        answer = self._guarded(self._answer(on_new_message))
        routes.route("/messages", methods=["POST"], name="message")(answer)
        routes.route("/asides", methods=["POST"], name="aside")(self._guarded(_aside))
        routes.route("/conversations/<sender>", methods=["DELETE"], name="forget")(self._guarded(_forget))

        @routes.get("/", name="health")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"}) if self._ready else _problem(503, "starting")

        return routes

    @staticmethod
    async def _configure(app: Sanic, _loop: Any) -> None:
        app.config.REQUEST_MAX_SIZE = LARGEST_BODY
        app.config.FALLBACK_ERROR_FORMAT = "json"

    async def _warm_up(self, app: Sanic, _loop: Any) -> None:
        # Again: the model's components have been imported since.
        adaptations.check()
        await prepare(app.ctx.agent)
        self._tidying = asyncio.ensure_future(keep_tidy(app.ctx.agent.tracker_store))
        self._ready = True
        logger.info("Xiaobao's engine is warm.")

    async def _close(self, app: Sanic, _loop: Any) -> None:
        self._ready = False
        if self._tidying:
            self._tidying.cancel()
        await release(app.ctx.agent)

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request, **arguments: Any) -> HTTPResponse:
            given = request.headers.get("X-Xiaobao-Secret", "")
            if not hmac.compare_digest(given.encode(), self._secret.encode()):
                return _problem(401, "secret")
            return await handler(request, **arguments) if self._ready else _problem(503, "starting")

        return guarded

    def _answer(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Handler:
        async def answer(request: Request) -> HTTPResponse:
            message = read_message(request)
            if isinstance(message, str):
                return _problem(400, message)
            try:
                await on_new_message(message)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the customer's text must not reach the log
                logger.error("A turn failed: %s", type(error).__name__)
                return _problem(500, "failed")
            return response.json(outcome(message))

        return answer


async def _aside(request: Request) -> HTTPResponse:
    """What would be said to a text behind the answer `topic`: no conversation moves."""
    message = read_message(request, sender=SENDER)
    if isinstance(message, str):
        return _problem(400, message)
    topic = request.json.get("topic")
    if topic is not None and not isinstance(topic, str):
        return _problem(400, "topic")
    try:
        return response.json(await aside(request.app.ctx.agent, message, topic))
    except Exception as error:  # noqa: BLE001 - the customer's text must not reach the log
        logger.error("An aside failed: %s", type(error).__name__)
        return _problem(500, "failed")


async def _forget(request: Request, sender: str) -> HTTPResponse:
    if not _SENDER.fullmatch(sender):
        return _problem(400, "sender")
    deleted = await forget(request.app.ctx.agent, sender)
    return _problem(501, "store") if deleted is None else response.json({"deleted": deleted})


def read_message(request: Request, sender: str | None = None) -> TurnMessage | str:
    """The message of a valid request, or the name of the field that is wrong; `sender`: if none is needed."""
    body = _body(request)
    if body is None:
        return "json"
    sender, text, metadata = sender or body.get("sender"), body.get("text"), body.get("metadata") or {}
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        return "sender"
    if not isinstance(text, str):
        return "text"
    if not isinstance(metadata, dict):
        return "metadata"
    return TurnMessage(harmless(text), GatewayOutput(), sender, input_channel="xiaobao", metadata=metadata)


def _body(request: Request) -> dict[str, Any] | None:
    try:
        body = request.json
    except Exception:  # noqa: BLE001 - Sanic raises its own error type for bad JSON
        return None
    return body if isinstance(body, dict) else None


def harmless(text: str) -> str:
    """At most 500 characters that Rasa cannot take for a command (`/restart`, `／intent{…}`)."""
    start = 0
    while start < len(text) and _is_prefix(text[start]):
        start += 1
    return text[start : start + LONGEST_TEXT]


def _is_prefix(char: str) -> bool:
    plain = unicodedata.normalize("NFKC", char)
    return plain in {"/", "⁄", "∕", "⧸"} or plain.isspace() or unicodedata.category(char) in {"Cc", "Cf"}


def _problem(status: int, what: str) -> HTTPResponse:
    return response.json({"error": what, "failed": True}, status=status)
