"""The regression behind the fraud detector's models (numpy, the engine's environment)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.fraud_solver import Regression, regress

LABELS = ["none", "paid", "asking"]
COST = 3.0


def made(rows: int = 300) -> tuple[csr_matrix, list[str], list[float]]:
    """Rows that one of three labels has drawn, the first twice as often as the others."""
    random = np.random.RandomState(7)
    told = random.choice(3, size=rows, p=[0.5, 0.25, 0.25])
    known = random.rand(rows, 12) < 0.2 + 0.5 * (np.arange(12) % 3 == told[:, None])
    return csr_matrix(known.astype(float)), [LABELS[at] for at in told], list(random.rand(rows) + 0.2)


def reference() -> LogisticRegression:
    features, labels, weights = made()
    model = LogisticRegression(C=COST, class_weight="balanced", max_iter=2000, tol=1e-8)
    return model.fit(features, np.array(labels), sample_weight=np.array(weights))


def fitted(steps: int = 200) -> Regression:
    return regress(*made(), COST, steps)


def test_it_finds_what_scikit_learn_finds() -> None:
    own, other = fitted(), reference()
    assert own.labels == tuple(other.classes_)
    assert np.allclose(own.weights, other.coef_, atol=0.01)
    assert np.allclose(own.bias - own.bias.mean(), other.intercept_ - other.intercept_.mean(), atol=0.01)


def test_fitting_twice_gives_the_same() -> None:
    assert np.array_equal(fitted().weights, fitted().weights)


def test_few_steps_stay_nearer_to_nothing() -> None:
    sizes = [float(np.linalg.norm(fitted(steps).weights)) for steps in (0, 2, 200)]
    assert sizes[0] == 0
    assert sizes == sorted(sizes)


def test_rows_that_weigh_twice_as_much_are_believed_as_at_twice_the_cost() -> None:
    features, labels, weights = made()
    heavier = regress(features, labels, [2 * weight for weight in weights], COST, 200)
    costlier = regress(features, labels, weights, 2 * COST, 200)
    assert np.allclose(heavier.weights, costlier.weights, atol=0.01)
    assert not np.allclose(heavier.weights, fitted().weights, atol=0.01)


@pytest.mark.parametrize("label", LABELS)
def test_what_a_label_has_speaks_for_it(label: str) -> None:
    found = fitted()
    own = LABELS.index(label)
    weights = found.weights[found.labels.index(label)]
    assert weights[np.arange(12) % 3 == own].min() > weights[np.arange(12) % 3 != own].max()
