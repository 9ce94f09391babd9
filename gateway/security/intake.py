"""What may come in at all: the right host, and a body of at most 64 KB."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import Problem, respond

MAX_BODY = 64 * 1024
_LOCAL = {"127.0.0.1", "localhost", "::1"}
# Probes and scrapers call by address; these answers never speak of the host.
_ANY_HOST = {"/healthz", "/readyz", "/metrics"}


class Intake:
    """Refuses a foreign Host (when ``public_url`` is set) and bodies that are too large."""

    def __init__(self, app: ASGIApp, *, public_url: str = "", limit: int = MAX_BODY) -> None:
        self._app, self._limit = app, limit
        public = urlsplit(public_url).hostname if public_url else None
        self._hosts = {public, *_LOCAL} if public else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on with a counting ``receive``."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = self._refusal(scope["path"], Headers(scope=scope))
        if problem:
            await respond(Request(scope), problem)(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _refusal(self, path: str, headers: Headers) -> Problem | None:
        if self._hosts and path not in _ANY_HOST and _hostname(headers.get("host", "")) not in self._hosts:
            return Problem(400, "bad_request")
        declared = headers.get("content-length", "0")
        if not declared.isdecimal():
            return Problem(400, "bad_request")
        return Problem(413, "too_large") if int(declared) > self._limit else None

    def _counting(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                raise Problem(413, "too_large")
            return message

        return counted


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
