"""Weighs what the rules and the model say: log-odds add up, the largest chance wins.

A linear model gives each stage its log-odds, every rule that holds adds its own (`for`), a sure rule decides.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log

from bot.fraud.finding import ALARMING, URGENT, Stage
from bot.fraud.model import Grams, Linear
from bot.fraud.resources import load_yaml
from bot.fraud.rules import Rule

# The label of a case whose type cannot be told.
UNNAMED = "-"
_CALM = ("none", "asking")
_LEAST = sys.float_info.min


@dataclass(frozen=True)
class Weighed:
    """Chances of each stage (`scam`: a swindler's own text) and of an alarm; log-odds of each type."""

    stages: Mapping[str, float]
    alarm: float
    types: Mapping[str, float]
    sure: Stage | None = None
    turns: Mapping[str, str] = field(default_factory=dict)


def weigh(grams: Grams, held: Sequence[Rule], models: Mapping[str, Linear]) -> Weighed:
    """Add up what speaks for each stage and type."""
    odds = (
        _together(models["stages"].scores(chain(grams.short, grams.long)))
        if "stages" in models
        else dict(load_yaml("weighing")["prior"])
    )
    share = load_yaml("weighing")["rules"] if "stages" in models else 1.0
    for rule in held:
        for stage, weight in rule.stages.items():
            odds[stage] = odds.get(stage, 0.0) + weight * share
    chances = _chances(odds)
    alarm = 1.0 - sum(chances.get(stage, 0.0) for stage in _CALM)
    sure = _sure(held)
    if sure:
        alarm = max(alarm, load_yaml("weighing")["sure"])
    named = alarm >= load_yaml("weighing")["alarm"] or chances.get("asking", 0.0) > 0.5
    types = _types(grams.short, held, models) if named else {}
    turns = {stage: other for rule in held for stage, other in rule.turns.items()}
    return Weighed(chances, alarm, types, sure, turns)


def _together(odds: Mapping[str, float]) -> dict[str, float]:
    """Sorts of a stage (`none/chat`, `none/warning`) are one stage: their chances add up."""
    powers: dict[str, float] = defaultdict(float)
    top = max(odds.values())
    for label, value in odds.items():
        powers[label.partition("/")[0]] += exp(value - top)
    # A stage without any chance is as unlikely as a number can say.
    return {stage: log(power or _LEAST) + top for stage, power in powers.items()}


def stage_of(weighed: Weighed) -> Stage:
    """The most likely stage of an alarm, or of none; a rule may know that it is another."""
    stage = _likely(weighed)
    return weighed.turns.get(stage, stage)  # type: ignore[return-value]


def _likely(weighed: Weighed) -> Stage:
    if weighed.sure:
        return weighed.sure
    if weighed.alarm < load_yaml("weighing")["alarm"]:
        return "asking" if weighed.stages.get("asking", 0) > weighed.stages.get("none", 0) else "none"
    chances = weighed.stages
    # First whether something is lost, then what: three stages share the chance of it.
    lost = sum(chances.get(stage, 0.0) for stage in URGENT)
    kept = chances.get("targeted", 0.0) + chances.get("scam", 0.0)
    if lost < load_yaml("weighing")["lost"] * kept:
        return "targeted"
    return max((s for s in ALARMING if s in URGENT), key=lambda stage: chances.get(stage, 0.0))


def type_of(weighed: Weighed) -> str | None:
    """The type that speaks loudest, if it is loud enough."""
    if not weighed.types:
        return None
    best = max(weighed.types, key=weighed.types.__getitem__)
    lead = weighed.types[best] - weighed.types.get(UNNAMED, 0.0)
    return best if best != UNNAMED and lead >= load_yaml("weighing")["named"] else None


def _sure(held: Sequence[Rule]) -> Stage | None:
    """The gravest stage a sure rule says, unless a sure rule says that nothing is wrong."""
    said = [max(rule.stages, key=rule.stages.__getitem__) for rule in held if rule.sure and rule.stages]
    if any(stage in _CALM for stage in said):
        return None
    return max((stage for stage in ALARMING if stage in said), key=ALARMING.index, default=None)


def _types(grams: Iterable[str], held: Sequence[Rule], models: Mapping[str, Linear]) -> dict[str, float]:
    odds = models["types"].scores(grams) if "types" in models else {}
    for rule in held:
        if rule.type:
            odds[rule.type] = odds.get(rule.type, 0.0) + rule.weight
    return odds


def _chances(odds: Mapping[str, float]) -> dict[str, float]:
    top = max(odds.values())
    powers = {stage: exp(value - top) for stage, value in odds.items()}
    total = sum(powers.values())
    return {stage: power / total for stage, power in powers.items()}
