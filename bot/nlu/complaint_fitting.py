"""Fits the classes of complaints: `python -m bot.nlu.complaint_fitting models/complaints.json`.

One linear model for the three dimensions, over the same n-grams; `data/complaints/*.jsonl` has the sentences.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.fraud.model import Linear, write
from bot.intake.classes import DIMENSIONS, load_classes
from bot.intake.classify import NAME, UNSAID, features, label
from bot.nlu.rows import counted, linear, tabulate

ROOT = Path(__file__).resolve().parents[2]
_SEEN = 2  # an n-gram of one sentence teaches nothing
# Most complaints are about cards and rules: unbalanced, the model would say so of whatever it does not know.
_COST, _STEPS = 10.0, 20
_SMOOTH = 0.1
# Regression tells near classes apart, counting (naive Bayes) generalises from few sentences: together best.
_REGRESSION, _COUNTING = 0.6, 1.4


@dataclass(frozen=True)
class Example:
    """A complaint and its class in each dimension (`classes` in the order of DIMENSIONS; "" is not said)."""

    text: str
    classes: tuple[str, ...]


def examples(root: Path = ROOT) -> list[Example]:
    """Every labelled complaint; ValueError for a class there is not."""
    files = sorted((root / "data" / "complaints").glob("*.jsonl"))
    return [_example(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _example(line: str) -> Example:
    raw, kinds = json.loads(line), load_classes()
    classes = tuple(raw[name] or UNSAID for name in DIMENSIONS)
    for name, slug in zip(DIMENSIONS, classes, strict=True):
        if slug and slug not in kinds[name].classes:
            raise ValueError(f"{name}: no class {slug}: {raw['text']}")
    return Example(raw["text"], classes)


def fit(found: Sequence[Example]) -> Linear:
    """The model: a label for each class of each dimension, and one for what is not said."""
    grams = [features(example.text) for example in found]
    known = tabulate(grams, _SEEN)
    idf = np.log((len(grams) + 1) / (known.seen + 1)) + 1
    table = known.weighted(idf)
    fitted = [_weights(table, [one.classes[at] for one in found], name) for at, name in enumerate(DIMENSIONS)]
    labels = [name for names, _, _ in fitted for name in names]
    weights = np.vstack([coefficients for _, coefficients, _ in fitted])
    bias = np.concatenate([shift for _, _, shift in fitted])
    return linear(labels, weights, bias, {gram: at for at, gram in enumerate(known.grams)}, idf)


def _weights(table: csr_matrix, slugs: Sequence[str], name: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Labels, coefficients (labels × n-grams) and intercepts of a dimension."""
    regression = LogisticRegression(C=_COST, max_iter=_STEPS, class_weight="balanced")
    with warnings.catch_warnings():
        # Stopped early on purpose: more steps learn the sentences by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(table, np.array(slugs))
    weights = _REGRESSION * regression.coef_ + _COUNTING * counted(table, slugs, None, _SMOOTH)
    labels = [label(name, slug) for slug in regression.classes_]
    return labels, weights, _REGRESSION * regression.intercept_


if __name__ == "__main__":
    write({NAME: fit(examples())}, Path(sys.argv[1]))
