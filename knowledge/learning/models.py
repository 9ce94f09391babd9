"""What customers may learn from: quizzes, cases, campaigns, cards; authored in simplified Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.text import REGIONS, Region
from knowledge.models import Problem, SourceRef

# Month and day: campaigns come back every year.
MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    text: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with two to four options, exactly one of them right; ``why`` is said after any answer."""

    ask: str
    options: tuple[Option, ...]
    why: str

    @property
    def right(self) -> int:
        """The place of the right option, from 1."""
        return next((at for at, option in enumerate(self.options, 1) if option.right), 1)


@dataclass(frozen=True)
class Lesson:
    """What every piece has: where it leads, what it rests on, and when it is read again."""

    id: str
    title: str
    entry: str
    sources: tuple[SourceRef, ...]
    verified_on: date | None
    review_by: date | None
    file: str


@dataclass(frozen=True)
class Quiz(Lesson):
    """Five questions about one kind of scam or one right; ``id`` is the topic.

    ``regions``: where it is offered; all of them unless it speaks of one region's law or numbers.
    """

    questions: tuple[Question, ...] = ()
    regions: tuple[Region, ...] = REGIONS

    @property
    def about_rights(self) -> bool:
        """Whether it is about a right and not about a kind of scam."""
        return self.id.startswith("right")


@dataclass(frozen=True)
class Story(Lesson):
    """A case told to warn (以案说险); the persons in it are invented."""

    topic: str = ""
    story: str = ""
    lesson: str = ""


@dataclass(frozen=True)
class Card(Lesson):
    """A few lines in large type for the wall or the family; ``numbers``: hotline ids by region."""

    lines: tuple[str, ...] = ()
    numbers: Mapping[Region, tuple[str, ...]] = field(default_factory=dict)
    tip: str = ""


@dataclass(frozen=True)
class Campaign:
    """A time of the year with a theme; both days included, it may run over the turn of the year."""

    id: str
    title: str
    first: MonthDay
    last: MonthDay
    about: str
    stories: tuple[str, ...]
    quizzes: tuple[str, ...]
    entries: tuple[str, ...]
    sources: tuple[SourceRef, ...]
    file: str


@dataclass
class Learning:
    """All of it by id, with what was wrong while reading."""

    quizzes: dict[str, Quiz] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    # Region's numbers that stand in for the mainland's in a text: hotline id to region to hotline id.
    instead: dict[str, dict[Region, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """Everything that leads to an entry and is reviewed."""
        return (*self.quizzes.values(), *self.stories.values(), *self.cards.values())
