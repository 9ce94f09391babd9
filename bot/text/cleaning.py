"""Tidies what people type before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata

# Tab and line breaks survive this step; the whitespace rules below deal with them.
_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
_KEPT = {"\n", "\t"}
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """NFKC without control and zero-width characters; blanks tidied, line breaks kept (at most two)."""
    if not text.isascii() or not text.isprintable():
        text = _LINE_BREAK.sub("\n", text)
        if not text.isprintable():
            text = "".join(filter(_visible, text))
        text = unicodedata.normalize("NFKC", text)
    text = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def _visible(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in _INVISIBLE
