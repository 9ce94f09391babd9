"""Who answers a conversation, as data: every change of owner is one of these steps and leaves an event."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from casework.errors import TransitionError

Owner = Literal["bot", "queue", "agent"]
OWNERS: Final[tuple[Owner, ...]] = get_args(Owner)
HUMAN: Final[frozenset[str]] = frozenset({"queue", "agent"})

Step = Literal[
    "request",
    "leave",
    "take",
    "take_over",
    "release",
    "transfer",
    "settle",
    "assign",
    "pass_on",
    "recall",
    "lapse",
]


@dataclass(frozen=True, slots=True)
class Transition:
    """From which owner to which; `by` says whose act it is."""

    source: Owner
    target: Owner
    by: Literal["customer or bot", "customer", "agent", "system"]


STEPS: Final[dict[Step, Transition]] = {
    "request": Transition("bot", "queue", "customer or bot"),
    "leave": Transition("queue", "bot", "customer"),
    "take": Transition("queue", "agent", "agent"),
    "take_over": Transition("bot", "agent", "agent"),
    "release": Transition("agent", "bot", "agent"),
    "transfer": Transition("agent", "queue", "agent"),
    "settle": Transition("queue", "bot", "agent"),
    "assign": Transition("queue", "agent", "agent"),
    "pass_on": Transition("agent", "agent", "agent"),
    "recall": Transition("agent", "queue", "system"),
    "lapse": Transition("agent", "bot", "system"),
}


def target_of(step: Step, owner: str) -> Owner:
    """The owner after `step`, or TransitionError when `owner` is not where it starts."""
    transition = STEPS[step]
    if transition.source != owner:
        raise TransitionError(step, owner)
    return transition.target
