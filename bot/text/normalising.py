"""One spelling for what means the same: used for search and intent matching, never shown."""

from __future__ import annotations

from bot.text.cleaning import clean
from bot.text.folding import fold
from bot.text.wording import inbound


def synonyms(text_folded: str) -> str:
    """Regional and colloquial words as ours (简讯 → 短信); expects folded lower case, changes the length."""
    return inbound().replace(text_folded)


def synonym_changes(text_folded: str) -> list[tuple[int, int, str]]:
    """What `synonyms` would change, in order: (start, end, our word)."""
    return inbound().changes(text_folded)


def normalise(text: str) -> str:
    """Cleaned, folded, lower case, with one word for each thing."""
    return synonyms(fold(clean(text)).lower())
