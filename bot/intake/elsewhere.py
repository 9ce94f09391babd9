"""What others answer for: payment companies, credit bureaus, brokers, insurers, other banks, courts.

A report of a crime or a breach of duty (举报) is no complaint either: those with the power to act take it.

In doubt there is none: the bank takes the complaint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from bot.intake.patterns import rules
from bot.intake.reading import read
from bot.intake.resources import load_yaml

Slug = Literal[
    "payment_company", "credit_bureau", "securities", "insurer", "other_bank", "hk", "mo", "tw", "court",
    "report",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who answers for it, and the customer's words that say so."""

    slug: Slug
    said: str


def elsewhere(text: str, own: str = "") -> Elsewhere | None:
    """The first that the words name; `own`: the bank's own name, which is never another bank's."""
    reading = read(text)
    at_home = _is_ours(reading.text, own)
    for rule in rules("elsewhere"):
        match = rule.find(reading.text)
        if match and not (at_home and rule.slug in ("other_bank", "hk", "mo", "tw")):
            return Elsewhere(cast(Slug, rule.slug), reading.said(*match.span()))
    return None


def _is_ours(plain: str, own: str) -> bool:
    name = read(own).text.strip() if own else ""
    return bool(name) and any(word in plain for word in (name, *_short(name)))


@cache
def _short(name: str) -> tuple[str, ...]:
    """The bank's other names in the list: 中国工商银行 is 工商银行 and 工行."""
    banks = load_yaml("elsewhere")["classes"]["bank"]
    known = [index for index, bank in enumerate(banks) if bank in name]
    near = [banks[index + 1] for index in known if index + 1 < len(banks)]
    return tuple(banks[index] for index in known) + tuple(n for n in near if n[0] in name and len(n) == 2)
