"""Passwords: argon2id hashes, rules, and one-time passwords that can be read aloud."""

import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.errors import ValueRefusedError

SHORTEST: Final = 10
LONGEST: Final = 128
_HASHER = PasswordHasher()
# No 0/O, 1/I/l: it is typed from a screen or a sheet of paper.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The argon2id hash; takes tens of milliseconds on purpose, so never inside a database function."""
    return _HASHER.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether the password is the one hashed; as slow for an account that does not exist (None)."""
    try:
        return _HASHER.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def one_time() -> str:
    """A random password in four groups of four (79 bits)."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def check_new(password: str, name: str, former: str) -> None:
    """ValueRefusedError unless it is long enough, not the old one and not built on the name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueRefusedError("password", f"must have {SHORTEST} to {LONGEST} characters")
    if password == former:
        raise ValueRefusedError("password", "must differ from the old one")
    if name.lower() in password.lower():
        raise ValueRefusedError("password", "must not contain the name")
    if len(set(password)) < SHORTEST // 2:
        raise ValueRefusedError("password", "repeats too few characters")


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))
