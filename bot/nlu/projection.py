"""A text as the matchers read it, with the way back to the original offsets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from bot.text import fold


@dataclass(frozen=True)
class Projection:
    """`text`: simplified, half-width, lower-case, without white space or invisible characters."""

    text: str
    positions: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of `text[start:end]` in the original text."""
        return self.positions[start], self.positions[end - 1] + 1


def project(original: str, folded: str | None = None) -> Projection:
    """Drop what the eye does not see, keep one character per character for the rest."""
    kept = [(index, char) for index, char in enumerate(folded or fold(original)) if _visible(char)]
    return Projection("".join(_plain(char) for _, char in kept), tuple(index for index, _ in kept))


def _visible(char: str) -> bool:
    # Cf: zero-width joiners and marks; Mn: variation selectors.
    return not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc", "Mn"}


def _plain(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char
