"""A small linear text classifier: character n-grams, TF-IDF, one-vs-rest weights, chances from the lead.

scikit-learn only fits the weights. The model is one `.npz` without pickled objects and predicts with
numpy alone (tens of microseconds a message), linear in the length of the text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

_STEPS = 127  # of eight bits, on either side of zero
# Of so many sentences, an n-gram in only one of them tells nothing and fills half the vocabulary.
_MANY = 10_000


def ngrams(text: str, longest: int) -> Counter:
    """Counts of the character n-grams of 1..longest, the ends of the text marked."""
    framed = f"^{text}$"
    counts: Counter = Counter()
    for size in range(1, longest + 1):
        counts.update(framed[i : i + size] for i in range(len(framed) - size + 1))
    counts.pop("^", None)
    counts.pop("$", None)
    return counts


class Vectoriser:
    """TF-IDF over character n-grams; n-grams never seen in training weigh in the length of the vector."""

    def __init__(self, vocabulary: dict[str, int], idf: np.ndarray, unseen_idf: float, longest: int) -> None:
        self.vocabulary, self.idf, self.unseen_idf, self.longest = vocabulary, idf, unseen_idf, longest
        self._weights = idf.tolist()

    @classmethod
    def fit(cls, texts: Sequence[str], longest: int) -> Vectoriser:
        """Learn the vocabulary and the inverse document frequencies (smoothed, as scikit-learn does)."""
        documents: Counter = Counter()
        for text in texts:
            documents.update(ngrams(text, longest).keys())
        least = 2 if len(texts) >= _MANY else 1
        kept = sorted(gram for gram, count in documents.items() if count >= least)
        vocabulary = {gram: index for index, gram in enumerate(kept)}
        total = len(texts) + 1
        idf = np.array([log(total / (documents[gram] + 1)) + 1 for gram in vocabulary], dtype=np.float32)
        return cls(vocabulary, idf, log(total) + 1, longest)

    def transform(self, text: str) -> tuple[list[int], np.ndarray, float]:
        """Column numbers, their values, and the share (0..1) of the text's weight that is known."""
        columns: list[int] = []
        values: list[float] = []
        unseen = 0.0
        for gram, count in ngrams(text, self.longest).items():
            column = self.vocabulary.get(gram)
            frequency = 1 + log(count)
            if column is None:
                unseen += (frequency * self.unseen_idf) ** 2
            else:
                columns.append(column)
                values.append(frequency * self._weights[column])
        known = sum(v * v for v in values)
        norm = sqrt(known + unseen) or 1.0
        return columns, np.array(values, dtype=np.float32) / norm, known / (norm * norm)

    def rarity(self, gram: str) -> float:
        """How rare an n-gram is (its inverse document frequency); infinite for one it does not know."""
        at = self.vocabulary.get(gram)
        return inf if at is None else self._weights[at]

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """Rows of `transform` as one sparse matrix."""
        rows = [self.transform(text) for text in texts]
        starts = np.cumsum([0] + [len(columns) for columns, _, _ in rows])
        columns = np.fromiter((c for row, _, _ in rows for c in row), dtype=np.int32, count=starts[-1])
        values = np.concatenate([v for _, v, _ in rows]) if rows else np.zeros(0, dtype=np.float32)
        return csr_matrix((values, columns, starts), shape=(len(rows), len(self.vocabulary)))


@dataclass(frozen=True, slots=True)
class Certainty:
    """How likely the best label is right, by its lead over the second (a logistic curve)."""

    slope: float = 4.0
    offset: float = 0.0

    def of(self, lead: float) -> float:
        """0..1; at least `offset`'s own chance, since a lead is never negative."""
        return 1 / (1 + exp(-(self.slope * lead + self.offset)))


@dataclass(frozen=True, slots=True)
class Weights:
    """Features × labels in eight bits, each feature with a scale of its own: a quarter of the memory."""

    steps: np.ndarray
    scales: np.ndarray

    @classmethod
    def of(cls, exact: np.ndarray) -> Weights:
        """Rounded to 127 steps of a feature's largest weight; no score moves by what could be measured."""
        scales = np.abs(exact).max(axis=1) / _STEPS
        steps = np.rint(exact / np.where(scales > 0, scales, 1)[:, None])
        return cls(steps.astype(np.int8), scales.astype(np.float32))

    def scores(self, columns: list[int], values: np.ndarray) -> np.ndarray:
        """One text's score of each label."""
        return (values * self.scales[columns]) @ self.steps[columns].astype(np.float32)


class LinearModel:
    """Weights over a vectoriser, with the numbers that make its chances honest.

    The best label's chance comes from its lead over the second: of all measures tried that told right from
    wrong best. The `temperature` shares out the rest among the others.
    """

    def __init__(
        self,
        vectoriser: Vectoriser,
        labels: list[str],
        weights: Weights,
        bias: np.ndarray,
        temperature: float = 1.0,
        certainty: Certainty | None = None,
    ) -> None:
        self.vectoriser, self.labels, self.temperature = vectoriser, labels, temperature
        self.weights, self.bias = weights, bias
        self.certainty = certainty or Certainty()

    def scores(self, text: str) -> tuple[np.ndarray, float]:
        """Raw score of each label, and the known share of the text."""
        columns, values, known = self.vectoriser.transform(text)
        return self.weights.scores(columns, values) + self.bias, known

    def rank(self, text: str) -> tuple[list[tuple[str, float]], float]:
        """Labels with their probability, best first, and the known share of the text."""
        scores, known = self.scores(text)
        order = np.argsort(-scores, kind="stable")
        chances = self._chances(scores[order])
        return [(self.labels[i], float(chance)) for i, chance in zip(order, chances, strict=True)], known

    def _chances(self, ordered: np.ndarray) -> np.ndarray:
        best = self.certainty.of(float(ordered[0] - ordered[1]))
        others = softmax(ordered[1:] * self.temperature) * (1 - best)
        # Where all is doubtful the second can get more than the best: both then get the same.
        if others[0] > best:
            best = others[0] = (best + others[0]) / 2
        return np.concatenate(([best], others))

    def save(self, directory: Path) -> None:
        """Write `model.npz` (arrays) and `model.json` (vocabulary, labels, numbers)."""
        v = self.vectoriser
        arrays = {"steps": self.weights.steps, "scales": self.weights.scales, "bias": self.bias, "idf": v.idf}
        np.savez_compressed(directory / "model.npz", **arrays)
        meta = {
            "labels": self.labels,
            "vocabulary": list(v.vocabulary),
            "unseen_idf": v.unseen_idf,
            "longest": v.longest,
            "temperature": self.temperature,
            "certainty": [self.certainty.slope, self.certainty.offset],
        }
        (directory / "model.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> LinearModel:
        """Read what `save` wrote; nothing in it is executed."""
        meta = json.loads((directory / "model.json").read_text(encoding="utf-8"))
        with np.load(directory / "model.npz", allow_pickle=False) as arrays:
            weights = Weights(arrays["steps"], arrays["scales"])
            bias, idf = arrays["bias"], arrays["idf"]
        vocabulary = {gram: index for index, gram in enumerate(meta["vocabulary"])}
        vectoriser = Vectoriser(vocabulary, idf, meta["unseen_idf"], meta["longest"])
        return cls(
            vectoriser, meta["labels"], weights, bias, meta["temperature"], Certainty(*meta["certainty"])
        )


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities of the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
