"""Sorts a complaint's own words into channel, business and cause (JR/T 0169—2018), pure Python.

``bot.nlu.complaint_fitting`` fits the model. What a text does not say is ``other``, with little confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp
from pathlib import Path

from bot.fraud.model import Linear
from bot.fraud.model import read as read_models
from bot.intake.classes import DIMENSIONS, OTHER, Dimension, load_classes
from bot.text import normalise

MODEL = Path(__file__).resolve().parents[2] / "models" / "complaints.json"
NAME = "complaints"  # of the model in its file
UNSAID = ""  # what the model calls a dimension of which the text says nothing
OFFERED = 2
LONGEST = 2_000  # characters that are read


@dataclass(frozen=True)
class Guess:
    """A class with the confidence (0..1) that it is right, and the next ones to offer, likeliest first."""

    slug: str = OTHER
    confidence: float = 0.0
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Classes:
    """A guess for each dimension."""

    channel: Guess = Guess()
    business: Guess = Guess()
    cause: Guess = Guess()

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The dimensions the customer should be asked about, in order."""
        kinds = load_classes()
        return tuple(name for name in DIMENSIONS if getattr(self, name).confidence < kinds[name].sure)


def classify(text: str, model: Path = MODEL) -> Classes:
    """What the text tells, in either script; ``other`` without confidence while there is no trained model."""
    trained = _trained(model)
    return _guesses(trained, text) if trained and text.strip() else Classes()


def features(text: str) -> set[str]:
    """What the model sees of a text: up to three characters, ``#`` and each class with words in it."""
    read = normalise(text[:LONGEST])
    framed = f"^{read}$"
    found = set(read)
    found.update(framed[at : at + 2] for at in range(len(framed) - 1))
    found.update(framed[at : at + 3] for at in range(len(framed) - 2))
    found.update(f"#{name}" for name, words in _words() if any(word in read for word in words))
    return found


def label(dimension: str, slug: str | None) -> str:
    """The model's name for a class; None for what a text does not say."""
    return f"{dimension}.{slug or UNSAID}"


@cache
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (label(name, kind.slug), tuple(map(normalise, kind.words)))
        for name, dimension in load_classes().items()
        for kind in dimension.classes.values()
    )


def _guesses(model: Linear, text: str) -> Classes:
    scores = model.scores(features(text))
    return Classes(**{name: _guess(scores, name, kinds) for name, kinds in load_classes().items()})


def _guess(scores: Mapping[str, float], name: str, kinds: Dimension) -> Guess:
    chances = _chances({slug: scores[label(name, slug)] for slug in (UNSAID, *kinds.classes)}, kinds.sharpen)
    ranked = sorted(chances, key=lambda slug: -chances[slug])
    slug = ranked[0] or OTHER
    others = tuple(one for one in ranked if one not in (slug, UNSAID, OTHER))[:OFFERED]
    return Guess(slug, chances[slug], others)


def _chances(scores: Mapping[str, float], sharpen: float) -> dict[str, float]:
    """Tempered softmax."""
    most = max(scores.values())
    powers = {slug: exp((score - most) * sharpen) for slug, score in scores.items()}
    whole = sum(powers.values())
    return {slug: power / whole for slug, power in powers.items()}


def _trained(path: Path) -> Linear | None:
    """The model of the file as it is now; None while there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, size: int) -> Linear | None:  # noqa: ARG001  # a new file is another key
    try:
        return read(path)
    except (OSError, ValueError):
        return None


def read(path: Path) -> Linear:
    """Read what the fitting wrote; nothing in it is executed. OSError; ValueError when it is no such file."""
    model = read_models(path, {NAME})[NAME]
    if not set(_labels()) <= set(model.labels):
        raise ValueError(f"{path.name} lacks a class")
    return model


def _labels() -> Iterable[str]:
    for name, dimension in load_classes().items():
        yield from (label(name, slug) for slug in (UNSAID, *dimension.classes))
