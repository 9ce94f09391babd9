"""Query codes that go with a stored reply: sealed for the conversation, opened only for its customer."""

import binascii
from base64 import b64decode, b64encode

from casework.vault.cipher import Cipher, SealError


def seal_code(cipher: Cipher, conversation_id: str, code: str) -> str:
    """The code as a reply may carry it: base64 of what the cipher made of it."""
    return b64encode(cipher.seal(code, _place(conversation_id))).decode()


def open_code(cipher: Cipher, conversation_id: str, sealed: str) -> str | None:
    """The code; None when it does not open here: another conversation's, or its key is gone."""
    try:
        return cipher.open(b64decode(sealed, validate=True), _place(conversation_id))
    except (SealError, binascii.Error, UnicodeError):
        return None


def _place(conversation_id: str) -> str:
    return f"conversation/{conversation_id}/query-code"
