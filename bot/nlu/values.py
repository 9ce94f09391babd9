"""Canonical values: an amount as a number, a telephone number as digits."""

from __future__ import annotations

import re

from bot.text import amount_of


def canonical(entity: str, text: str) -> str:
    """Normalised form of a matched text: `5万元` -> `50000`; unchanged when there is none."""
    if entity == "amount":
        value = amount_of(text)
        return text if value is None else f"{value:g}" if value < 1e6 else str(int(value))
    return re.sub(r"\D", "", text) if entity == "phone" else text
