"""Conversation tokens: signed, dated, bound to one conversation."""

import hashlib
import re

from itsdangerous import BadSignature, TimestampSigner

from gateway.security.secrets import derived
from xiaobao.settings import Settings

MAX_AGE = 30 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,12}\.[A-Za-z0-9_-]{20,64}")


class Tokens:
    """Makes and opens conversation tokens; ``max_age`` in seconds."""

    def __init__(self, settings: Settings, max_age: int = MAX_AGE) -> None:
        secret = derived(settings, "conversation")
        self._signer = TimestampSigner(secret, key_derivation="hmac", digest_method=hashlib.sha256)
        self.max_age = max_age

    def make(self, conversation_id: str) -> str:
        """The token that opens this conversation."""
        return self._signer.sign(conversation_id).decode()

    def open(self, token: str) -> str | None:
        """The conversation id, or None when the token is forged, malformed or too old."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            return self._signer.unsign(token, max_age=self.max_age).decode()
        except BadSignature:
            return None
