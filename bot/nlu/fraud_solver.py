"""Softmax regression with an L2 penalty: L-BFGS in single precision, for few steps over very many n-grams.

The same function as scikit-learn's `LogisticRegression`, which needs double precision and four times as long.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

_KEPT = 30  # steps remembered: three times as many as scipy does, and fewer are needed
_TRIES = 20  # of a step's length
_ENOUGH, _CURVED = 1e-3, 0.9  # the Wolfe conditions
_FLAT = 1e-4  # largest part of a gradient that is as good as none


@dataclass(frozen=True)
class Regression:
    """`weights`: labels × features; `bias`: one for each label, in the order of `labels`."""

    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray


def regress(
    features: csr_matrix, labels: Sequence[str], weights: Sequence[float], cost: float, steps: int
) -> Regression:
    """Fit at most `steps` steps; `weights` of the rows come on top of every label weighing the same."""
    names, told = np.unique(np.array(labels), return_inverse=True)
    balanced = len(told) / (len(names) * np.bincount(told))
    loss = _Loss(features, told, np.array(weights) * balanced[told], len(names), 1 / cost)
    found = _descend(loss, steps).reshape(-1, len(names)).T.astype(float)
    return Regression(tuple(map(str, names)), found[:, :-1], found[:, -1])


class _Loss:
    """Weighted log-loss and penalty, and their gradient; the last row of weights is the bias."""

    def __init__(
        self, features: csr_matrix, told: np.ndarray, weights: np.ndarray, labels: int, penalty: float
    ) -> None:
        self._features = features.astype(np.float32)
        # A copy by columns: twice as fast as going through the rows again.
        self._turned = self._features.T.tocsr()
        self._told, self._rows = told, np.arange(len(told))
        self._weights = weights.astype(np.float32)[:, None]
        self._labels, self._penalty = labels, np.float32(penalty)
        self.size = (features.shape[1] + 1) * labels

    def __call__(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        at = flat.reshape(-1, self._labels)
        odds = self._features @ at[:-1] + at[-1]
        odds -= odds.max(axis=1, keepdims=True)
        chances = np.exp(odds)
        totals = chances.sum(axis=1, keepdims=True)
        wrong = (np.log(totals)[:, 0] - odds[self._rows, self._told]) * self._weights[:, 0]
        chances /= totals
        chances[self._rows, self._told] -= 1
        chances *= self._weights
        slope = np.empty_like(at)
        slope[:-1] = self._turned @ chances + self._penalty * at[:-1]
        slope[-1] = chances.sum(axis=0)
        square = float(np.vdot(at[:-1], at[:-1]))
        return float(wrong.sum(dtype=float)) + 0.5 * float(self._penalty) * square, slope.ravel()


Function = Callable[[np.ndarray], tuple[float, np.ndarray]]


def _descend(loss: _Loss, steps: int) -> np.ndarray:
    at = np.zeros(loss.size, dtype=np.float32)
    value, slope = loss(at)
    past: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=_KEPT)
    for _ in range(steps):
        if float(np.abs(slope).max()) <= _FLAT:
            break
        way = _direction(slope, past)
        length = 1.0 if past else 1 / float(np.linalg.norm(slope))
        reached = _search(loss, at, value, float(np.dot(slope, way)), way, length)
        if reached is None:
            break
        step, value, steeper = reached
        moved, bent = np.float32(step) * way, steeper - slope
        at = at + moved
        slope = steeper
        curve = float(np.dot(moved, bent))
        if curve > 0:
            past.append((moved, bent, curve))
    return at


def _direction(slope: np.ndarray, past: Sequence[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """Downhill, as curved as the last steps say (the two loops of L-BFGS)."""
    way = -slope
    shares: list[np.float32] = []
    for moved, bent, curve in reversed(past):
        share = np.float32(np.dot(moved, way) / curve)
        way -= share * bent
        shares.append(share)
    if past:
        _, bent, curve = past[-1]
        way *= np.float32(curve / float(np.dot(bent, bent)))
    for (moved, bent, curve), share in zip(past, reversed(shares), strict=True):
        way += (share - np.float32(np.dot(bent, way) / curve)) * moved
    return way


def _search(
    loss: Function, at: np.ndarray, value: float, fall: float, way: np.ndarray, length: float
) -> tuple[float, float, np.ndarray] | None:
    """A length that lowers the value enough where the slope has become less: it, the value and the slope."""
    least, most = 0.0, float("inf")
    for _ in range(_TRIES):
        lower, slope = loss(at + np.float32(length) * way)
        if lower > value + _ENOUGH * length * fall:
            most = length
        elif float(np.dot(slope, way)) < _CURVED * fall:
            least = length
        else:
            return length, lower, slope
        length = (least + most) / 2 if most < float("inf") else 4 * length
    return None
