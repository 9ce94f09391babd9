"""The outermost layer: request id, one log line a request, metrics, and the last net for errors."""

import secrets
import time
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import Problem, respond, unavailable
from gateway.ops.logs import hashed, place_of
from gateway.ops.metrics import Metrics

log = structlog.get_logger("gateway.request")
# Asked every few seconds by machines, or many times for one page.
_QUIET = {"/healthz", "/readyz", "/metrics", "/static/{version}/{path:path}"}


class Observe:
    """Wraps every request; whatever escapes becomes a 503 the customer can read."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time it, count it, log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        state: dict[str, Any] = scope.setdefault("state", {})
        # Ours alone: an id a client chose could carry anything into the log.
        request_id = state["request_id"] = secrets.token_hex(8)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Problem as problem:
            await _finish(scope, receive, noting, problem, bool(status))
        except Exception as error:  # noqa: BLE001 - the last net: nothing may reach the customer raw
            log.error("unhandled", request_id=request_id, error=place_of(error))
            await _finish(scope, receive, noting, unavailable(), bool(status))
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.requests.labels(route, status).inc()
        if status != 0 and not route.endswith("/events"):
            self._metrics.seconds.labels(route).observe(seconds)
        conversation = scope.get("path_params", {}).get("conversation_id")
        write = log.debug if route in _QUIET else log.info
        write(
            "request",
            request_id=scope["state"]["request_id"],
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            conversation=hashed(conversation) if conversation else None,
        )


async def _finish(scope: Scope, receive: Receive, send: Send, problem: Problem, begun: bool) -> None:
    if not begun:
        await respond(Request(scope), problem)(scope, receive, send)
