"""Which receipts a browser may open: the ones it filed or gave the code for, in one signed cookie.

It is bound to the visit by its nonce: with a new visit (the chat was deleted, the complaint's page closed) it
opens nothing any more.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from casework.complaints.receipt import normal_receipt
from casework.errors import NotFoundError
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

    ``entry``: the emergency's entry; ``secrets``: kinds of what was removed; ``joined``: to an older one of
    the same conversation.
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

    def all(self, request: Request, nonce: str) -> tuple[Key, ...]:
        """What the browser holds in this visit, newest first."""
        try:
            whose, raws = self._signer.loads(request.cookies.get(COOKIE, ""))
            kept = [_key(raw) for raw in raws]
        except (BadData, TypeError, KeyError, ValueError):
            # Not ours, or from another version of ours.
            return ()
        if whose != nonce:
            return ()
        now = self.now()
        return tuple(key for key in kept if 0 <= now - key.at < OPEN_FOR)

    def of(self, request: Request, nonce: str, said: str) -> Key | None:
        """The key for one receipt, however it is written."""
        try:
            receipt = normal_receipt(said)
        except NotFoundError:
            return None
        return next((key for key in self.all(request, nonce) if key.receipt == receipt), None)

    def give(self, request: Request, response: Response, nonce: str, key: Key) -> None:
        """Add a key, or renew it; the oldest goes when there are too many."""
        others = [other for other in self.all(request, nonce) if other.receipt != key.receipt]
        self._set(response, nonce, [key, *others][:_MOST])

    def forget(self, response: Response) -> None:
        """Leave nothing on a shared device."""
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=self._https)

    def _set(self, response: Response, nonce: str, keys: Iterable[Key]) -> None:
        value = str(self._signer.dumps([nonce, [asdict(key) for key in keys]]))
        response.set_cookie(COOKIE, value, path=PATH, httponly=True, samesite="lax", secure=self._https)


def _key(raw: Any) -> Key:
    return Key(**{**raw, "secrets": tuple(raw["secrets"])})
