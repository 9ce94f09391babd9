"""What may come in at all: the right host, and a body of at most 64 KB; more where files are taken."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import Problem, respond

MAX_BODY = 64 * 1024
# Where a complaint's files come in; the form's reader keeps 12 MB and throws the rest away, so that what was
# typed beside files that are too large is not lost.
MAX_UPLOAD = 40_000_000
_UPLOADS = re.compile(
    r"/complaints/(?:new|[A-Za-z0-9-]{1,40}/supplement)|/api/v1/complaints/[A-Za-z0-9-]{1,40}/files"
    r"|/desk/complaints/(?:new|[0-9]{1,18}/files)"
)
_DESK = "/desk"
# No text has it, and PostgreSQL takes none that does.
_NOTHING = "\0"
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
        limit = self._limit_of(scope["method"], scope["path"])
        problem = self._refusal(scope["path"], scope["query_string"], Headers(scope=scope), limit)
        if problem:
            await respond(Request(scope), problem)(scope, receive, send)
            return
        await self._app(scope, _counting(receive, limit, _declared(Headers(scope=scope))), send)

    def _limit_of(self, method: str, path: str) -> int:
        return MAX_UPLOAD if method == "POST" and _UPLOADS.fullmatch(path) else self._limit

    def _refusal(self, path: str, query: bytes, headers: Headers, limit: int) -> Problem | None:
        if self._hosts and path not in _ANY_HOST and _hostname(headers.get("host", "")) not in self._hosts:
            return Problem(400, "bad_request")
        if not headers.get("content-length", "0").isdecimal():
            return Problem(400, "bad_request")
        # The desk refuses by itself who may not enter at all, and keeps on record whose form was too large.
        if path == _DESK or path.startswith(f"{_DESK}/"):
            return Problem(400, "bad_request") if _NOTHING in path or b"%00" in query else None
        return _too_large(limit) if _declared(headers) > limit else None


def _declared(headers: Headers) -> int:
    # More digits than any body has would be slow to read.
    return int(headers.get("content-length", "0")[:20])


def _counting(receive: Receive, limit: int, declared: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        if declared > limit:
            raise _too_large(limit)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _too_large(limit)
        return message

    return counted


def _too_large(limit: int) -> Problem:
    return Problem(413, "files_too_large" if limit == MAX_UPLOAD else "too_large")


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
