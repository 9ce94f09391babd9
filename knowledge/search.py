"""Lexical search over the entries: character n-grams and jieba words, weighted by rarity, in memory.

Every title and every other phrasing is a short document of its own; the whole entry is one more.
A score mixes how alike the question and the best phrasing are (cosine) with how much of the question the
entry covers. A piece nobody wrote counts against the question like the rarest one, so nonsense stays near 0.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import jieba

from bot.text import normalise
from knowledge.models import Hit

LONGEST = 160  # characters of a question that are looked at; a whole story is for the fraud rules
ALIKE = 0.65  # share of the cosine in a score, the rest is coverage
_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
# Particles and politeness: in every question, in no answer's subject.
_EMPTY = frozenset("的了吗呢啊呀吧嘛我你您他她它是有在和与就都也请想要把被给")

Weights = dict[str, float]


@dataclass(frozen=True)
class Document:
    """What is searched of one entry: its title and other phrasings, and its whole text."""

    entry: str
    phrases: tuple[str, ...]
    body: str


class Index:
    """An inverted index; immutable once built."""

    def __init__(self, documents: Iterable[Document]) -> None:
        jieba.setLogLevel(40)
        documents = tuple(documents)
        phrases = [(d.entry, Counter(_pieces(p))) for d in documents for p in d.phrases]
        bodies = {d.entry: Counter(_pieces(d.body)) for d in documents}
        for entry, counts in phrases:
            bodies[entry].update(counts)
        self._weight = _rarity(bodies.values())
        self._unknown = max(self._weight.values(), default=1.0)
        self._owner = [entry for entry, _ in phrases]
        self._phrases = _postings(enumerate(c for _, c in phrases), self._unit)
        self._bodies = _membership(bodies)

    def search(self, text: str, limit: int = 3) -> tuple[Hit, ...]:
        """The best entries, best first; () when nothing is shared."""
        question = self._weights(Counter(_pieces(text[:LONGEST])))
        norm = math.sqrt(sum(w * w for w in question.values()))
        if not norm:
            return ()
        alike = self._alike(question, norm)
        covered = self._covered(question)
        scores = {id_: ALIKE * alike.get(id_, 0.0) + (1 - ALIKE) * share for id_, share in covered.items()}
        best = heapq.nlargest(limit, scores.items(), key=lambda s: (s[1], s[0]))
        return tuple(Hit(id_, min(1.0, round(score, 4))) for id_, score in best)

    def _alike(self, question: Weights, norm: float) -> dict[str, float]:
        dots: dict[int, float] = defaultdict(float)
        for piece, weight in question.items():
            for phrase, share in self._phrases.get(piece, ()):
                dots[phrase] += weight * share
        best: dict[str, float] = {}
        for phrase, dot in dots.items():
            id_ = self._owner[phrase]
            best[id_] = max(best.get(id_, 0.0), dot / norm)
        return best

    def _covered(self, question: Weights) -> dict[str, float]:
        total = sum(question.values())
        found: dict[str, float] = defaultdict(float)
        for piece, weight in question.items():
            for id_ in self._bodies.get(piece, ()):
                found[id_] += weight / total
        return found

    def _weights(self, counts: Counter[str]) -> Weights:
        return {p: (1 + math.log(n)) * self._weight.get(p, self._unknown) for p, n in counts.items()}

    def _unit(self, counts: Counter[str]) -> Weights:
        weights = self._weights(counts)
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {p: w / norm for p, w in weights.items()}


def _pieces(text: str) -> Iterator[str]:
    """Single characters, pairs, triples and words of normalised text; empty words left out."""
    for run in _RUNS.findall(normalise(text)):
        if run.isascii():
            yield run
            continue
        for size in (1, 2, 3):
            for start in range(len(run) - size + 1):
                piece = run[start : start + size]
                if piece not in _EMPTY:
                    yield piece
        yield from (w for w in jieba.cut(run) if len(w) > 3)


def _rarity(documents: Iterable[Counter[str]]) -> Weights:
    documents = list(documents)
    seen = Counter(piece for counts in documents for piece in counts)
    return {piece: math.log(1 + len(documents) / n) * _size(piece) for piece, n in seen.items()}


def _size(piece: str) -> float:
    # A single character says little in Chinese; a pair is usually a word.
    return 0.4 if len(piece) == 1 else 1.0


def _postings(
    phrases: Iterable[tuple[int, Counter[str]]], unit: Callable[[Counter[str]], Weights]
) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, counts in phrases:
        for piece, weight in unit(counts).items():
            found[piece].append((number, weight))
    return dict(found)


def _membership(bodies: Mapping[str, Counter[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id_, counts in bodies.items():
        for piece in counts:
            found[piece].append(id_)
    return dict(found)
