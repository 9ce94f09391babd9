"""Small checks of plain values, shared by the services."""

import unicodedata
from collections.abc import Collection
from typing import Final

from casework.errors import ValueRefusedError

# Letters or signs by Unicode's table, and nothing on the screen: fillers of Hangul, the empty Braille cell.
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def one_of(field: str, value: str, allowed: Collection[str]) -> str:
    """`value` if it is one of `allowed`, else ValueRefusedError."""
    if value not in allowed:
        raise ValueRefusedError(field, f"must be one of {', '.join(sorted(allowed))}")
    return value


def sized(field: str, value: str, longest: int, shortest: int = 1) -> str:
    """`value` if its length is within bounds, else ValueRefusedError."""
    if not shortest <= len(value) <= longest:
        raise ValueRefusedError(field, f"must have {shortest} to {longest} characters")
    return value


def reasoned(field: str, text: str, longest: int = 500, shortest: int = 4) -> str:
    """A reason without invisible characters, masked; ValueRefusedError.

    At least `shortest` letters or digits: blanks, zero-width characters and dots say nothing.
    """
    # The dictionaries of the masks are not for those who only check a slug.
    from bot.text.masking import mask

    plain = seen(text)
    sized(field, plain, longest)
    if sum(map(str.isalnum, plain)) < shortest:
        raise ValueRefusedError(field, f"must have at least {shortest} letters or digits")
    return mask(plain).text


def seen(text: str) -> str:
    """What can be seen of a text, trimmed; line breaks stay."""
    return "".join(filter(_seen, text)).strip()


def _seen(character: str) -> bool:
    hidden = character in _FILLERS or unicodedata.category(character) in _UNSEEN
    return character in "\n\t" or not hidden
