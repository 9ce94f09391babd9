"""Lexical search over the entries: single characters and pairs, weighted by rarity, in memory.

Every title and every other phrasing is a short document compared by cosine; the whole entry is a long one
compared by BM25. A piece nobody wrote counts against the question like the rarest one, so nonsense is low.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.text import normalise
from knowledge.models import Hit

LONGEST = 160  # characters of a question that are looked at; a whole story is for the fraud rules
# BM25: how soon a repeated piece stops counting, and how much a long entry is discounted.
REPEATED, LENGTH = 2.0, 0.75
_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
# Particles and politeness: in every question, in no answer's subject.
_EMPTY = frozenset("的了吗呢啊呀吧嘛我你您他她它是有在和与就都也请想要把被给")

Weights = dict[str, float]
Postings = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True)
class Document:
    """What is searched of one entry: its title and other phrasings, and its whole text."""

    entry: str
    phrases: tuple[str, ...]
    body: str


class Index:
    """An inverted index; immutable once built."""

    def __init__(self, documents: Iterable[Document]) -> None:
        documents = tuple(documents)
        self._entries = [d.entry for d in documents]
        phrases = [(n, _count(p)) for n, d in enumerate(documents) for p in d.phrases]
        wholes = [_count("\n".join((*d.phrases, d.body))) for d in documents]
        self._rarity = _rarity(wholes)
        self._unknown = max(self._rarity.values(), default=1.0)
        self._owners = [owner for owner, _ in phrases]
        self._phrases = _postings((counts for _, counts in phrases), self._unit)
        self._wholes = _postings(wholes, _saturated(wholes))

    def search(self, text: str, limit: int = 3) -> tuple[Hit, ...]:
        """The best entries, best first; () when nothing is shared."""
        question = self._weights(_count(text[:LONGEST]))
        norm = math.sqrt(sum(w * w for w in question.values()))
        if not norm:
            return ()
        alike = self._alike(question, norm)
        covered = _sums(question, self._wholes, sum(question.values()))
        # Either may recognise the question: 1 when a phrasing is the question itself.
        scores = {n: 1 - (1 - alike.get(n, 0.0)) * (1 - share) for n, share in covered.items()}
        best = heapq.nsmallest(limit, scores.items(), key=lambda s: (-s[1], s[0]))
        return tuple(Hit(self._entries[n], round(min(1.0, score), 4)) for n, score in best)

    def _alike(self, question: Weights, norm: float) -> dict[int, float]:
        best: dict[int, float] = {}
        for phrase, cosine in _sums(question, self._phrases, norm).items():
            owner = self._owners[phrase]
            if cosine > best.get(owner, 0.0):
                best[owner] = cosine
        return best

    def _weights(self, counts: Counter[str]) -> Weights:
        return {p: (1 + math.log(n)) * self._rarity.get(p, self._unknown) for p, n in counts.items()}

    def _unit(self, counts: Counter[str]) -> Weights:
        weights = self._weights(counts)
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {p: w / norm for p, w in weights.items()}


def _count(text: str) -> Counter[str]:
    return Counter(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Characters and pairs of normalised text, empty words left out; Latin words and numbers whole."""
    for run in _RUNS.findall(normalise(text)):
        if run.isascii():
            yield from (run, run)  # a number or name is worth the pairs it would make
        else:
            yield from (c for c in run if c not in _EMPTY)
            yield from map("".join, pairwise(run))


def _rarity(documents: Iterable[Counter[str]]) -> Weights:
    documents = list(documents)
    seen = Counter(piece for counts in documents for piece in counts)
    # The root keeps one rare character from outweighing the words around it.
    return {piece: math.sqrt(math.log(1 + len(documents) / n)) for piece, n in seen.items()}


def _saturated(documents: list[Counter[str]]) -> Callable[[Counter[str]], Weights]:
    """BM25's view of a document, 0..1 per piece."""
    mean = sum(map(_length, documents)) / max(1, len(documents))

    def shares(counts: Counter[str]) -> Weights:
        discount = REPEATED * (1 - LENGTH + LENGTH * _length(counts) / mean)
        return {piece: n / (n + discount) for piece, n in counts.items()}

    return shares


def _length(counts: Counter[str]) -> int:
    return sum(counts.values())


def _postings(documents: Iterable[Counter[str]], weigh: Callable[[Counter[str]], Weights]) -> Postings:
    found: Postings = defaultdict(list)
    for number, counts in enumerate(documents):
        for piece, weight in weigh(counts).items():
            found[piece].append((number, weight))
    return dict(found)


def _sums(
    question: Weights, postings: Mapping[str, list[tuple[int, float]]], scale: float
) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for piece, weight in question.items():
        share = weight / scale
        for number, value in postings.get(piece, ()):
            sums[number] += share * value
    return sums
