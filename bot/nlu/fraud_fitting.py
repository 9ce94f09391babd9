"""Fits the fraud detector's two linear models: `python -m bot.nlu.fraud_fitting models/fraud.json`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence, Set
from pathlib import Path

import numpy as np

from bot.fraud.model import Linear, write
from bot.fraud.weighing import UNNAMED
from bot.nlu.fraud_examples import Example, detector, examples
from bot.nlu.fraud_solver import regress
from bot.nlu.rows import counted, linear, tabulate

# An n-gram of few sentences teaches little.
_SEEN = 4
_COST = 100.0
# Words and rules were chosen with these sentences in mind: they tell less of others than they seem to.
_CLASS_SHARE = {"stages": 0.5, "types": 1.0}
# Stopped at 50, the same sentences in another order moved what was recognised by three points.
_STEPS = 100
# Regression tells near labels apart, counting generalises from few sentences: together best.
_COUNTING = {"stages": 0.5, "types": 0.0}
_SMOOTH = 0.1


def fit(found: Sequence[Example]) -> dict[str, Linear]:
    """The models `stages` (its labels are the examples' `label`) and `types`."""
    grams = [detector().sight(example.text).grams for example in found]
    whole = [row.short | row.long for row in grams]
    weights = [example.weight for example in found]
    typed = [at for at, example in enumerate(found) if example.stage not in ("none", "asking")]
    types = [found[at].type or UNNAMED for at in typed]
    return {
        "stages": _fit(whole, [example.label for example in found], weights, "stages"),
        "types": _fit([grams[at].short for at in typed], types, [1.0] * len(typed), "types"),
    }


def _fit(grams: Sequence[Set[str]], labels: Sequence[str], weights: Sequence[float], name: str) -> Linear:
    table = tabulate(grams, _SEEN)
    share = [_CLASS_SHARE[name] if _is_class(gram) else 1.0 for gram in table.grams]
    idf = (np.log((len(grams) + 1) / (table.seen + 1)) + 1) * np.array(share)
    features = table.weighted(idf)
    regression = regress(features, labels, weights, _COST, _STEPS)
    both = regression.weights + _COUNTING[name] * counted(features, labels, weights, _SMOOTH)
    # What comes often stands together: a message's n-grams are then found in few places of the memory.
    often = {table.grams[at]: int(at) for at in np.argsort(-table.seen, kind="stable")}
    return linear(regression.labels, both, regression.bias, often, idf)


def _is_class(gram: str) -> bool:
    return len(gram) > 1 and gram[0] == "#"


if __name__ == "__main__":
    # Millions of n-grams and nothing that refers to itself: looking for that takes seconds.
    gc.disable()
    write(fit(examples()), Path(sys.argv[1]))
