"""The owner's state machine: every step from every owner, through the services, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.conversations.states import OWNERS, STEPS, Step
from casework.errors import TransitionError
from casework.events import service as events
from casework.handoffs import assigning
from casework.handoffs import service as handoffs
from tests.casework.talk import NOW, Talk

ACTS: dict[Step, Callable[[Talk], Any]] = {
    "request": lambda t: t.write(handoffs.request, "customer", None, NOW),
    "leave": lambda t: t.write(handoffs.leave, NOW),
    "take": lambda t: t.write(handoffs.take, "agent1", NOW),
    "take_over": lambda t: t.write(handoffs.take_over, "agent1", "risk", NOW),
    "release": lambda t: t.write(handoffs.release, "agent1", NOW),
    "transfer": lambda t: t.write(handoffs.transfer, "agent1", NOW),
    "settle": lambda t: t.write(handoffs.settle, "agent1", NOW),
    "assign": lambda t: t.write(assigning.assign, "agent1", "boss", NOW),
    "pass_on": lambda t: t.write(assigning.assign, "agent2", "boss", NOW),
    "recall": lambda t: t.write(assigning.recall, "agent1", NOW),
    "lapse": lambda t: t.write(assigning.lapse, "agent1", NOW),
}
WAY: dict[str, list[Step]] = {"bot": [], "queue": ["request"], "agent": ["request", "take"]}
# Taken again by the same person, these change nothing instead of failing: a double click is no error.
QUIET = {
    ("request", "queue"),
    ("request", "agent"),
    ("leave", "bot"),
    ("take", "agent"),
    ("take_over", "agent"),
    ("settle", "bot"),
    ("settle", "agent"),
    ("assign", "agent"),
}


def brought_to(talk: Talk, owner: str) -> None:
    for step in WAY[owner]:
        ACTS[step](talk)
    assert talk.owner() == owner


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_from_each_owner(talk: Talk, step: Step, owner: str) -> None:
    brought_to(talk, owner)
    if (step, owner) == ("pass_on", "queue"):
        pytest.skip("giving it to somebody is then the step assign")
    count = len(talk.read(events.after))
    transition = STEPS[step]
    if transition.source == owner:
        outcome = ACTS[step](talk)
        assert outcome.owner == talk.owner() == transition.target
        event = talk.read(events.after)[-1]
        assert event.type == "owner_changed"
        assert event.payload["step"] == step
        assert (event.payload["from"], event.payload["to"]) == (owner, transition.target)
        return
    if (step, owner) in QUIET:
        assert not ACTS[step](talk).changed
    else:
        with pytest.raises(TransitionError):
            ACTS[step](talk)
    assert talk.owner() == owner
    assert len(talk.read(events.after)) == count


def test_the_machine_is_closed() -> None:
    assert {t.source for t in STEPS.values()} == {t.target for t in STEPS.values()} == set(OWNERS)
