"""How the platform signs and encrypts its requests, written from its documents, not from our own reading."""

import base64
import os
import struct
from collections.abc import Iterable
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

_BLOCK = 32


class Sealer:
    """`aes_key` has 43 characters; the AppID goes into what is encrypted."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._token, self._app_id = token, app_id
        self._key = base64.b64decode(aes_key + "=") if aes_key else b""

    def signature(self, *parts: str) -> str:
        """SHA-1 of token and parts in order of the alphabet."""
        return sha1("".join(sorted((self._token, *parts))).encode()).hexdigest()  # noqa: S324 - the platform's

    def encrypt(self, text: str) -> str:
        """Base64 of 16 random bytes, the length, the text and the AppID."""
        body = text.encode()
        plain = os.urandom(16) + struct.pack(">I", len(body)) + body + self._app_id.encode()
        fill = _BLOCK - len(plain) % _BLOCK
        worker = self._cipher().encryptor()
        return base64.b64encode(worker.update(plain + bytes([fill] * fill)) + worker.finalize()).decode()

    def decrypt(self, sealed: str) -> str:
        """The text; ValueError when it was sealed for another account."""
        worker = self._cipher().decryptor()
        plain = worker.update(base64.b64decode(sealed)) + worker.finalize()
        plain = plain[16 : len(plain) - plain[-1]]
        end = 4 + struct.unpack(">I", plain[:4])[0]
        if plain[end:].decode() != self._app_id:
            raise ValueError("another account's")
        return plain[4:end].decode()

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self._key), CBC(self._key[:16]))


def xml(fields: Iterable[tuple[str, object]]) -> str:
    """A message as the platform writes it: numbers plain, words in CDATA."""
    parts = (f"<{name}>{_value(value)}</{name}>" for name, value in fields)
    return f"<xml>{''.join(parts)}</xml>"


def _value(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return "<![CDATA[" + str(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"
