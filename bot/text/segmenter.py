"""Splits simplified text into its likeliest words, so that no phrase is seen across two of them.

OpenCC takes the longest phrase from the left: 先生发来短信 becomes 先生髮來短信 because of 生发 (hair).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache

from bot.text.dictionaries import merged
from bot.text.resources import DATA

# How often a phrase of OpenCC is taken to occur that the word list does not know, by length.
_RARE, _RARE_LONG = 3, 8
_OURS, _NAME = 2000, 60
_UNKNOWN = 0.5


class Segmenter:
    """Maximum-probability word segmentation; linear in the text, safe from several threads."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Turn word counts into costs (negative logarithms of probabilities)."""
        total = math.log(sum(counts.values()))
        self._costs = {word: total - math.log(count) for word, count in counts.items()}
        self._unknown = total - math.log(_UNKNOWN)
        self._longest: dict[str, int] = {}
        for word in counts:
            if self._longest.get(word[0], 0) < len(word):
                self._longest[word[0]] = len(word)

    def split(self, text: str) -> list[str]:
        """The words of the text, in order; joined they are the text."""
        costs, starts = [0.0, *[math.inf] * len(text)], [0] * (len(text) + 1)
        for start, character in enumerate(text):
            longest = min(self._longest.get(character, 1), len(text) - start)
            for length in range(1, longest + 1):
                cost = self._cost(text[start : start + length])
                if costs[start] + cost < costs[start + length]:
                    costs[start + length] = costs[start] + cost
                    starts[start + length] = start
        return _path(text, starts)

    def _cost(self, word: str) -> float:
        return self._costs.get(word, self._unknown if len(word) == 1 else math.inf)


def _path(text: str, starts: list[int]) -> list[str]:
    words: list[str] = []
    end = len(text)
    while end:
        words.append(text[starts[end] : end])
        end = starts[end]
    return words[::-1]


@cache
def word_counts() -> dict[str, int]:
    """Simplified words and how often they occur, from `data/words.txt`."""
    lines = (DATA / "words.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count in (line.split(" ") for line in lines)}


def straddles(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] only looks like a word: 个资 in 每个资料 is an end and a beginning."""
    words = word_counts()
    if end - start > 3 or not start:
        return False
    for middle in range(start + 1, end):
        rest = (text[middle : end + 1], text[middle:end])
        if text[start - 1 : middle] in words and any(len(word) > 1 and word in words for word in rest):
            return True
    return False


def vocabulary(
    phrase_dictionaries: Iterable[str], ours: Iterable[str], names: Iterable[str]
) -> dict[str, int]:
    """Counts for the segmenter: common words, every phrase of OpenCC, our own words and people's names."""
    counts = {word: _RARE_LONG if len(word) > 2 else _RARE for word in merged(*phrase_dictionaries)}
    counts.update(word_counts())
    for words, count in ((names, _NAME), (ours, _OURS)):
        counts.update({word: max(count, counts.get(word, 0)) for word in words})
    return counts
