"""What the page remembers of a browser before and between conversations, in one signed cookie.

The conversation is opened by a second cookie (``gateway.security.access.COOKIE``): its token.
"""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from bot.text import MODES, REGIONS, SCRIPTS, Mode, Region, Script
from gateway.pages.look import Size, Spacing, Theme, chosen_look
from gateway.security.secrets import derived
from xiaobao.settings import Settings

COOKIE = "xiaobao_page"
MAX_AGE = 180 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """The customer's choices; ``script`` and ``region`` None while nothing was chosen."""

    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    script: Script | None = None
    region: Region | None = None
    mode: Mode = "standard"
    size: Size = "100"
    theme: Theme = "auto"
    spacing: Spacing = "normal"


class Visits:
    """Signs and reads the cookie, and makes the token that every form carries."""

    def __init__(self, settings: Settings) -> None:
        self._secret = derived(settings, "page").encode()
        self._signer = URLSafeSerializer(
            self._secret, "visit", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def read(self, cookie: str | None) -> Visit | None:
        """The visit in a cookie; None when there is none or it was not made here."""
        try:
            kept = self._signer.loads(cookie or "")
        except BadData:
            return None
        return _checked(kept) if isinstance(kept, dict) else None

    def write(self, visit: Visit) -> str:
        """The cookie's value."""
        kept: str = self._signer.dumps(asdict(visit))
        return kept

    def form_token(self, visit: Visit) -> str:
        """Proof that a form was made for this browser."""
        return hmac.new(self._secret, b"form:" + visit.nonce.encode(), hashlib.sha256).hexdigest()

    def accepts(self, visit: Visit | None, token: str) -> bool:
        """Whether ``token`` belongs to this browser's visit."""
        return visit is not None and hmac.compare_digest(self.form_token(visit).encode(), token.encode())


def chosen_script(value: object) -> Script | None:
    """The script a form or query names, else None."""
    return value if value in SCRIPTS else None


def chosen_region(value: object) -> Region | None:
    """The region a form or query names, else None."""
    return value if value in REGIONS else None


def chosen_mode(value: object) -> Mode | None:
    """The mode a form or query names, else None."""
    return value if value in MODES else None


def _checked(kept: dict[str, Any]) -> Visit | None:
    nonce = kept.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        return None
    return Visit(
        nonce,
        chosen_script(kept.get("script")),
        chosen_region(kept.get("region")),
        chosen_mode(kept.get("mode")) or "standard",
        **chosen_look(kept),
    )
