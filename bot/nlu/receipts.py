"""A receipt in a message says what it is about: how that complaint stands, whatever the words resemble."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters and digits of receipts and query codes: no 0, O, 1, I.
_LETTER: Final = "[2-9A-HJ-NP-Z]"
_RECEIPT: Final = re.compile(rf"(?<![0-9A-Z])XB[-\s]*(?:{_LETTER}[-\s]*){{8}}{_LETTER}")
_CODE: Final = re.compile(rf"(?<![0-9A-Z]){_LETTER}{{6}}(?![0-9A-Z])")
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―－"), "-")


def has_receipt(text: str) -> bool:
    """True when a whole receipt number is in the text, however it is written."""
    return bool(_RECEIPT.search(_plain(text)))


def beside_receipt(text: str) -> str:
    """What the text says beside receipt and query code."""
    return _CODE.sub("", _RECEIPT.sub(" ", _plain(text))).strip()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
