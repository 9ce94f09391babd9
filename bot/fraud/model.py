"""A linear model over characters, pairs, triples and word classes, in pure Python.

`bot.nlu.fraud_fitting` fits it; one JSON file. A message costs one look-up for each n-gram it has.
"""

from __future__ import annotations

import base64
import json
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from bot.memory import give_back


@dataclass(frozen=True)
class Grams:
    """What a text is made of: `short` (one and two characters, names of word classes) and `long`."""

    short: set[str]
    long: set[str]


def grams_of(text: str, classes: Iterable[str]) -> Grams:
    """N-grams with the ends marked, `#` and each class of words, pairs with one or two between."""
    framed = f"^{text}$"
    short = {framed[at : at + 2] for at in range(len(framed) - 1)}
    short.update(text)
    short.update(f"#{name}" for name in classes)
    long = {framed[at : at + 3] for at in range(len(framed) - 2)}
    # No text that was read has an underscore.
    long.update([f"{one}_{other}" for one, other in zip(text, text[2:], strict=False)])
    long.update([f"{one}_{other}" for one, other in zip(text, text[3:], strict=False)])
    return Grams(short, long)


@dataclass(frozen=True)
class Linear:
    """For each n-gram one whole number in lanes: its square weight, then a weight for each label.

    Adding lanes up is ten times as fast as adding labels one by one. `scale` makes log-odds of a sum.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, int]

    def scores(self, grams: Iterable[str]) -> dict[str, float]:
        """Log-odds of each label; the bias alone for a text without a known n-gram."""
        found = list(filter(None, map(self.rows.get, grams)))
        if not found:
            return dict(zip(self.labels, self.bias, strict=True))
        length, *totals = _lanes(sum(found), len(self.labels) + 1)
        factor, shift = self.scale / sqrt(length or 1), len(found) * ZERO
        return {
            label: (total - shift) * factor + bias
            for label, total, bias in zip(self.labels, totals, self.bias, strict=True)
        }

    def told(self, grams: Iterable[str], label: str, most: int = 3) -> list[str]:
        """The n-grams that speak most for a label."""
        at, size = self.labels.index(label) + 1, len(self.labels) + 1
        known = ((gram, self.rows.get(gram)) for gram in grams if _readable(gram))
        found = {gram: _lanes(row, size)[at] for gram, row in known if row}
        return sorted((g for g in found if found[g] > ZERO), key=lambda gram: (-found[gram], gram))[:most]


def _readable(gram: str) -> bool:
    return len(gram) > 1 and gram[0] not in "#^" and gram[1] != "_" and gram[-1] != "$"


# A lane has 32 bits and its weights 16: no text is long enough to run over.
_LANE = 32
ZERO = 1 << 15


def packed(square: int, weights: Iterable[int]) -> int:
    """One row: weights from -32,768 to 32,767 in lanes, the square weight in the lowest."""
    row = square
    for number, weight in enumerate(weights, 1):
        row |= (weight + ZERO) << (number * _LANE)
    return row


def _lanes(total: int, size: int) -> array[int]:
    return array("I", total.to_bytes(size * 4, "little"))


def write(models: Mapping[str, Linear], path: Path) -> None:
    """Write the models by name into one file."""
    content = {
        name: {
            "labels": model.labels,
            "bias": model.bias,
            "scale": model.scale,
            "grams": list(model.rows),
            "rows": base64.b64encode(_narrow(model.rows.values(), len(model.labels) + 1)).decode(),
        }
        for name, model in models.items()
    }
    # Whoever starts meanwhile reads the old file or the new one, never half of one.
    half = path.with_suffix(".half")
    half.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    half.replace(path)


def _narrow(rows: Iterable[int], size: int) -> bytes:
    """Lanes of 16 bits: half the file."""
    return b"".join(array("H", _lanes(row, size)).tobytes() for row in rows)


def read(path: Path, wanted: Collection[str] = ("stages", "types")) -> dict[str, Linear]:
    """Read what `write` wrote, with the models `wanted`; nothing in it is executed.

    OSError; ValueError when it is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        models = {name: _linear(raw) for name, raw in content.items()}
    except (AttributeError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise ValueError(f"{path.name} is not a linear model: {type(error).__name__}") from None
    if not models.keys() >= set(wanted):
        raise ValueError(f"{path.name} lacks a model")
    # The text of the file is as large as what was made of it.
    del content
    give_back()
    return models


def _linear(raw: dict[str, Any]) -> Linear:
    labels, bias = tuple(map(str, raw["labels"])), tuple(map(float, raw["bias"]))
    size, narrow = len(labels) + 1, base64.b64decode(raw["rows"], validate=True)
    if len(bias) != len(labels) or len(narrow) != 2 * size * len(raw["grams"]):
        raise ValueError("a model's parts do not fit together")
    wide = array("I", array("H", narrow)).tobytes()
    rows = {
        str(gram): int.from_bytes(wide[at * size * 4 : (at + 1) * size * 4], "little")
        for at, gram in enumerate(raw["grams"])
    }
    return Linear(labels, bias, float(raw["scale"]), rows)
