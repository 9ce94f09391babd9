"""Replaces many words in one pass: leftmost first, longest first, with optional guards."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Guard:
    """Characters that must not stand right before or right after a word for it to count."""

    not_after: str = ""
    not_before: str = ""

    def pattern(self, word: str) -> str:
        """Lookarounds to place where the word ends."""
        behind = f"(?<![{re.escape(self.not_after)}]{re.escape(word)})" if self.not_after else ""
        ahead = f"(?![{re.escape(self.not_before)}])" if self.not_before else ""
        return behind + ahead


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    end: str | None = None


class Replacer:
    """A set of words with what to put in their place; `replace` is linear in the text."""

    def __init__(
        self,
        words: Mapping[str, str],
        guards: Mapping[str, Guard] | None = None,
        straddles: Callable[[str, int, int], bool] | None = None,
    ) -> None:
        """Build the matcher. A word mapped to itself only protects itself from shorter ones.

        `straddles` (text, start, end) may say of a match that it is the end of one word and the
        beginning of another; `replace` leaves it then.
        """
        self._words = dict(words)
        self._straddles = straddles
        self._pattern = re.compile(any_word(self._words, guards))

    def replace(self, text: str) -> str:
        """The text with every word replaced."""
        return self._pattern.sub(self._replacement, text)

    def changes(self, text: str) -> list[tuple[int, int, str]]:
        """What `replace` would change, in order: (start, end, new text)."""
        found = ((m, self._replacement(m)) for m in self._pattern.finditer(text))
        return [(*match.span(), new) for match, new in found if new != match[0]]

    def split(self, text: str, edges: Container[int] | None = None) -> list[tuple[str, str | None]]:
        """The text in pieces, in order: (piece, what replaces it, or None for text between words).

        With `edges` (offsets where words of the text meet), a word must not reach over one half-way.
        """
        pieces: list[tuple[str, str | None]] = []
        start = 0
        for match in self._matches(text, edges):
            if match.start() > start:
                pieces.append((text[start : match.start()], None))
            pieces.append((match[0], self._words[match[0]]))
            start = match.end()
        if start < len(text):
            pieces.append((text[start:], None))
        return pieces

    def _matches(self, text: str, edges: Container[int] | None) -> Iterator[re.Match[str]]:
        position = 0
        while match := self._pattern.search(text, position):
            aligned = edges is None or _aligned(match, edges)
            position = match.end() if aligned else match.start() + 1
            if aligned:
                yield match

    def _replacement(self, match: re.Match[str]) -> str:
        if self._straddles and self._straddles(match.string, *match.span()):
            return match[0]
        return self._words[match[0]]


def _aligned(match: re.Match[str], edges: Container[int]) -> bool:
    start, end = match.span()
    inside_one = not any(offset in edges for offset in range(start + 1, end))
    return inside_one or (start in edges and end in edges)


def any_word(words: Iterable[str], guards: Mapping[str, Guard] | None = None) -> str:
    """A pattern for any of the words, longest first; shared beginnings are tried once. Nothing for none."""
    root = _Node()
    for word in words:
        node = root
        for character in word:
            node = node.children.setdefault(character, _Node())
        node.end = guards[word].pattern(word) if guards and word in guards else ""
    return _pattern(root) if root.children else r"(?!)"


def _pattern(node: _Node) -> str:
    # Longer words stand before the word that ends here, so the longest one wins.
    branches = [re.escape(c) + _pattern(child) for c, child in node.children.items()]
    if node.end is not None:
        branches.append(node.end)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
