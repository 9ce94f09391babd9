"""Every route of the desk, who may use it, and a knock on it: what the attacker's list is tried on."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from casework.statuses import Role

ALL: frozenset[Role] = frozenset({"agent", "supervisor", "editor", "auditor"})
HANDLERS: frozenset[Role] = frozenset({"agent", "supervisor"})
READERS: frozenset[Role] = HANDLERS | {"auditor"}
BOSS: frozenset[Role] = frozenset({"supervisor"})
AUDITOR: frozenset[Role] = frozenset({"auditor"})
WRITERS: frozenset[Role] = frozenset({"supervisor", "editor"})
OVERSEERS: frozenset[Role] = frozenset({"supervisor", "auditor"})
# The first that fits counts; a route that none fits is one that nobody has thought about.
TABLE: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("*", r"/desk/(password|sign-out|sessions)", ALL),
    ("*", r"/desk/people(/.*)?", BOSS),
    ("*", r"/desk/(audit|audit\.csv)", AUDITOR),
    ("*", r"/desk/watch(/.*)?", AUDITOR),
    ("GET", r"/desk/live(/.*)?", BOSS),
    ("GET", r"/desk/(alerts|complaints)/figures.*", OVERSEERS),
    ("GET", r"/desk/complaints/(new|.*/(filed|receipt\.pdf|files/.*))", HANDLERS),
    ("GET", r"/desk/(events|alerts.*|complaints.*)", READERS),
    ("POST", r"/desk/(alerts|complaints)/.*", HANDLERS),
    ("GET", r"/desk/knowledge/(new|published\.diff|.*/(change|edit))", WRITERS),
    ("GET", r"/desk/knowledge.*", ALL),
    ("POST", r"/desk/knowledge/.*", WRITERS),
    ("*", r"/desk/(search|tickets|canned|duty)(/.*)?", HANDLERS),
    ("*", r"/desk/conversations/.*", HANDLERS),
    ("GET", r"/desk(/board)?", HANDLERS),
)
# For those who are not signed in yet.
OUTSIDE = re.compile(r"/desk/(sign-in|oidc)(/.*)?")
# Nothing has this number, or the path would lead to a deed.
_NOBODY = "987654321"


@dataclass(frozen=True, slots=True)
class Way:
    """A route: its method, its path as written and with a number in place of names."""

    method: str
    pattern: str

    @property
    def path(self) -> str:
        return re.sub(r"\{\w+(:\w+)?\}", _NOBODY, self.pattern.replace("{kind}", "csv"))

    @property
    def roles(self) -> frozenset[Role]:
        """Who may use it; KeyError for a route that the table does not know."""
        for method, pattern, roles in TABLE:
            if method in ("*", self.method) and re.fullmatch(pattern, self.pattern):
                return roles
        raise KeyError(f"{self.method} {self.pattern}: say in the table who may use it")

    @property
    def streams(self) -> bool:
        return self.path.endswith("/events")


def ways(app: FastAPI) -> list[Way]:
    """Every route of the desk."""
    found = [
        Way(method, route.path)
        for route in _flat(app.routes)
        if route.path == "/desk" or route.path.startswith("/desk/")
        for method in route.methods - {"HEAD"}
    ]
    assert len(found) > 80, "the routes were not found"
    return found


def inside(app: FastAPI) -> list[Way]:
    """Those that need a session."""
    return [way for way in ways(app) if not OUTSIDE.fullmatch(way.pattern)]


def _flat(routes: Any) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "effective_route_contexts"):
            yield from route.effective_route_contexts()
        elif hasattr(route, "methods"):
            yield route


async def status_of(app: FastAPI, path: str, cookie: str) -> tuple[int, str]:
    """How a GET is answered, and where to; who asks goes away at the first word, so a stream ends."""
    whole = [{"type": "http.request", "body": b"", "more_body": False}]
    answered, found = asyncio.Event(), [0, ""]

    async def receive() -> dict[str, Any]:
        if whole:
            return whole.pop()
        await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            where = dict(message["headers"]).get(b"location", b"").decode()
            found[:] = [message["status"], where]
            answered.set()

    headers = [(b"host", b"test"), (b"cookie", cookie.encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": headers, "client": ("127.0.0.1", 50002), "server": ("test", 80), "state": {},
    }  # fmt: skip
    await app(scope, receive, send)
    status, where = found
    return int(status), str(where)
