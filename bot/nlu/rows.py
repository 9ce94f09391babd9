"""Texts as sparse rows over n-grams, and fitted weights as a `Linear`: what the fitted models share."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import count

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB

from bot.fraud.model import ZERO, Linear

_SQUARE = 100  # square weights are kept as hundredths
_LARGEST = 32_000


@dataclass(frozen=True)
class Table:
    """Texts × n-grams: `grams` sorted, `seen` in how many texts each is, `rows` of ones and zeros."""

    grams: list[str]
    seen: np.ndarray
    rows: csr_matrix

    def weighted(self, idf: np.ndarray) -> csr_matrix:
        """The rows with each n-gram at its weight, each of length 1 (or 0: no known n-gram)."""
        starts = self.rows.indptr
        values = idf[self.rows.indices]
        # Of a row without anything the sum is its neighbour's: it has no value to divide.
        squares = np.add.reduceat(np.append(values**2, 0.0), starts[:-1])
        values = values / np.repeat(np.sqrt(squares), np.diff(starts))
        return csr_matrix((values, self.rows.indices, starts), shape=self.rows.shape)


def tabulate(texts: Sequence[Set[str]], least: int) -> Table:
    """The n-grams of each text, but for those of fewer than `least` texts."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns, starts = array("i"), [0]
    for grams in texts:
        columns.extend([numbers[gram] for gram in grams])
        starts.append(len(columns))
    met = np.frombuffer(columns, dtype=np.int32)
    seen = np.bincount(met, minlength=len(numbers))
    kept = sorted(gram for gram, number in numbers.items() if seen[number] >= least)
    order = np.array([numbers[gram] for gram in kept], dtype=np.int64)
    place = np.full(len(numbers), -1, dtype=np.int32)
    place[order] = np.arange(len(kept), dtype=np.int32)
    found = place[met]
    # How many of the columns before each start were kept.
    before = np.concatenate(([0], np.cumsum(found >= 0)))[starts]
    known = found[found >= 0]
    rows = csr_matrix((np.ones(len(known), dtype=np.int8), known, before), shape=(len(texts), len(kept)))
    rows.sort_indices()
    return Table(kept, seen[order], rows)


def counted(
    features: csr_matrix, labels: Sequence[str], weights: Sequence[float] | None, smooth: float
) -> np.ndarray:
    """Naive Bayes: labels (sorted) × features; it generalises from few sentences where regression does not.

    What all labels have in common changes nothing, but would need the width: it is taken away.
    """
    bayes = MultinomialNB(alpha=smooth, fit_prior=False).fit(features, np.array(labels), weights)
    logs: np.ndarray = bayes.feature_log_prob_
    return logs - logs.mean(axis=0)


def linear(
    labels: Sequence[str], weights: np.ndarray, bias: np.ndarray, vocabulary: dict[str, int], idf: np.ndarray
) -> Linear:
    """Weights (labels × n-grams, of rows as `Table.weighted` makes them) as whole numbers."""
    scaled = weights * idf
    # Weights that are all nothing are as whole as they are.
    unit = np.abs(scaled).max(initial=0.0) / _LARGEST or 1.0
    squares = np.round(idf**2 * _SQUARE)
    lanes = lanes_of(squares.astype(int), np.round(scaled / unit).astype(int).T)
    rows = {gram: lanes[at] for gram, at in vocabulary.items()}
    return Linear(tuple(labels), tuple(map(float, bias)), float(unit) * _SQUARE**0.5, rows)


def lanes_of(squares: np.ndarray, weights: np.ndarray) -> list[int]:
    """`packed` for every n-gram at once: their square weights, and weights as n-grams × labels."""
    lanes = np.column_stack((squares, weights + ZERO)).astype("<u4")
    size, content = lanes.shape[1] * lanes.itemsize, lanes.tobytes()
    return [int.from_bytes(content[at : at + size], "little") for at in range(0, len(content), size)]
