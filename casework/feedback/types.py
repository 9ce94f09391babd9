"""What goes into and comes out of the feedback services."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.statuses import Dislike, Verdict


@dataclass(frozen=True, slots=True)
class Rating:
    """What a customer said of an answer; `reason` only with "not_helped"."""

    verdict: Verdict
    reason: Dislike | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that found no answer (`entry` None) or one its asker disliked; `text` as it was stored."""

    text: str
    asked_at: datetime
    entry: str | None = None
    reason: Dislike | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike: the first is the one most like all of them."""

    questions: tuple[Missed, ...] = field(default=())

    @property
    def text(self) -> str:
        """The question that stands for the group."""
        return self.questions[0].text
