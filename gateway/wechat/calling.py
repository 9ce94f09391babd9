"""Calls to the platform's HTTP API: bounded in time and size; failures told apart by what they mean."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

# window: closed (48 h, 1 min) · quota: used up · unfollowed · token: not taken · unauthorised: this account
# may not do that · setup: AppID, secret or address not accepted · busy: later · unsent: no connection was
# made · unknown: nobody knows whether it was done · large: more than we take · refused: else, for good.
Kind = Literal[
    "window", "quota", "unfollowed", "token", "unauthorised", "setup", "busy", "unsent", "unknown", "large",
    "refused",
]  # fmt: skip
KINDS: Final[dict[int, Kind]] = {
    -1: "busy",
    40001: "token",
    40014: "token",
    42001: "token",
    40013: "setup",
    40125: "setup",
    40164: "setup",
    43004: "unfollowed",
    45009: "busy",
    45011: "busy",
    45015: "window",
    45047: "quota",
    48001: "unauthorised",
}
_MOST_JSON: Final = 512 * 1024
# Seconds in all; a gateway's hold on what it sends (casework.deliveries.pushing.LEASE) is longer.
PATIENCE: Final = 8.0
_CONNECT: Final = 3.0


class PlatformError(Exception):
    """`kind` says what it means; `code` is the platform's own, or the HTTP status, where there was one."""

    def __init__(self, kind: Kind, code: int | None = None) -> None:
        super().__init__(f"{kind} {code or ''}".rstrip())
        self.kind, self.code = kind, code

    @property
    def slug(self) -> str:
        """As a delivery keeps it: the code, or the kind without one."""
        return str(self.code) if self.code is not None else self.kind


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type and whole body."""

    status: int
    type: str
    body: bytes


class Caller:
    """One host; `patience` is the time (seconds) one call may take."""

    def __init__(self, base_url: str, patience: float = PATIENCE) -> None:
        import httpx

        local = base_url.startswith("http://")
        times = httpx.Timeout(patience, connect=min(_CONNECT, patience))
        self._http = httpx.AsyncClient(base_url=base_url.rstrip("/"), timeout=times, trust_env=not local)
        self._patience = patience
        self._unsent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
        self._broken = (httpx.HTTPError, httpx.StreamError)

    async def json(
        self, path: str, query: Mapping[str, str] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """The answer of a call (POST with a body, else GET) that succeeded; PlatformError."""
        return told(await self.fetch(path, query, body, _MOST_JSON))

    async def fetch(
        self, path: str, query: Mapping[str, str] | None = None, body: Any = None, most: int = _MOST_JSON
    ) -> Answer:
        """The answer as it came, at most `most` bytes; PlatformError: unsent, unknown, busy (HTTP 5xx)."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._fetch(path, query, body, most)
        except self._unsent:
            raise PlatformError("unsent") from None
        except (TimeoutError, OSError, *self._broken):
            raise PlatformError("unknown") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _fetch(self, path: str, query: Mapping[str, str] | None, body: Any, most: int) -> Answer:
        # The platform shows \u escapes as they stand: the words go as UTF-8.
        content = orjson.dumps(body) if body is not None else None
        headers = {"content-type": "application/json; charset=utf-8"} if body is not None else {}
        method = "POST" if body is not None else "GET"
        async with self._http.stream(
            method, path, params=dict(query or {}), content=content, headers=headers
        ) as response:
            data = bytearray()
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > most:
                    raise PlatformError("large")
            if response.status_code >= 500:
                raise PlatformError("unknown", response.status_code)
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind, bytes(data))


def told(answer: Answer) -> dict[str, Any]:
    """What a JSON answer says; PlatformError for an error of the platform, and for what is no JSON object."""
    try:
        said = orjson.loads(answer.body)
        code = int(said.get("errcode", 0))
    except (ValueError, TypeError, AttributeError):
        raise PlatformError("unknown", answer.status if answer.status != 200 else None) from None
    if code:
        raise PlatformError(KINDS.get(code, "refused"), code)
    if answer.status != 200:
        raise PlatformError("refused", answer.status)
    return dict(said)
