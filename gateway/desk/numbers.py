"""Whole numbers in an address or a form."""

from typing import Final

from casework.errors import NotFoundError

# What the database can hold.
_DIGITS: Final = 18


def number(said: str, digits: int = _DIGITS) -> int | None:
    """The number of at most so many digits; None for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None


def named(said: str, what: str) -> int:
    """The number of something in an address; NotFoundError for anything else."""
    if (found := number(said)) is None:
        raise NotFoundError(what)
    return found
