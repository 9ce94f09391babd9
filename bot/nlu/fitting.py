"""Fits `LinearModel`: weights by a linear SVM, the chances on whole phrasings held out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.nlu.linear import Certainty, LinearModel, Vectoriser, Weights, softmax
from bot.nlu.rows import counted

_SEED = 20
# Two examples of one label that share this much of their bigrams are phrasings of each other.
_ALIKE = 0.35
# Held-out examples from which the chances are fitted: more only cost training time.
_ENOUGH = 4000
# Stopped early on purpose: more rounds cost time, and questions never seen are not understood better.
_ROUNDS = 8
# Of so many examples, each is held against the labels it is likest to, and against a share of the others.
_MANY, _NEAREST, _FAR = 10_000, 40, 0.05
_SMOOTH = 0.1
# Fibonacci hashing: of two marks put together, the upper bits are as good as drawn.
_MIX, _UPPER = np.uint32(2654435769), 16


@dataclass(frozen=True)
class Told:
    """Sentences as `rows` with their labels, and a mark of each by its words."""

    rows: csr_matrix
    labels: np.ndarray
    marks: np.ndarray

    @staticmethod
    def of(rows: csr_matrix, texts: Sequence[str], labels: Sequence[str]) -> Told:
        """Marked by what they say, not by their place: one that is added elsewhere changes none."""
        return Told(rows, np.array(labels), _marks(texts))

    def some(self, at: np.ndarray) -> Told:
        """Those with these numbers."""
        return Told(self.rows[at], self.labels[at], self.marks[at])


def fit(texts: Sequence[str], labels: Sequence[str], longest: int, cost: float, folds: int) -> LinearModel:
    """Train on all examples; what scores are worth comes from `folds` grouped folds (if enough)."""
    names = sorted(set(labels))
    if len(names) < 2:
        raise ValueError("the intent classifier needs examples of at least two intents")
    vectoriser = Vectoriser.fit(texts, longest)
    told = Told.of(vectoriser.matrix(texts), texts, labels)
    # One after the other: liblinear draws from one generator for all threads, and would draw anew each time.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, bias = _weights(told, names, cost)
        groups = group_phrasings(texts, labels)
        scores, truths = held_out_scores(told, names, groups, cost, folds)
    model = LinearModel(vectoriser, names, Weights.of(weights.T), bias)
    if len(truths):
        model.temperature, model.certainty = _temperature(scores, truths), _certainty(scores, truths)
    return model


def _weights(told: Told, names: list[str], cost: float) -> tuple[np.ndarray, np.ndarray]:
    """Labels × features, and a bias for each label; one without examples here never wins."""
    known = np.unique(told.labels)
    against = _against(told, known)
    weights = np.zeros((len(names), told.rows.shape[1]), dtype=np.float32)
    bias = np.full(len(names), -2.0, dtype=np.float32)
    for column, label in enumerate(known):
        own = told.labels == label
        learned = np.flatnonzero(own | against[:, column])
        svm = LinearSVC(C=cost, max_iter=_ROUNDS, random_state=_SEED).fit(told.rows[learned], own[learned])
        at = names.index(label)
        weights[at], bias[at] = svm.coef_[0], svm.intercept_[0]
    return weights, bias


def _against(told: Told, known: np.ndarray) -> np.ndarray:
    """Examples × labels (all there are, sorted): which teach what a label is not.

    Those that counting words takes for it, and a few of all others: what is far from a label could not move
    its border, and is most of the work.
    """
    if len(told.labels) < _MANY:
        return np.ones((len(told.labels), len(known)), dtype=bool)
    odds = np.asarray(told.rows @ counted(told.rows, told.labels, None, _SMOOTH).T)
    least = max(odds.shape[1] - _NEAREST, 0)
    near = odds >= np.partition(odds, least, axis=1)[:, least, None]
    drawn = ((told.marks[:, None] ^ _marks(known)) * _MIX) >> _UPPER
    return near | (drawn < _FAR * 2**_UPPER)


def _marks(texts: Sequence[str] | np.ndarray) -> np.ndarray:
    return np.array([crc32(text.encode()) for text in texts], dtype=np.uint32)


def group_phrasings(texts: Sequence[str], labels: Sequence[str]) -> list[int]:
    """A group number per example: near-copies within a label (another script, more polite) share it."""
    by_label: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        by_label.setdefault(label, []).append(index)
    groups = list(range(len(texts)))
    for members in by_label.values():
        for index, number in zip(members, _alike([texts[i] for i in members]), strict=True):
            groups[index] = members[number]
    return groups


def _alike(texts: Sequence[str]) -> np.ndarray:
    """For each text the number of the first it is a phrasing of, directly or by others between them."""
    marks = CountVectorizer(analyzer=_pairs, binary=True).fit_transform([f"^{text}$" for text in texts])
    shared = (marks @ marks.T).tocoo()
    sizes = np.asarray(marks.sum(axis=1)).ravel()
    near = shared.data >= _ALIKE * (sizes[shared.row] + sizes[shared.col] - shared.data)
    links = coo_matrix((shared.data[near], (shared.row[near], shared.col[near])), shape=shared.shape)
    found = connected_components(links, directed=False)[1]
    return np.unique(found, return_index=True)[1][found]


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def grouped_folds(groups: Sequence[int], folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(training, held-out) index arrays; a group is never on both sides."""
    unique = np.unique(np.array(groups))
    np.random.RandomState(_SEED).shuffle(unique)
    for fold in range(folds):
        held = np.isin(groups, unique[fold::folds])
        if held.any() and not held.all():
            yield np.flatnonzero(~held), np.flatnonzero(held)


def held_out_scores(
    told: Told, names: list[str], groups: Sequence[int], cost: float, folds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Raw scores of held-out examples, fold by fold until there are enough, and each one's right label.

    They were vectorised with all others: what only the held-out say weighs nothing, whichever way.
    """
    scores, truths = [], []
    for train, held in grouped_folds(groups, folds):
        learned = told.some(train)
        if len(set(learned.labels)) < 2:
            continue
        weights, bias = _weights(learned, names, cost)
        some = np.random.RandomState(_SEED).permutation(held)[:_ENOUGH]
        scores.append(told.rows[some] @ weights.T + bias)
        truths += [names.index(label) for label in told.labels[some]]
        if len(truths) >= _ENOUGH:
            break
    return np.concatenate(scores) if scores else np.zeros((0, len(names))), np.array(truths)


def _temperature(scores: np.ndarray, truths: np.ndarray) -> float:
    candidates = np.geomspace(0.5, 32, 25)
    return float(min(candidates, key=lambda t: _loss(scores * t, truths)))


def _certainty(scores: np.ndarray, truths: np.ndarray) -> Certainty:
    """How often the best label was right, by its lead; the untouched curve if it always or never was."""
    right = scores.argmax(axis=1) == truths
    if right.all() or not right.any():
        return Certainty()
    ordered = np.sort(scores, axis=1)
    fitted = LogisticRegression(C=1000).fit((ordered[:, -1] - ordered[:, -2])[:, None], right)
    return Certainty(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def _loss(scores: np.ndarray, truths: np.ndarray) -> float:
    chances = softmax(scores)[np.arange(len(truths)), truths]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())
