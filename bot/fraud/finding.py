"""What screening found in a message, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bot.fraud.links import Link

Stage = Literal["none", "asking", "targeted", "paying", "paid", "leaked"]
Severity = Literal["info", "watch", "urgent", "critical"]
Person = Literal["self", "family", "third"]
When = Literal["now", "days", "long"]

# Something is happening to somebody; the graver the later.
ALARMING: Final[tuple[Stage, ...]] = ("targeted", "leaked", "paying", "paid")
URGENT: Final[frozenset[Stage]] = frozenset({"leaked", "paying", "paid"})
# What the model says is evidence under this name.
WORDING: Final = "MODEL"
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "watch", "urgent", "critical")


@dataclass(frozen=True)
class Evidence:
    """A rule that held, with what it means, and the places `[start, end)` in the message as it was written.

    `sign`: the customer may be told it.
    """

    rule: str
    explain: str
    spans: tuple[tuple[int, int], ...] = ()
    sure: bool = False
    sign: bool = False


@dataclass(frozen=True)
class Facts:
    """What the message tells of the case: amount in its own currency, how long ago, by what means."""

    amount: float | None = None
    when: When | None = None
    means: tuple[str, ...] = ()
    secrecy: bool = False

    def told(self) -> dict[str, Any]:
        """As a plain mapping without what is not known."""
        known = {"amount": self.amount, "when": self.when, "means": list(self.means), "secrecy": self.secrecy}
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True)
class Finding:
    """`score`: chance (0..1) that somebody is being defrauded; `stages`: the chance of each stage.

    `pasted`: the text is a swindler's. `story`: it takes the earlier messages to see it.
    """

    stage: Stage
    severity: Severity
    type: str | None
    score: float
    person: Person | None = None
    evidence: tuple[Evidence, ...] = ()
    facts: Facts = field(default_factory=Facts)
    stages: Mapping[str, float] = field(default_factory=dict)
    pasted: bool = False
    notice: bool = False
    story: bool = False
    links: tuple[Link, ...] = ()

    @property
    def alarming(self) -> bool:
        """True when somebody must be warned."""
        return self.stage in ALARMING

    @property
    def urgent(self) -> bool:
        """True when money or secrets are going or gone."""
        return self.stage in URGENT


CALM: Final = Finding("none", "info", None, 0.0)


def graver(one: Finding, other: Finding) -> bool:
    """True when the first is more alarming than the other."""
    return _rank(one) > _rank(other)


def _rank(finding: Finding) -> int:
    return ALARMING.index(finding.stage) + 1 if finding.stage in ALARMING else 0
