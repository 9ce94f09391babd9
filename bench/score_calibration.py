"""Whether the confidence an answer was given with is the share of right ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.score import Scored

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Answers whose confidence lies in [low, high): how many, how sure, how often right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """Bins, the Brier score (mean squared error) and the expected calibration error, both 0 to 1."""

    bins: tuple[Bin, ...]
    brier: float
    ece: float
    count: int


def calibration(scored: Iterable[Scored]) -> Calibration:
    """Of the answers that were stated, with their confidence; zeros when there are none."""
    pairs = [(s.confidence, s.outcome == "right") for s in scored if s.stated and s.confidence is not None]
    if not pairs:
        return Calibration((), 0.0, 0.0, 0)
    bins = tuple(found for number in range(BINS) if (found := _bin(number, pairs)))
    brier = sum((sure - right) ** 2 for sure, right in pairs) / len(pairs)
    ece = sum(one.count * abs(one.confidence - one.right) for one in bins) / len(pairs)
    return Calibration(bins, brier, ece, len(pairs))


def _bin(number: int, pairs: list[tuple[float, bool]]) -> Bin | None:
    inside = [(sure, right) for sure, right in pairs if min(int(sure * BINS), BINS - 1) == number]
    if not inside:
        return None
    sure, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
    return Bin(number / BINS, (number + 1) / BINS, len(inside), sure, right)
