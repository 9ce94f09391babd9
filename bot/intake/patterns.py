"""Patterns of words: `投诉|举报 ~4 @wallets` — words or classes in order, at most N characters between them.

One rule has several patterns, and `unless` for what silences it. Gaps are bounded, so the work is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.intake.resources import load_yaml
from bot.text.replacer import any_word

_GAP = 2
_WITHIN = r"[^。！？!?;；\n]"  # a pattern stays within a sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """What the words mean, how they are found, and what else in the text speaks against it."""

    slug: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def find(self, text: str) -> re.Match[str] | None:
        """The first place where it holds in a plain text."""
        match = self.pattern.search(text)
        if match is None or (self.unless and self.unless.search(text)):
            return None
        return match


@cache
def rules(file: str) -> tuple[Rule, ...]:
    """The rules of `data/<file>.yml`, in order: the first that holds counts."""
    content = load_yaml(file)
    classes = content.get("classes", {})
    return tuple(_rule(raw, classes) for raw in content["rules"])


def _rule(raw: Mapping[str, Any], classes: Mapping[str, Iterable[str]]) -> Rule:
    unless = raw.get("unless")
    pattern, silent = compiled(raw["patterns"], classes), compiled(unless, classes) if unless else None
    return Rule(str(raw["slug"]), pattern, silent)


def compiled(patterns: Iterable[str], classes: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """One regular expression for several patterns. KeyError for a class that is not there."""
    return re.compile("|".join(_one(str(pattern), classes) for pattern in patterns))


def _one(written: str, classes: Mapping[str, Iterable[str]]) -> str:
    parts: list[str] = []
    gap = _GAP
    for token in written.split():
        if token.startswith("~"):
            gap = int(token[1:])
            continue
        words = (w for part in token.split("|") for w in (classes[part[1:]] if part[0] == "@" else [part]))
        found = f"(?:{any_word(map(str, words))})"
        parts.append(f"{_WITHIN}{{0,{gap}}}?{found}" if parts and gap else found)
        gap = _GAP
    return "".join(parts)
