"""How to reach somebody: telephone numbers and addresses, plain or shown in part. They tell of no fraud."""

from __future__ import annotations

import re
from functools import cache

from bot.fraud.resources import load_yaml
from bot.text import MASK_LABEL, fold

# What stands for personal data in a stored text: 138****8000, a***@example.com, [已隐藏:…].
SHOWN_IN_PART = re.compile(
    rf"{MASK_LABEL.pattern}|(?<!\d)\d{{2,4}}\*{{4}}\d{{2,4}}(?!\d)|[^\s@*]\*{{3}}@[a-z0-9.-]{{3,80}}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ -]?\d){6,14}(?!\d)")
_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{3,80}", re.IGNORECASE)
_LONGEST = 120  # characters


def only_contact(text: str) -> bool:
    """True when nothing but a number or address is said, perhaps with words of `data/contacts.yml`."""
    if len(text) > _LONGEST:
        return False
    folded = fold(text)
    left = folded
    for pattern in (SHOWN_IN_PART, _ADDRESS, _NUMBER):
        left = pattern.sub(" ", left)
    return left != folded and not any(map(str.isalnum, _words().sub(" ", left)))


@cache
def _words() -> re.Pattern[str]:
    words = sorted(map(fold, load_yaml("contacts")["words"]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
