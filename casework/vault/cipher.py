"""Sealing of personal values: AES-256-GCM under a key derived from the product's secret key."""

import hmac
import os
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.errors import CaseworkError, ValueRefusedError

_SHORTEST_KEY: Final = 16
_VERSION: Final = b"\x01"
_NONCE: Final = 12


class SealError(CaseworkError):
    """A sealed value does not open: another key, or somebody changed or moved it."""


class Cipher:
    """Seals and opens values; `place` (conversation, kind, token) is bound in: rows cannot be exchanged."""

    def __init__(self, key: bytes) -> None:
        if len(key) < _SHORTEST_KEY:
            raise ValueRefusedError("key", f"must have at least {_SHORTEST_KEY} bytes")
        self._aead = AESGCM(_derived(key, b"xiaobao/vault/seal/1"))
        self._mac = _derived(key, b"xiaobao/vault/fingerprint/1")

    def seal(self, value: str, place: str) -> bytes:
        """Version, nonce and ciphertext; different each time."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._aead.encrypt(nonce, value.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The value; SealError."""
        if sealed[:1] != _VERSION:
            raise SealError("unknown version")
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._aead.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag:
            raise SealError("does not open") from None

    def fingerprint(self, value: str, place: str) -> str:
        """A keyed hash (64 hex digits) that tells equal values of one place apart from others."""
        return hmac.new(self._mac, f"{place}\0{value}".encode(), sha256).hexdigest()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
