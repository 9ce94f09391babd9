"""Characters written for others that sound alike (题款卡 for 提款卡), put right by pairs that are known.

Only a guess: whoever uses it must have another reason to believe it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf

from bot.fraud.resources import DATA


def respelt(text: str, rarity: Callable[[str], float]) -> str:
    """The text with each character that stands in no known pair replaced by the homophone that fits best.

    `rarity`: of two characters, ``^`` and ``$`` for the ends; infinite for a pair that is not known. Linear
    in the length of the text.
    """
    said = list(f"^{text}$")
    for at in range(1, len(said) - 1):
        before, own, after = said[at - 1 : at + 2]

        def rare(other: str, before: str = before, after: str = after) -> float:
            return rarity(before + other) + rarity(other + after)

        if min(rarity(before + own), rarity(own + after)) == inf:
            best = min(_alike(own), key=rare, default=own)
            said[at] = best if rare(best) < inf else own
    return "".join(said[1:-1])


@cache
def _alike(character: str) -> str:
    return _sounds().get(character, "")


@cache
def _sounds() -> dict[str, str]:
    lines = (DATA / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    alike = (line.partition(" ")[2] for line in lines)
    return {character: said for said in alike for character in said}
