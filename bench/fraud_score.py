"""Scores what the fraud detector did with each labelled message of ``bench/data/fraud``.

``scam``: a swindler's text, ``victim``: a customer tells of one, ``benign``: nobody is being defrauded.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.fraud.finding import ALARMING, SEVERITIES, URGENT

STAGES = ("none", "asking", *ALARMING)
NAMES = ("stage", "script", "style")


@dataclass(frozen=True)
class Judged:
    """One message with its labels (`type` may be None), the way it was disguised, and what was found."""

    id: str
    kind: str
    stage: str
    type: str | None
    script: str
    style: str
    sort: str
    way: str | None
    found_stage: str
    found_type: str | None
    severity: str
    score: float
    text: str

    @property
    def raised(self) -> bool:
        """True when an alarm was raised."""
        return self.found_stage in ALARMING

    @property
    def level_right(self) -> bool:
        """Urgent or critical when money or secrets are going or gone; exactly watch before that."""
        if self.stage in URGENT:
            return SEVERITIES.index(self.severity) >= SEVERITIES.index("urgent")
        return self.severity == "watch"

    @property
    def raised_enough(self) -> bool:
        """As `level_right`, but before anything is lost any alarm will do."""
        return self.level_right if self.stage in URGENT else self.raised

    @property
    def right(self) -> bool:
        """No alarm on a benign text, an alarm on a swindler's, a high enough one on a victim's report."""
        if self.kind == "benign":
            return not self.raised
        return self.raised if self.kind == "scam" else self.raised_enough


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    name: str
    part: int
    whole: int

    def __str__(self) -> str:
        share = f"{self.part / self.whole * 100:.1f}%" if self.whole else "-"
        return f"  {self.name:<44}{self.part:>6} of {self.whole:<6}{share:>7}"


def share(name: str, judged: Iterable[Judged], holds: Callable[[Judged], bool]) -> Share:
    """The share for which it holds."""
    held = [holds(one) for one in judged]
    return Share(name, sum(held), len(held))


def headline(judged: Iterable[Judged]) -> list[Share]:
    """The figures that matter, of plain or of disguised messages."""
    all_ = list(judged)
    of = {kind: [one for one in all_ if one.kind == kind] for kind in ("scam", "victim", "benign")}
    asked = [one for one in of["benign"] if one.stage == "asking"]
    found = [
        share("scam texts recognised", of["scam"], lambda one: one.raised),
        share("victims: any alarm", of["victim"], lambda one: one.raised),
        share("victims: raised high enough", of["victim"], lambda one: one.raised_enough),
        share("victims: exactly the right level", of["victim"], lambda one: one.level_right),
        share("benign: false alarms", of["benign"], lambda one: one.raised),
        share("  of these, questions about fraud", asked, lambda one: one.raised),
        share("type named right, where it has one", _typed(all_), lambda one: one.type == one.found_type),
    ]
    return [one for one in found if one.whole]


def groups(judged: Iterable[Judged], by: Callable[[Judged], str]) -> list[Share]:
    """The share of right ones in each group."""
    found: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        found[by(one)].append(one)
    return [share(name, ones, lambda one: one.right) for name, ones in sorted(found.items())]


def confusion(judged: Iterable[Judged]) -> list[str]:
    """Lines of a table: the stage of a victim's report against the stage found."""
    counted = Counter((one.stage, one.found_stage) for one in judged if one.kind == "victim")
    head = "  " + f"{'is, found as':<14}" + "".join(f"{stage:>10}" for stage in STAGES)
    rows = [
        "  " + f"{stage:<14}" + "".join(f"{counted[stage, got]:>10}" for got in STAGES) for stage in ALARMING
    ]
    return [head, *rows]


def _typed(judged: Iterable[Judged]) -> list[Judged]:
    return [one for one in judged if one.type is not None and one.kind != "benign"]
