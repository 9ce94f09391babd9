"""Receipt numbers and query codes: no 0, O, 1, I; a receipt's check character finds slips of the finger."""

import secrets
import unicodedata
from typing import Final

from casework.errors import NotFoundError

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PREFIX: Final = "XB"
DEMO: Final = "DEM"
CODE_LENGTH: Final = 6
_BODY: Final = 8
_BLANKS: Final = dict.fromkeys(map(ord, " \t\r\n-_‐‑‒–—―－"))


def new_receipt(*, demo: bool = False) -> str:
    """A random receipt, as it is shown: XB-XXXX-XXXXX; the demo's alone begin with XB-DEM."""
    body = _random(_BODY)
    while body.startswith(DEMO) and not demo:
        body = _random(_BODY)
    body = DEMO + body[len(DEMO) :] if demo else body
    return shown(PREFIX + body + check_character(body))


def new_code() -> str:
    """A random query code of 6 characters (30 bits)."""
    return _random(CODE_LENGTH)


def normal_receipt(said: str) -> str:
    """The receipt as it is stored, from any case, width, blanks, hyphens; NotFoundError if it is none."""
    plain = normal_code(said)
    body, check = plain[len(PREFIX) : -1], plain[-1:]
    fits = plain.startswith(PREFIX) and len(body) == _BODY and set(body) <= set(ALPHABET)
    if not fits or check != check_character(body):
        raise NotFoundError("complaint")
    return shown(plain)


def normal_code(said: str) -> str:
    """Letters in upper case, no blanks, no hyphens, narrow characters."""
    return unicodedata.normalize("NFKC", said[:64]).upper().translate(_BLANKS)


def shown(plain: str) -> str:
    """XB-XXXX-XXXXX."""
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:]}"


def check_character(body: str) -> str:
    """A remainder over GF(32): any one wrong character and any two neighbours exchanged are noticed."""
    value = 0
    for character in body:
        value = _times_x(value) ^ ALPHABET.index(character)
    return ALPHABET[_times_x(value)]


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
