"""Complaints about what no bank does: couriers, neighbours, airlines. In doubt there is none."""

from __future__ import annotations

from bot.intake.patterns import rules
from bot.intake.reading import read


def beside(text: str) -> bool:
    """Whether the words complain of something that has nothing to do with money matters."""
    plain = read(text).text
    return any(rule.find(plain) for rule in rules("beside"))
