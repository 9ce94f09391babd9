"""How a text is folded for searching, and cut into what the index knows it by.

Chinese has no spaces: each character and each pair of neighbours is a token, so that words of any length are
found; letters and digits of ASCII are tokens as whole words.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.text import fold
from bot.text.resources import load_yaml
from casework.checks import seen

_LONGEST: Final = 64
# The first letters of a word are tokens of their own, marked as such: beginnings of numbers are too many to
# be collected from the words themselves.
_BEGINNINGS: Final = 4
_BEGUN: Final = "¦"  # no letter either
_RUNS: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_TAG: Final = "§"  # no letter: no text can hold a tag
MOST_NEEDLES: Final = 8


def folded(text: str) -> str:
    """Simplified, narrow, lower case, each character for itself: a word folds alike in any text.

    Where `fold` asks what stands around a character (覆 in 答覆), searching takes one for the other always.
    """
    return "".join(map(_plain, text))


def places(text: str, needles: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where the needles stand in a text as it was written: `[start, end)`, in order."""
    words, at = folded(text), _origins(text)
    found = ((m.start(), m.end()) for needle in needles for m in re.finditer(re.escape(needle), words))
    return tuple(sorted((at[start], at[end - 1] + 1) for start, end in found))


def needles(query: str) -> tuple[str, ...]:
    """What a text must hold to be found: the query's parts between blanks, folded; at most 8."""
    parts = folded(seen(query)).split()
    return tuple(dict.fromkeys(part for part in parts if tokens(part)))[:MOST_NEEDLES]


def tokens(words: str) -> frozenset[str]:
    """What a folded text is known by in the index."""
    return frozenset(token for run in _RUNS.findall(words) for token in _of_run(run))


def wanted(needle: str) -> tuple[tuple[str, bool], ...]:
    """Tokens every text with this needle has, and whether a token is only the beginning of one."""
    runs = _RUNS.findall(needle)
    if len(runs) == 1 and runs[0].isascii():
        return (_beginning(runs[0]),)
    # A word at either end of the needle may go on in the text: the comparison of the text itself decides.
    inner = [run for at, run in enumerate(runs) if not run.isascii() or 0 < at < len(runs) - 1]
    found = [(token, False) for run in inner for token in _of_query(run)]
    end = runs[-1]
    if end.isascii():
        found.append(_beginning(end))
    return tuple(dict.fromkeys(found))


def tag(kind: str, value: str) -> str:
    """A filter as a token: never one that a text has."""
    return f"{_TAG}{kind}{_TAG}{value}"


def _of_run(run: str) -> Iterable[str]:
    if run.isascii():
        begun = (_BEGUN + run[:length] for length in range(1, min(_BEGINNINGS, len(run)) + 1))
        return (run[:_LONGEST], *begun)
    return (*run, *(run[at : at + 2] for at in range(len(run) - 1)))


def _of_query(run: str) -> Iterable[str]:
    """A word as a whole; of others a pair says all that its characters say."""
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return (run[:_LONGEST],) if run.isascii() else pairs or (run,)


def _beginning(run: str) -> tuple[str, bool]:
    return (_BEGUN + run, False) if len(run) <= _BEGINNINGS else (run[:_LONGEST], True)


@lru_cache(20_000)
def _plain(character: str) -> str:
    plain = fold(unicodedata.normalize("NFKC", character).lower())
    return "".join(_SAME.get(one, one) for one in plain)


def _origins(text: str) -> list[int]:
    """For each place of the folded text, the place of the character it came from."""
    return [at for at, character in enumerate(text) for _ in _plain(character)]


def _same() -> dict[str, str]:
    """Characters that `fold` changes in some words only, and what they become there."""
    rules = load_yaml("folding")["context"].items()
    pairs = [(one, pair) for one, rule in rules for pair in rule.get("only", {}).items()]
    return {one: word[key.index(one)] for one, (key, word) in pairs if one in key}


_SAME: Final = _same()
