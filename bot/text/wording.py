"""The regional vocabulary: what our words are called in Taiwan and Hong Kong, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.text.folding import fold
from bot.text.replacer import Guard, Replacer
from bot.text.resources import load_yaml
from bot.text.segmenter import straddles
from bot.text.types import Script

_COLUMN: dict[Script, str] = {"zh-Hant-TW": "tw", "zh-Hant-HK": "hk"}


@dataclass(frozen=True)
class Row:
    """One term: our word, what each script prints (None: plain characters) and what it also answers to."""

    number: int | None
    hans: str
    printed: Mapping[str, str]
    inputs: tuple[str, ...]
    why: str
    guard: Guard

    def prints(self, script: Script) -> str | None:
        """The regional word for a traditional script, or None where characters are enough."""
        return self.printed.get(_COLUMN[script])


@cache
def rows() -> tuple[Row, ...]:
    """The numbered rows, in order."""
    return tuple(_row(raw) for raw in load_yaml("regional"))


@cache
def compounds() -> tuple[Row, ...]:
    """Rows of our own: compounds that a numbered row would get wrong."""
    return tuple(_row(raw) for raw in load_yaml("wording")["outbound"])


@cache
def outbound(script: Script) -> Replacer:
    """Our words to the region's; official names are replaced by themselves, which protects them."""
    words = _apart()
    guards = _guards()
    for row in (*rows(), *compounds()):
        words[row.hans] = row.prints(script) or ""
        guards[row.hans] = row.guard
    words.update(dict.fromkeys(load_yaml("names"), ""))
    return Replacer(words, guards)


@cache
def inbound() -> Replacer:
    """Everything customers may say instead of one of our words to that word, in folded lower case."""
    own = load_yaml("wording")["inbound"]
    words = {said: ours for ours, all_said in own.items() for said in all_said}
    words.update(dict.fromkeys(load_yaml("wording")["quotes"], '"'))
    for row in (*rows(), *compounds()):
        words.update(dict.fromkeys(row.inputs, row.hans))
    words.update({shown: ours for said, ours in words.items() for shown in _shown(said)})
    for row in (*compounds(), *rows()):
        words.update({_key(word): row.hans for word in row.printed.values() if _key(word) != row.hans})
    guards = _guards()
    return Replacer({**_closed(words, guards), **{word: word for word in _apart()}}, guards, straddles)


def _closed(words: dict[str, str], guards: Mapping[str, Guard]) -> dict[str, str]:
    """Targets that hold another word themselves are replaced too, so that one pass is enough."""
    replacer = Replacer(words, guards)
    # 取款机 stands for 自动取款机, but is also a part of it: the whole word protects itself.
    wholes = {ours for ours in words.values() if ours not in words and _grows(ours, replacer)}
    words = {**words, **{whole: whole for whole in wholes}}
    for _ in range(4):
        replacer = Replacer(words, guards)
        closed = {said: replacer.replace(ours) for said, ours in words.items()}
        if closed == words:
            return words
        words = closed
    raise ValueError("the vocabulary goes round in circles")


def _grows(word: str, replacer: Replacer) -> bool:
    replaced = replacer.replace(word)
    return replaced != word and word in replaced


def _shown(said: str) -> list[str]:
    """How a word reads after `convert`: answers that quote it must still be understood."""
    shown = ("".join(word or piece for piece, word in outbound(script).split(said)) for script in _COLUMN)
    return [key for key in map(_key, shown) if key != said]


def _key(word: str) -> str:
    return fold(word).lower()


def _row(raw: dict[str, Any]) -> Row:
    printed = {column: raw[column] for column in _COLUMN.values() if column in raw}
    return Row(
        number=raw.get("n"),
        hans=raw["hans"],
        printed=printed if raw.get("output", True) else {},
        inputs=tuple(raw.get("in", ())),
        why=raw.get("why", ""),
        guard=_guard(raw),
    )


def _apart() -> dict[str, str]:
    return dict.fromkeys(load_yaml("wording")["apart"], "")


def _guards() -> dict[str, Guard]:
    return {word: _guard(raw) for word, raw in load_yaml("wording")["guards"].items()}


def _guard(raw: Mapping[str, Any]) -> Guard:
    return Guard(raw.get("not_after", ""), raw.get("not_before", ""))
