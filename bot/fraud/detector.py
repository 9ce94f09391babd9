"""Screens a message: normalise, match, weigh. Deterministic, no network, linear in the length of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.fraud.contacts import only_contact
from bot.fraud.distress import despairs
from bot.fraud.facts import facts_of, person_of
from bot.fraud.finding import ALARMING, CALM, WORDING, Evidence, Finding, Severity, Stage, When, graver
from bot.fraud.links import Link, links
from bot.fraud.model import Grams, Linear, grams_of, read
from bot.fraud.reading import Reading
from bot.fraud.resources import load_yaml
from bot.fraud.rules import Rule, Rulebook, literals, rules
from bot.fraud.weighing import Weighed, stage_of, type_of, weigh
from bot.fraud.words import Hit, Hits, Words, lexicon, variants

_PART = re.compile(r"[^。！？!?；;\n]+")
_RUN = re.compile(r"[0-9a-z](?:[0-9a-z\s.,'?!-]*[0-9a-z])?")
# More than the gateway lets in; the rest of a flood is not read.
LONGEST = 4000


@dataclass(frozen=True)
class Sighted:
    """A text as the detector sees it: plain words, their classes, and the rules that hold."""

    reading: Reading
    hits: Hits
    held: tuple[tuple[Rule, tuple[Hit, ...]], ...]
    links: tuple[Link, ...]

    @property
    def own(self) -> bool:
        """True when it is about the bank itself, and nothing tells of a stranger."""
        return any(rule.caps for rule, _ in self.held)

    def part(self, start: int, end: int) -> tuple[Reading, Hits]:
        """What was read in `[start, end)` of the message, and the classes of its words."""
        first, last = (bisect_left(self.reading.starts, place) for place in (start, end))
        return self.reading.part(first, last), self.hits.part(first, last)

    @cached_property
    def grams(self) -> Grams:
        """The model's features."""
        classes = [name for name in self.hits.names if name[0] != "="]
        return grams_of(self.reading.text, [*classes, *(rule.code for rule, _ in self.held)])


class Detector:
    """Screens messages; one object may be shared by threads. Without a model the rules decide alone."""

    def __init__(self, models: dict[str, Linear] | None = None, own_domains: Iterable[str] = ()) -> None:
        self._rules = Rulebook(rules())
        self._words = Words({**lexicon(), **literals(self._rules.rules)}, variants())
        self._models = models or {}
        self._own = frozenset(own_domains)

    @classmethod
    def trained(cls, path: Path, own_domains: Iterable[str] = ()) -> Detector:
        """With the models of a file; OSError, ValueError or KeyError when it is unusable."""
        return cls(read(path), own_domains)

    def without_model(self) -> Detector:
        """The same rules and words, deciding alone."""
        other = copy(self)
        other._models = {}  # noqa: SLF001 - its own
        return other

    @property
    def patterns(self) -> int:
        """How many words, spellings and rules it knows."""
        return self._words.size + len(self._rules.rules)

    def sight(self, text: str) -> Sighted:
        """Normalise and match."""
        reading = self._words.read(text[:LONGEST])
        found = links(text[:LONGEST], self._own)
        hits = self._words.find(reading, _classed(found, reading))
        return Sighted(reading, hits, tuple(self._rules.held(reading.text, hits)), found)

    def screen(self, text: str, earlier: Sequence[str] = ()) -> Finding:
        """What a message says by itself, or with the customer's `earlier` ones (oldest first)."""
        if only_contact(text):
            return CALM
        whole = self.sight(text)
        alone = self._judge(whole)
        if not alone.urgent:
            alone = self._sentence(text, alone, whole)
        if _only_wording(alone) and despairs(text):
            return _calmed(alone)
        told = self._story(earlier)
        if not told:
            return alone
        sighted = self.sight(f"{told}\n{text}")
        together = self._judge(sighted)
        if sighted.own and not together.alarming and _only_wording(alone):
            # The words alone, without a rule, are weak: what was said before tells what they are about.
            return _calmed(alone)
        if not graver(together, alone) or not graver(together, self._screen(told)):
            return alone
        return replace(together, story=True, evidence=_moved(together.evidence, len(told) + 1))

    def _sentence(self, text: str, whole: Finding, seen: Sighted) -> Finding:
        """A part of a message that is an emergency by itself: what stands beside it changes nothing."""
        sentences = [match for match in _PART.finditer(text[:LONGEST]) if match[0].strip()]
        if len(sentences) < 2:
            return whole
        limits = load_yaml("weighing")["sentence"]
        for match in sentences[-limits["most"] :]:
            reading, hits = seen.part(*match.span())
            held = tuple(self._rules.held(reading.text, hits)) if "self" in hits else ()
            if any(rule.presses for rule, _ in held):
                inside = tuple(link for link in seen.links if match.start() <= link.start < match.end())
                found = self._judge(Sighted(reading, hits, held, inside))
                if found.urgent and found.score >= limits["alarm"]:
                    return found
        return whole

    def _screen(self, text: str) -> Finding:
        return self._judge(self.sight(text))

    def _judge(self, sighted: Sighted) -> Finding:
        held = [rule for rule, _ in sighted.held]
        weighed = weigh(sighted.grams, held, self._models)
        if not any(rule.speaks for rule in held) and weighed.alarm < _least(sighted.reading.text):
            weighed = replace(weighed, alarm=0.0)
        stage = stage_of(weighed)
        capped = stage in ALARMING and not weighed.sure and self._capped(held, weighed.alarm)
        stage = "none" if capped else stage
        facts = facts_of(sighted.reading.text, sighted.hits)
        alarming = stage in ALARMING
        return Finding(
            stage=stage,
            severity=_severity(stage, facts.when),
            type=type_of(weighed) if alarming or stage == "asking" else None,
            score=weighed.alarm,
            person=person_of(sighted.hits) if alarming else None,
            evidence=self._evidence(sighted, weighed, stage) if alarming or capped else (),
            facts=facts,
            stages=weighed.stages,
            pasted=weighed.stages.get("scam", 0.0) > 0.5 * weighed.alarm,
            notice=any(rule.notice for rule, _ in sighted.held),
            links=sighted.links,
        )

    def _capped(self, held: Sequence[Rule], alarm: float) -> bool:
        """Whether a rule says that it is the bank's own matter, and no model is surer that it is not."""
        return any(alarm < rule.caps or not self._models for rule in held if rule.caps)

    def _story(self, earlier: Sequence[str]) -> str:
        limits = load_yaml("weighing")["story"]
        return "\n".join(earlier[-limits["messages"] :])[-limits["characters"] :]

    def _evidence(self, sighted: Sighted, weighed: Weighed, stage: Stage) -> tuple[Evidence, ...]:
        found = [
            Evidence(
                rule.code,
                rule.explain,
                tuple(sighted.reading.span(*hit) for hit in chain),
                rule.sure,
                bool(rule.type),
            )
            for rule, chain in sighted.held
            if rule.speaks or (rule.caps and stage == "none")
        ]
        # Rules say why better than the model does.
        wording = None if found else self._wording(sighted, weighed, stage)
        return (wording,) if wording else tuple(found)

    def _wording(self, sighted: Sighted, weighed: Weighed, stage: Stage) -> Evidence | None:
        """Where the model sees it: its strongest n-grams."""
        model = self._models.get("stages")
        if model is None:
            return None
        text = sighted.reading.text
        pasted = stage == "targeted" and weighed.stages.get("scam", 0.0) > weighed.stages.get(stage, 0.0)
        label = "scam" if pasted else stage
        spans = [
            sighted.reading.span(at, at + len(gram))
            for gram in model.told(sighted.grams.long, label)
            if (at := text.find(gram)) >= 0
        ]
        explain = load_yaml("weighing")["wording"][label]
        return Evidence(WORDING, explain, tuple(sorted(spans))) if spans else None


def _least(text: str) -> float:
    """The chance that few words must have to raise an alarm by themselves."""
    limits = load_yaml("weighing")
    # A number, or words in Latin letters, say no more than a few characters: the model has read Chinese.
    said = len(_RUN.sub(lambda run: run[0][: limits["run"]], text))
    if said <= limits["short"]:
        return 2.0
    return limits["brief"]["alarm"] if said <= limits["brief"]["characters"] else 0.0


def _only_wording(found: Finding) -> bool:
    """True when no rule holds: the model alone says so."""
    return all(evidence.rule == WORDING for evidence in found.evidence)


def _calmed(found: Finding) -> Finding:
    return replace(found, stage="none", severity="info", type=None, person=None)


def _classed(found: Sequence[Link], reading: Reading) -> dict[str, list[Hit]]:
    """Links as classes of words that rules can name: `link`, and `link_<sign>` for each sign."""
    classes: dict[str, list[Hit]] = {}
    for link in found:
        start, end = bisect_left(reading.starts, link.start), bisect_left(reading.starts, link.end)
        for name in ("link", *(f"link_{sign}" for sign in link.signs)):
            if end > start:
                classes.setdefault(name, []).append((start, end))
    return classes


def _severity(stage: Stage, when: When | None) -> Severity:
    severity: Severity = load_yaml("weighing")["severity"].get(stage, "info")
    return "urgent" if stage == "paid" and when == "long" else severity


def _moved(evidence: tuple[Evidence, ...], by: int) -> tuple[Evidence, ...]:
    """Evidence of a story as offsets in its last message; what stands before it keeps no place."""
    return tuple(
        replace(e, spans=tuple((start - by, end - by) for start, end in e.spans if start >= by))
        for e in evidence
    )
