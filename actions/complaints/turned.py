"""What a turn of the form led to, and the turns that are alike everywhere: ask on, ask again, pass it on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from actions import replies
from actions.complaints import asking, speaking
from actions.complaints.flow import STORY, Answers, next_step
from actions.complaints.heard import Heard
from actions.replies import Reply
from bot.intake import wishes

Ended = Literal["submit", "cancelled", "later", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn led to. `kept`: answers to store, None to take one out. `passed`: not for the form.

    `asked` None: the form is over, for the reason in `ended`.
    """

    asked: str | None
    said: tuple[Reply, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)
    pending: str | None = None
    misses: int = 0
    ended: Ended | None = None
    passed: bool = False
    restarted: bool = False


def ask_next(heard: Heard, answers: Answers, *said: str) -> Turned:
    """The first open question."""
    step = next_step(answers)
    asked = step.field if step else "confirm"
    return Turned(asked, (asking.question(asked, answers, heard.turn, *said),))


def same(heard: Heard, answers: Answers, *said: str) -> Turned:
    """The same question again."""
    asked = heard.asked or STORY
    return Turned(asked, (asking.question(asked, answers, heard.turn, *said),), misses=heard.misses)


def stay(heard: Heard, answers: Answers) -> Turned:
    """Say nothing; a story that was an emergency has been kept, so the next question waits."""
    step = next_step(answers) if heard.asked == STORY and STORY in answers else None
    return Turned(step.field if step else heard.asked, misses=heard.misses)


def passed_on(heard: Heard) -> Turned:
    """Not for the form: the intent's own rule answers."""
    return Turned(heard.asked, passed=True, misses=heard.misses, pending=heard.pending)


def to_human(heard: Heard, *said: str) -> Turned:
    """A human takes over; the question waits. What is said besides holds also where no human is there."""
    besides = [speaking.notice("\n".join(said))] if said else []
    return Turned(heard.asked, (*besides, replies.sentence("handoff", heard.turn, kind="handoff")))


def kind(heard: Heard) -> str | None:
    """What the words ask of the form itself, if anything."""
    wish = wishes.wish(heard.text)
    return wish.kind if wish else None
