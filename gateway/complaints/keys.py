"""Which receipts a browser may open: the ones it filed or gave the code for, in one signed cookie."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from gateway.security.secrets import derived
from xiaobao.settings import Settings

COOKIE = "xiaobao_receipts"
PATH = "/complaints"
OPEN_FOR = 2 * 3600  # seconds; the cookie itself ends with the browser
FRESH_FOR = 30 * 60  # seconds in which the code is shown to who filed
_MOST = 5


@dataclass(frozen=True, slots=True)
class Key:
    """One receipt: ``filed`` here, at ``at`` (Unix seconds); what the page has to say first.

    ``entry``: the emergency's entry; ``secrets``: kinds of what was removed; ``joined``: to an older one.
    """

    receipt: str
    at: int
    filed: bool = False
    joined: bool = False
    entry: str = ""
    secrets: tuple[str, ...] = ()
    elsewhere: str = ""

    def fresh(self, now: int) -> bool:
        """Whether the code may still be shown."""
        return self.filed and now - self.at < FRESH_FOR


class Keys:
    """Signs and reads the cookie."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], *, https: bool) -> None:
        self._signer = URLSafeSerializer(
            derived(settings, "receipts").encode(), "receipts",
            signer_kwargs={"digest_method": hashlib.sha256},
        )  # fmt: skip
        self._clock, self._https = clock, https

    def now(self) -> int:
        """The present second."""
        return int(self._clock().timestamp())

    def all(self, request: Request) -> tuple[Key, ...]:
        """What the browser holds, newest first."""
        try:
            kept = [_key(raw) for raw in self._signer.loads(request.cookies.get(COOKIE, ""))]
        except (BadData, TypeError, KeyError):
            # Not ours, or from another version of ours.
            return ()
        now = self.now()
        return tuple(key for key in kept if 0 <= now - key.at < OPEN_FOR)

    def of(self, request: Request, receipt: str) -> Key | None:
        """The key for one receipt."""
        return next((key for key in self.all(request) if key.receipt == receipt), None)

    def give(self, request: Request, response: Response, key: Key) -> None:
        """Add a key, or renew it; the oldest goes when there are too many."""
        others = [other for other in self.all(request) if other.receipt != key.receipt]
        self._set(response, [key, *others][:_MOST])

    def forget(self, response: Response) -> None:
        """Leave nothing on a shared device."""
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=self._https)

    def _set(self, response: Response, keys: Iterable[Key]) -> None:
        value = str(self._signer.dumps([asdict(key) for key in keys]))
        response.set_cookie(COOKIE, value, path=PATH, httponly=True, samesite="lax", secure=self._https)


def _key(raw: Any) -> Key:
    return Key(**{**raw, "secrets": tuple(raw["secrets"])})
