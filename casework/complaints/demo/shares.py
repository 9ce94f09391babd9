"""The demo's shares and words (``data/*.yml``), and drawing from them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

_FOLDER: Final = Path(__file__).parent / "data"


@cache
def year() -> dict[str, Any]:
    """Shares, weights and rates."""
    return _read("year.yml")


@cache
def words() -> dict[str, Any]:
    """What customers and staff write."""
    return _read("words.yml")


def quota(weights: Mapping[Any, float], count: int, random: Random) -> list[Any]:
    """`count` values whose numbers are as near to the weights as whole numbers can be, shuffled."""
    total = sum(weights.values())
    exact = {key: count * weight / total for key, weight in weights.items()}
    numbers = {key: int(number) for key, number in exact.items()}
    rest = sorted(exact, key=lambda key: numbers[key] - exact[key])
    for key in rest[: count - sum(numbers.values())]:
        numbers[key] += 1
    values = [key for key, number in numbers.items() for _ in range(number)]
    random.shuffle(values)
    return values


def pick(weights: Mapping[Any, float], random: Random) -> Any:
    """One value by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return found
