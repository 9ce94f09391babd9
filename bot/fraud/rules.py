"""Rules: what words, in what order and how near, mean; data in `data/rules/*.yml`.

A pattern is a row of tokens: `@class` of the lexicon, or words as they stand (`转|汇|打` is any of them),
with `~N` for at most N characters between two of them (2 unless said). A rule holds once, at its first place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from bot.fraud.resources import load_folder, load_yaml
from bot.fraud.words import Hit, Hits

# `scam`: the text is a swindler's own.
STAGES = ("none", "asking", "targeted", "paying", "paid", "leaked", "scam")
_FIELDS = {
    *("code", "pattern", "unless", "for", "type", "weight", "explain", "negation", "sure", "notice"),
    *("turns", "caps", "holds", "fails"),
}
_GAP = 2
_BEFORE = 4


@dataclass(frozen=True)
class Step:
    """One token of a pattern: the class to find, and how far behind the one before."""

    name: str
    gap: int


Pattern = tuple[Step, ...]


@dataclass(frozen=True)
class Rule:
    """`stages`: what it adds to each stage (log-odds); `weight`: what it adds to its `type`.

    `notice`: it is how genuine notices of banks sound. `turns`: a stage that was found to another one.
    `caps`: the matter is the bank's own, and an alarm of a lesser chance than this is none.
    """

    code: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    stages: Mapping[str, float]
    type: str | None
    weight: float
    explain: str
    negatable: bool
    sure: bool
    notice: bool
    turns: Mapping[str, str]
    caps: float
    holds: tuple[str, ...]
    fails: tuple[str, ...]

    @property
    def speaks(self) -> bool:
        """True when it is evidence of a fraud rather than of its absence."""
        return bool(self.type) or any(s not in ("none", "asking") and w > 0 for s, w in self.stages.items())

    @property
    def presses(self) -> bool:
        """True when it speaks for money or secrets that are going or gone."""
        return any(self.stages.get(stage, 0.0) > 0 for stage in ("paying", "paid", "leaked"))

    def find(self, text: str, hits: Hits) -> tuple[Hit, ...] | None:
        """The words that make it hold, or None."""
        names = hits.names
        for pattern, wanted in self._wanted[1]:
            if names >= wanted and _chain(pattern, text, hits, negatable=False):
                return None
        for pattern, wanted in self._wanted[0]:
            if names >= wanted and (chain := _chain(pattern, text, hits, negatable=self.negatable)):
                return chain
        return None

    @cached_property
    def _wanted(self) -> tuple[tuple[tuple[Pattern, frozenset[str]], ...], ...]:
        """Of `patterns` and of `unless`: each pattern with the classes it cannot do without."""
        return tuple(
            tuple((pattern, frozenset(step.name for step in pattern)) for pattern in patterns)
            for patterns in (self.patterns, self.unless)
        )


def _chain(pattern: Pattern, text: str, hits: Hits, *, negatable: bool) -> tuple[Hit, ...] | None:
    """The first words that follow each other as the pattern wants, and are not negated; all must be there."""
    first, *rest = pattern
    for start, end in hits[first.name]:
        chain = [(start, end)]
        for step in rest:
            found = hits[step.name]
            at = bisect_left(found, (end,))
            if at == len(found) or found[at][0] - end > step.gap:
                break
            chain.append(found[at])
            end = found[at][1]
        else:
            if not (negatable and _negated(text, start)):
                return tuple(chain)
    return None


def _negated(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    negators, harmless = _negation()
    if any(word in before for word in harmless):
        return False
    return before.endswith(negators) or before[:-1].endswith(negators)


@cache
def _negation() -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = load_yaml("negation")
    return tuple(words["negators"]), tuple(words["harmless"])


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of `data/rules/*.yml`. ValueError says the file, the rule and what is wrong."""
    read = [_rule(raw, file) for file, content in load_folder("rules") for raw in content]
    codes = [rule.code for rule in read]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"rules: codes stand twice: {sorted(twice)}")
    return tuple(read)


def _rule(raw: dict[str, Any], file: str) -> Rule:
    where = f"rules/{file}.yml: {raw.get('code')}"
    if set(raw) - _FIELDS:
        raise ValueError(f"{where}: unknown fields {sorted(set(raw) - _FIELDS)}")
    stages = {str(stage): float(weight) for stage, weight in (raw.get("for") or {}).items()}
    if set(stages) - set(STAGES):
        raise ValueError(f"{where}: unknown stages {sorted(set(stages) - set(STAGES))}")
    return Rule(
        code=str(raw["code"]),
        patterns=tuple(map(_pattern, _several(raw["pattern"]))),
        unless=tuple(map(_pattern, _several(raw.get("unless") or ()))),
        stages=stages,
        type=raw.get("type"),
        weight=float(raw.get("weight", 1.0 if raw.get("type") else 0.0)),
        explain=str(raw["explain"]),
        negatable=raw.get("negation", True) is not False,
        sure=bool(raw.get("sure", False)),
        notice=bool(raw.get("notice", False)),
        turns=dict(raw.get("turns") or {}),
        caps=_caps(raw.get("caps", False)),
        holds=tuple(raw.get("holds") or ()),
        fails=tuple(raw.get("fails") or ()),
    )


def _caps(value: bool | str) -> float:
    """`true` or `weakly`: what the model is surer of stays an alarm."""
    limits = load_yaml("weighing")["capped"]
    return float(limits["weakly" if value == "weakly" else "strongly"]) if value else 0.0


def _several(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _pattern(written: str) -> Pattern:
    steps: list[Step] = []
    gap = _GAP
    for token in written.split():
        if token.startswith("~"):
            gap = int(token[1:])
            continue
        steps.append(Step(token.removeprefix("@") if token.startswith("@") else f"={token}", gap))
        gap = _GAP
    if not steps:
        raise ValueError(f"empty pattern: {written!r}")
    return tuple(steps)


class Rulebook:
    """All rules, by the words their patterns begin with: only those whose words are there are tried."""

    def __init__(self, found: tuple[Rule, ...]) -> None:
        self.rules = found
        self._beginning: dict[str, list[tuple[int, frozenset[str]]]] = {}
        # A single word that silences a rule needs no search.
        self._silenced: dict[str, set[int]] = {}
        for number, rule in enumerate(found):
            for pattern in rule.patterns:
                wanted = frozenset(step.name for step in pattern)
                self._beginning.setdefault(pattern[0].name, []).append((number, wanted))
            for name in (pattern[0].name for pattern in rule.unless if len(pattern) == 1):
                self._silenced.setdefault(name, set()).add(number)

    def held(self, text: str, hits: Hits) -> Iterator[tuple[Rule, tuple[Hit, ...]]]:
        """The rules that hold, in order, each with its words."""
        names = hits.names
        begun = map(self._beginning.__getitem__, names & self._beginning.keys())
        possible = {number for numbered in begun for number, wanted in numbered if names >= wanted}
        possible.difference_update(*map(self._silenced.__getitem__, names & self._silenced.keys()))
        for number in sorted(possible):
            chain = self.rules[number].find(text, hits)
            if chain is not None:
                yield self.rules[number], chain


def literals(found: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    """Words that stand in patterns themselves, as classes of their own: `=转|汇` to (转, 汇)."""
    patterns = (p for rule in found for p in (*rule.patterns, *rule.unless))
    names = {step.name for pattern in patterns for step in pattern if step.name.startswith("=")}
    return {name: tuple(name[1:].split("|")) for name in names}
