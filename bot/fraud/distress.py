"""Words of somebody who may take their life (`data/distress.yml`): they come before everything else."""

from __future__ import annotations

from functools import cache

from bot.fraud.resources import load_yaml
from bot.text import normalise


def despairs(text: str) -> bool:
    """True when a phrase of the list stands in the text, harmless uses left out."""
    words = normalise(text)
    phrases, harmless = _lists()
    for word in harmless:
        words = words.replace(word, "")
    return any(phrase in words for phrase in phrases)


@cache
def _lists() -> tuple[tuple[str, ...], tuple[str, ...]]:
    listed = load_yaml("distress")
    return tuple(map(normalise, listed["phrases"])), tuple(map(normalise, listed["except"]))
