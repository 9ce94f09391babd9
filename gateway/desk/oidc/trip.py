"""What the browser carries to the directory and back: a signed cookie, good for ten minutes and one trip."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

COOKIE: Final = "xiaobao_directory"
SECONDS: Final = 600
_PARTS: Final = 5
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Trip:
    """``state`` binds the answer to this browser, ``nonce`` the token, ``verifier`` the code."""

    state: str
    nonce: str
    verifier: str

    @staticmethod
    def new() -> "Trip":
        """Three secrets of 256 bits."""
        return Trip(*(secrets.token_urlsafe(32) for _ in range(3)))

    def sealed(self, key: bytes, now: datetime) -> str:
        """For the cookie."""
        said = ".".join((self.state, self.nonce, self.verifier, str(int(now.timestamp()) + SECONDS)))
        return f"{said}.{_sign(key, said)}"


def opened(cookie: str, key: bytes, state: str, now: datetime) -> Trip | None:
    """The trip, if the cookie is ours, not old, and the answer is to it."""
    parts = cookie[:_LONGEST].split(".")
    if len(parts) != _PARTS or not parts[3].isascii() or not parts[3].isdigit():
        return None
    ours = hmac.compare_digest(_sign(key, ".".join(parts[:4])).encode(), parts[4].encode())
    same = hmac.compare_digest(parts[0].encode(), state.encode())
    fresh = int(parts[3]) >= now.timestamp()
    return Trip(*parts[:3]) if ours and same and fresh else None


def _sign(key: bytes, said: str) -> str:
    return hmac.new(key, b"directory:" + said.encode(), hashlib.sha256).hexdigest()
