"""A linear model over character n-grams and word classes, in pure Python: `bot.nlu.fraud_fitting` fits it.

Rows of signed integers in one JSON file; a message costs one look-up for each n-gram it has.
"""

from __future__ import annotations

import base64
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

LONGEST = 3


def features(text: str, classes: Iterable[str]) -> set[str]:
    """The n-grams of 1 to 3 characters, the ends marked, and a name for each class of words in it."""
    framed = f"^{text}$"
    grams = {framed[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(framed) - n + 1)}
    grams.update(f"#{name}" for name in classes)
    return grams


@dataclass(frozen=True)
class Linear:
    """For each n-gram: its square weight, then a whole number for each label; `scale` makes them log-odds."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, array[int]]

    def scores(self, grams: Iterable[str]) -> dict[str, float]:
        """Log-odds of each label; the bias alone for a text without a known n-gram."""
        rows = self.rows
        found = [row for gram in grams if (row := rows.get(gram))]
        if not found:
            return dict(zip(self.labels, self.bias, strict=True))
        length, *totals = map(sum, zip(*found, strict=True))
        factor = self.scale / sqrt(length or 1)
        return {
            label: total * factor + bias
            for label, total, bias in zip(self.labels, totals, self.bias, strict=True)
        }

    def told(self, grams: Iterable[str], label: str, most: int = 3) -> list[str]:
        """The n-grams of two and more characters that speak most for a label."""
        at = self.labels.index(label) + 1
        found = {gram: row[at] for gram in grams if len(gram) > 1 and (row := self.rows.get(gram))}
        spoken = [gram for gram in found if gram[0] not in "#^" and gram[-1] != "$" and found[gram] > 0]
        return sorted(spoken, key=lambda gram: -found[gram])[:most]


def write(models: Mapping[str, Linear], path: Path) -> None:
    """Write the models by name into one file."""
    content = {
        name: {
            "labels": model.labels,
            "bias": model.bias,
            "scale": model.scale,
            "grams": list(model.rows),
            "rows": base64.b64encode(b"".join(row.tobytes() for row in model.rows.values())).decode(),
        }
        for name, model in models.items()
    }
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> dict[str, Linear]:
    """Read what `write` wrote; nothing in it is executed. OSError, ValueError, KeyError."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return {name: _linear(raw) for name, raw in content.items()}


def _linear(raw: dict[str, Any]) -> Linear:
    packed, size = base64.b64decode(raw["rows"]), 2 * (len(raw["labels"]) + 1)
    rows = {gram: array("h", packed[at * size : (at + 1) * size]) for at, gram in enumerate(raw["grams"])}
    return Linear(tuple(raw["labels"]), tuple(raw["bias"]), raw["scale"], rows)
