"""Characters that stand in no known pair are written as what sounds alike and is known."""

from collections.abc import Callable
from math import inf

import pytest

from bot.nlu.homophones import respelt

TEXTS = ("仲裁怎么弄", "提款卡不见")
PAIRS = {f"^{text}$"[at : at + 2]: 3.0 for text in TEXTS for at in range(len(text) + 1)}


def rarity(pairs: dict[str, float]) -> Callable[[str], float]:
    return lambda pair: pairs.get(pair, inf)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("钟裁怎么弄", "仲裁怎么弄"),
        ("题款卡不见", "提款卡不见"),
        *((text, text) for text in ("仲裁怎么弄", "天气怎么弄", "", "😀")),
    ],
)
def test_only_what_is_unknown_and_sounds_alike_is_changed(typed: str, meant: str) -> None:
    assert respelt(typed, rarity(PAIRS)) == meant


def test_of_two_the_more_common_is_taken() -> None:
    pairs = {"^在": 5.0, "在这": 5.0, "^再": 1.0, "再这": 1.0, "这$": 1.0}
    assert respelt("载这", rarity(pairs)) == "再这"
