"""The address behind a link to the page: signed, so that guesses are refused before anything is looked up."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from casework.wechat import passes
from gateway.security.secrets import derived
from xiaobao.settings import Settings

# Where the page opens: the chat, or the complaints, with look-up, form and attachments.
Target = Literal["chat", "complaints"]
TARGETS: Final[Mapping[Target, str]] = {"chat": "/?sent#end", "complaints": "/complaints"}
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}[0-9a-f]{16}")
_PAGE = re.compile(r"(?<![A-Za-z0-9/.])/complaints/(?=XB)")
_TOKEN: Final = 22


class Links:
    """Makes and reads the links of one gateway's public address; none without an address."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.public_url.rstrip("/")
        self._secret = derived(settings, "wechat-pass").encode()

    @property
    def there(self) -> bool:
        """Whether there is a page to link to."""
        return bool(self._base)

    def make(self, session: Session, conversation_id: str, now: datetime, target: Target = "chat") -> str:
        """A whole address, in the caller's transaction; "" where there is no page."""
        if not self._base:
            return ""
        token = passes.make(session, conversation_id, now)
        query = f"?{urlencode({'to': target})}" if target != "chat" else ""
        return f"{self._base}/w/{token}{self._mark(token)}{query}"

    def whole(self, text: str) -> str:
        """A text that names one of our pages by its path, with the address a phone can open."""
        return _PAGE.sub(f"{self._base}/complaints/", text) if self._base else text

    def page(self, path: str, style: Mapping[str, str]) -> str:
        """The whole address of a page that is everybody's, read as the chat is read."""
        return f"{self._base}{path}?{urlencode(style)}"

    def token(self, signed: str) -> str | None:
        """The pass in an address; None for what was not made here."""
        if not _SHAPE.fullmatch(signed):
            return None
        token, mark = signed[:_TOKEN], signed[_TOKEN:]
        return token if hmac.compare_digest(mark, self._mark(token)) else None

    def _mark(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()[:16]
