"""The word lists of masking as patterns."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

from bot.text.replacer import Guard, any_word
from bot.text.resources import load_yaml

# Words that announce a secret; longest first, so that 动态密码 is a code and not a password.
_ANNOUNCING = ("one_time_code", "password", "cvv", "expiry")
_WHOLE = Guard(not_after=string.ascii_lowercase, not_before=string.ascii_lowercase)


def _data(file: str = "masking") -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(file)
    return data


def listed(file: str, name: str) -> Any:
    """One list of a file, as it is written there."""
    return _data(file)[name]


def any_of(*names: str, file: str = "masking") -> str:
    """A pattern for the words of some lists, longest first; Latin words only as whole words."""
    words = [str(word) for name in names for word in _data(file)[name]]
    return any_word(words, {word: _WHOLE for word in words if word[0] in string.ascii_lowercase})


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
NOT_A_CARD = re.compile(any_of("not_a_card"))

_ANY = re.compile(any_of(*_ANNOUNCING))
_KINDS = {
    word: tuple(k for k in _ANNOUNCING if word in _data()[k]) for k in _ANNOUNCING for word in _data()[k]
}


def announcements(shadow: str) -> Iterator[tuple[str, int, int]]:
    """Where a secret is announced: (kind, start, end of the word); some words announce two kinds."""
    for match in _ANY.finditer(shadow):
        for kind in _KINDS[match[0]]:
            yield kind, match.start(), match.end()
