"""Sealing of personal values: AES-256-GCM under keys derived from the product's secret keys.

Sealed: version 2, key id (4 bytes), nonce (12), ciphertext and tag. Version 1, without key id,
is still read.
"""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.errors import CaseworkError, ValueRefusedError

_SHORTEST_KEY: Final = 16
_OLD, _VERSION = b"\x01", b"\x02"
_ID: Final = 4
_NONCE: Final = 12


class SealError(CaseworkError):
    """A sealed value does not open: another key, or somebody changed or moved it."""


class _Key:
    """One secret key's derived parts; none of them tells anything of the others."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _SHORTEST_KEY:
            raise ValueRefusedError("key", f"must have at least {_SHORTEST_KEY} bytes")
        self.id = _derived(secret, b"xiaobao/vault/key-id/1")[:_ID]
        self.aead = AESGCM(_derived(secret, b"xiaobao/vault/seal/1"))
        self._mac = _derived(secret, b"xiaobao/vault/fingerprint/1")

    def fingerprint(self, value: str, place: str) -> str:
        return hmac.new(self._mac, f"{place}\0{value}".encode(), sha256).hexdigest()


class Cipher:
    """Seals with `key`, opens with it or any of `previous`; `place` (conversation, kind, token) is bound in.

    A value moved to another place does not open: rows cannot be exchanged. Everything sealed with the
    present key begins with `mark`.
    """

    def __init__(self, key: bytes, previous: Sequence[bytes] = ()) -> None:
        self._present = _Key(key)
        self._all = (self._present, *(_Key(old) for old in previous))
        self.mark = _VERSION + self._present.id

    def seal(self, value: str, place: str) -> bytes:
        """The sealed value; different each time."""
        return self.seal_bytes(value.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """The value; SealError."""
        return self.open_bytes(sealed, place).decode()

    def seal_bytes(self, value: bytes, place: str) -> bytes:
        """`seal` for content that is no text."""
        nonce = os.urandom(_NONCE)
        return self.mark + nonce + self._present.aead.encrypt(nonce, value, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """`open` for content that is no text; SealError."""
        keys, body = self._keys_for(sealed)
        for key in keys:
            try:
                return key.aead.decrypt(body[:_NONCE], body[_NONCE:], place.encode())
            except (InvalidTag, ValueError):
                continue
        raise SealError("does not open")

    def is_current(self, sealed: bytes) -> bool:
        """Whether the present key sealed it (its head says so: nothing is opened)."""
        return sealed.startswith(self.mark)

    def fingerprint(self, value: str, place: str) -> str:
        """A keyed hash (64 hex digits) that tells equal values of one place apart from others."""
        return self._present.fingerprint(value, place)

    def fingerprints(self, value: str, place: str) -> tuple[str, ...]:
        """The hash under every key, the present one first: finds what was stored before a rotation."""
        return tuple(key.fingerprint(value, place) for key in self._all)

    def _keys_for(self, sealed: bytes) -> tuple[list[_Key], bytes]:
        if sealed[:1] == _OLD:
            return list(self._all), sealed[1:]
        if sealed[:1] != _VERSION:
            raise SealError("unknown version")
        named = sealed[1 : 1 + _ID]
        return [key for key in self._all if key.id == named], sealed[1 + _ID :]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
