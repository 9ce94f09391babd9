"""Fits the fraud detector's two linear models: `python -m bot.nlu.fraud_fitting models/fraud.json`.

`data/fraud/*.jsonl` says stage and type; what customers ask about rights and complaints (`data/nlu`) is calm,
and so is what they complain of (`data/complaints`) unless a stranger may have a hand in it.
"""

from __future__ import annotations

import gc
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import log
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from bot.fraud.detector import Detector
from bot.fraud.model import Linear, packed, write
from bot.fraud.weighing import UNNAMED
from bot.nlu.fraud_solver import Regression, regress

ROOT = Path(__file__).resolve().parents[2]
# What is asked in these files, wherever else it is asked, may tell of a fraud in course; all else is calm.
MIXED = frozenset({"fraud", "regions", "regions_checks", "stopping"})
# … but for the words of somebody whose card is being used, or who is threatened.
UNTOLD = frozenset(f"faq/card_fraud_{what}" for what in ("abroad", "credit", "proof", "who_pays")) | {
    "faq/collection_court_sms",
    "faq/collection_abuse",
    "faq/collection_outsourced",
    "faq/platform_borrowing",
    "faq/private_sale",
    "faq/identity_misused",
    "faq/lend_account",
    "faq/student_loans",
    "faq/elder_family_guard",
    "faq/case_progress",
    "faq/agent_business",
    "faq/agent_warning",
    "check_scam",
}
# What the sentences of an emergency's intent tell by themselves.
TOLD = {
    "emergency_scam": "paid",
    "emergency_paying": "paying",
    "emergency_leaving_now": "paying",
    "emergency_leaked_code": "leaked",
    "emergency_screen_share": "leaked",
    "card_stolen": "leaked",
    "wallet_paid_scammer": "paid",
    "cross_border_scam": "paid",
}
STAGES = ("none", "asking", "targeted", "paying", "paid", "leaked", "scam")
# An n-gram of few sentences teaches little.
_SEEN = {"stages": 3, "types": 4}
_COST = {"stages": 30.0, "types": 30.0}
# Words and rules were chosen with these sentences in mind: they tell less of others than they seem to.
_CLASS_SHARE = {"stages": 0.5, "types": 1.0}
# Stopped early on purpose: more steps learn the sentences by heart.
_STEPS = 70
# There are many calm questions, and most are far from any fraud.
_CALM_WEIGHT = 0.3
# Complaints of these causes may tell of a fraud, and so may any with one of these classes of words.
_UNSAFE = frozenset({"fund_safety", "info_safety"})
_SIGNS = frozenset({"stranger", "insider", "stolen", "lure", "remote"})
_COMPLAINT_WEIGHT = 0.4
_SQUARE = 100  # square weights are kept as hundredths
_LARGEST = 32_000


@dataclass(frozen=True)
class Example:
    """A sentence with its stage (`scam` for a swindler's text) and its type."""

    text: str
    stage: str
    type: str | None
    weight: float = 1.0


def examples(root: Path = ROOT) -> list[Example]:
    """Everything the models learn from."""
    return [*_told(root), *_emergencies(root), *_calm(root), *_complaints(root)]


def _told(root: Path) -> Iterator[Example]:
    for path in sorted((root / "data" / "fraud").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            text = raw["text"] if "text" in raw else "\n".join(raw["turns"])
            yield Example(text, "scam" if raw["kind"] == "scam" else raw["stage"], raw["type"])


def _emergencies(root: Path) -> Iterator[Example]:
    for intent, text in _asked(root):
        stage = TOLD.get(intent.removeprefix("faq/"))
        if stage:
            yield Example(text, stage, None)


def _calm(root: Path) -> Iterator[Example]:
    mixed = {intent for name in MIXED for intent, _ in _sentences(root, name)}
    for intent, text in _asked(root):
        if intent not in mixed | UNTOLD:
            yield Example(text, "none", None, _CALM_WEIGHT)


def _asked(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        yield from _sentences(root, path.stem)


def _complaints(root: Path) -> Iterator[Example]:
    detector = _detector()
    for path in sorted((root / "data" / "complaints").glob("*.jsonl")):
        for raw in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if raw["cause"] not in _UNSAFE and not _SIGNS & set(detector.sight(raw["text"]).hits):
                yield Example(raw["text"], "none", None, _COMPLAINT_WEIGHT)


@cache
def _sentences(root: Path, name: str) -> tuple[tuple[str, str], ...]:
    """(intent, sentence) of one file of training data."""
    path = root / "data" / "nlu" / f"{name}.yml"
    # The reader in C is ten times as fast; where it was not built in, the other reads the same.
    reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(path.read_text(encoding="utf-8"), reader)  # noqa: S506 - both are safe
    lines = ((b["intent"], line) for b in content["nlu"] for line in (b.get("examples") or "").splitlines())
    return tuple((intent, line.removeprefix("- ").strip()) for intent, line in lines)


@cache
def _detector() -> Detector:
    return Detector()


def fit(found: Sequence[Example]) -> dict[str, Linear]:
    """The models `stages` and `types`."""
    detector = _detector()
    grams = [detector.sight(example.text).grams for example in found]
    whole = [row.short | row.long for row in grams]
    weights = [example.weight for example in found]
    typed = [at for at, example in enumerate(found) if example.stage not in ("none", "asking")]
    types = [found[at].type or UNNAMED for at in typed]
    return {
        "stages": _fit(whole, [example.stage for example in found], weights, "stages"),
        "types": _fit([grams[at].short for at in typed], types, [1.0] * len(typed), "types"),
    }


def _fit(grams: Sequence[set[str]], labels: Sequence[str], weights: Sequence[float], name: str) -> Linear:
    seen = Counter(chain.from_iterable(grams))
    vocabulary = {gram: at for at, gram in enumerate(sorted(g for g, n in seen.items() if n >= _SEEN[name]))}
    total = len(grams) + 1
    share = [_CLASS_SHARE[name] if _is_class(gram) else 1.0 for gram in vocabulary]
    idf = np.array([log(total / (seen[gram] + 1)) + 1 for gram in vocabulary]) * np.array(share)
    rows = [sorted(vocabulary[gram] for gram in row if gram in vocabulary) for row in grams]
    regression = regress(_matrix(rows, idf), labels, weights, _COST[name], _STEPS)
    # What comes often stands together: a message's n-grams are then found in few places of the memory.
    often = sorted(vocabulary, key=lambda gram: (-seen[gram], gram))
    return _packed(regression, {gram: vocabulary[gram] for gram in often}, idf)


def _is_class(gram: str) -> bool:
    return len(gram) > 1 and gram[0] == "#"


def _matrix(rows: Sequence[Sequence[int]], idf: np.ndarray) -> csr_matrix:
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int32)
    values = idf[columns]
    norms = np.sqrt(np.add.reduceat(values**2, starts[:-1]))
    values = values / np.repeat(norms, np.diff(starts))
    return csr_matrix((values, columns, starts), shape=(len(rows), len(idf)))


def _packed(regression: Regression, vocabulary: dict[str, int], idf: np.ndarray) -> Linear:
    weights = regression.weights * idf
    unit = np.abs(weights).max() / _LARGEST
    whole = np.round(weights / unit).astype(int).T.tolist()
    squares = np.round(idf**2 * _SQUARE).astype(int).tolist()
    rows = {gram: packed(squares[at], whole[at]) for gram, at in vocabulary.items()}
    bias = tuple(map(float, regression.bias))
    return Linear(regression.labels, bias, float(unit) * _SQUARE**0.5, rows)


if __name__ == "__main__":
    # Millions of n-grams and nothing that refers to itself: looking for that takes seconds.
    gc.disable()
    write(fit(examples()), Path(sys.argv[1]))
