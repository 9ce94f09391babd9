"""The word lists of masking as patterns."""

from __future__ import annotations

import re
from typing import Any

from bot.text.resources import load_yaml


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("masking")
    return data


def any_of(name: str) -> str:
    """An alternation of a word list, longest first; Latin words only as whole words."""
    words = sorted(_data()[name], key=len, reverse=True)
    return "(?:" + "|".join(_whole(word) for word in words) + ")"


def _whole(word: str) -> str:
    escaped = re.escape(word)
    if not word[0].isascii() or not word[0].isalpha():
        return escaped
    return rf"(?<![a-z]){escaped}(?![a-z])"


def one_of(name: str) -> str:
    """A character class of a list of characters."""
    return f"[{re.escape(_data()[name])}]"


BETWEEN = one_of("between")
STRICT = re.compile(one_of("strict"))
BREAK = re.compile(one_of("breaks"))
UNIT = re.compile(rf"\s?{any_of('units')}")
AMOUNT_BEFORE = re.compile(rf"{any_of('amounts')}\s?$")
CARD_WORD = re.compile(any_of("card"))
CARD_CONTEXT = re.compile(any_of("card_context"))
ORDER_WORD = re.compile(any_of("order"))
IDENTITY_WORD = re.compile(any_of("identity"))
MOBILE_WORD = re.compile(any_of("mobile"))
