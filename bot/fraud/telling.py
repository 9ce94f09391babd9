"""The finding in plain values, and whether a customer wants a text checked."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.fraud.finding import WORDING, Finding
from bot.fraud.resources import load_yaml
from bot.text import normalise

# Of a text with a wish around it: shorter ones are questions about fraud in general.
_SHORTEST = 26


def told(finding: Finding) -> dict[str, Any]:
    """JSON-ready: stage, type, severity, score, person, facts, rules with their signs, signs of links."""
    return {
        "stage": finding.stage,
        "type": finding.type,
        "severity": finding.severity,
        "score": round(finding.score, 3),
        "person": finding.person,
        "facts": finding.facts.told(),
        "rules": [e.rule for e in finding.evidence],
        # No rule stands behind it: the wording alone sounds like it.
        "by_wording": not finding.story and all(e.rule == WORDING for e in finding.evidence),
        "weak": _weak(finding),
        "sure": any(e.sure for e in finding.evidence),
        "pasted": finding.pasted,
        "notice": finding.notice,
        "signs": list(dict.fromkeys(e.explain for e in finding.evidence if e.sign)),
        "links": list(dict.fromkeys(sign for link in finding.links for sign in link.signs)),
        "linked": bool(finding.links),
    }


def _weak(finding: Finding) -> bool:
    """No sure rule, no sign of a certain fraud, no chance near one, and told in one message."""
    told_by = any(e.sure or e.sign for e in finding.evidence)
    return not finding.story and not told_by and finding.score < load_yaml("weighing")["weak"]


def asks_to_check(text: str, *, linked: bool) -> bool:
    """True for a pasted text, or a link, with words such as 是真的吗 beside it."""
    return (linked or len(text) >= _SHORTEST) and any(word in normalise(text) for word in _wishes())


@cache
def _wishes() -> tuple[str, ...]:
    return tuple(map(normalise, load_yaml("wishes")["check"]))
