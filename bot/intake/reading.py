"""A customer's words made plain, with the way back to what was really typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.masking.shadow import shadow, visible

# Blanks part digits and Latin words; between Chinese characters they mean nothing.
_BLANK = re.compile(r"(?<![0-9a-z.,])\s+|\s+(?![0-9a-z.,])")


@dataclass(frozen=True, slots=True)
class Reading:
    """`text`: simplified, half width, lower case, digits 0-9, without needless blanks."""

    text: str
    original: str
    places: tuple[int, ...]

    def said(self, start: int, end: int) -> str:
        """What the customer typed for `text[start:end]`."""
        return self.original[self.places[start] : self.places[end - 1] + 1] if end > start else ""


def read(original: str) -> Reading:
    """The original made plain; linear in its length."""
    seen, _ = visible(original)
    plain = shadow(seen)
    if not any(map(str.isspace, plain)):
        return Reading(plain, seen, tuple(range(len(plain))))
    kept: list[str] = []
    places: list[int] = []
    position = 0
    for blank in _BLANK.finditer(plain):
        kept.append(plain[position : blank.start()])
        places.extend(range(position, blank.start()))
        position = blank.end()
    kept.append(plain[position:])
    places.extend(range(position, len(plain)))
    return Reading("".join(kept), seen, tuple(places))
