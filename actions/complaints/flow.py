"""The form's steps as data: which question comes next, and where in the whole it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.intake.classes import load_classes
from bot.text import normalise

FILE: Final = Path(__file__).parent / "data" / "flow.yml"
SLOT: Final = "complaint_"
STORY: Final = "story"  # whence an answer comes: the story told it, or the form asked
ASKED: Final = "asked"
UNKNOWN: Final = "unknown"
Answers = Mapping[str, Any]
_FOLDED: Final = ("submit", "cancel", "why", "wrongs", "greetings", "anywhere", "done")  # lists of words


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `only` names a condition, `offers` a dimension of classes, `buttons` sentences."""

    field: str
    expects: str
    unknown: bool = False
    only: str = ""
    offers: str = ""
    buttons: tuple[str, ...] = ()

    @property
    def slot(self) -> str:
        """The slot that mirrors the answer."""
        return SLOT + self.field


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole form."""

    steps: tuple[Step, ...]
    no_money: frozenset[str]
    shortest_story: int
    opening_story: int
    told_from: float
    long_aside: int
    longest_more: int
    offered: int
    submit: tuple[str, ...]
    cancel: tuple[str, ...]
    longest_order: int
    why: tuple[str, ...]
    why_of: Mapping[str, tuple[str, ...]]
    wrongs: tuple[str, ...]
    stated: Mapping[str, tuple[str, ...]]
    stated_from: float
    nameless: str
    done: tuple[str, ...]
    shortest_done: int
    greetings: tuple[str, ...]
    anywhere: tuple[str, ...]
    misses: Mapping[str, int]
    elsewhere: Mapping[str, Mapping[str, str]]

    def step(self, field: str) -> Step:
        """By its field; KeyError."""
        return next(step for step in self.steps if step.field == field)


@cache
def flow() -> Flow:
    """Read once; a misspelt field stops the action server."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    steps = tuple(_step(one) for one in raw.pop("steps"))
    folded: dict[str, Any] = {name: tuple(map(normalise, raw.pop(name))) for name in _FOLDED}
    for name in ("why_of", "stated"):
        folded[name] = {key: tuple(map(normalise, words)) for key, words in raw.pop(name).items()}
    no_money = frozenset(raw.pop("no_money"))
    return Flow(steps=steps, no_money=no_money, **folded, **raw)


def wanted(answers: Answers) -> tuple[Step, ...]:
    """The steps that count for these answers, those the story has told left out."""
    return tuple(step for step in flow().steps if _applies(step, answers) and not _told(step, answers))


def next_step(answers: Answers) -> Step | None:
    """The first step without an answer."""
    return next((step for step in wanted(answers) if step.field not in answers), None)


def place_of(field: str, answers: Answers) -> tuple[int, int]:
    """Where the question stands: number and total, counting what is really asked."""
    fields = [step.field for step in wanted(answers)]
    if field not in fields:
        # Told by the story, and changed: it stands where the customer is, so that no number jumps.
        still = next((at for at, name in enumerate(fields) if name not in answers), len(fields) - 1)
        fields.insert(max(0, still), field)
    return fields.index(field) + 1, len(fields)


def before(field: str, answers: Answers) -> str | None:
    """The question before this one; None at the first."""
    number, _ = place_of(field, answers)
    fields = [step.field for step in wanted(answers)]
    return fields[number - 2] if number > 1 else None


def doubtful(dimension: str, answers: Answers) -> bool:
    """Whether the customer is asked about the guess from the story; in large mode staff sort it instead."""
    return answers.get("mode") != "large" and unsure(dimension, answers)


def unsure(dimension: str, answers: Answers) -> bool:
    """Whether the guess from the story may well be wrong."""
    guess = (answers.get("classes") or {}).get(dimension)
    return bool(answers.get("story")) and (not guess or guess["confidence"] < load_classes()[dimension].sure)


def class_of(dimension: str, answers: Answers) -> tuple[str, float]:
    """Slug and confidence: the customer's own word is certain."""
    field = {"channel": "place", "business": "product", "cause": "cause"}[dimension]
    said = (answers.get(field) or {}).get("slug")
    guess = (answers.get("classes") or {}).get(dimension) or {}
    return (said, 1.0) if said else (guess.get("slug") or "other", float(guess.get("confidence") or 0.0))


def whole_story(answers: Answers) -> str:
    """The story, and what was said more at other questions."""
    story = str((answers.get(STORY) or {}).get("text") or "")
    more = (str((answers.get(field) or {}).get("more") or "") for field in (STORY, "product", "cause"))
    return "\n".join(filter(None, (story, *more)))


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(**{**raw, "buttons": tuple(raw.get("buttons", ()))})


def _applies(step: Step, answers: Answers) -> bool:
    return not step.only or _CONDITIONS[step.only](answers)


def _told(step: Step, answers: Answers) -> bool:
    return (answers.get(step.field) or {}).get("by") == STORY and step.field != "story"


def _about_money(answers: Answers) -> bool:
    slug, _ = class_of("cause", answers)
    return slug not in flow().no_money or (unsure("cause", answers) and "cause" not in answers)


_CONDITIONS: Final[Mapping[str, Callable[[Answers], bool]]] = {
    "elsewhere": lambda answers: bool(answers.get("elsewhere_found")),
    "doubtful_business": lambda answers: doubtful("business", answers),
    "doubtful_cause": lambda answers: doubtful("cause", answers),
    "money": _about_money,
}
