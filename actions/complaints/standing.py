"""How a complaint stands, in words: who must act until when, and what the customer may do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from actions.complaints.cases import Case
from actions.complaints.speaking import Button, button, day, say
from actions.context import Turn
from casework.complaints.calendar import day_of
from casework.complaints.told import is_late, law_of, refusal_of, words_of

# Steps of the customer as buttons, in this order.
BUTTONS: Final = {
    "supplement": "supplement",
    "request_review": "review",
    "rate": "rate",
    "withdraw": "withdraw",
}
_RUNNING: Final = frozenset({"received", "in_progress", "awaiting_info", "in_review"})
_ASKED: Final = frozenset({"ask_info"})
_ANSWERED: Final = frozenset({"answer", "decide_review", "refuse"})
# Large text says one thing at a time.
_MOST_PLAIN: Final = 3


def standing(case: Case, turn: Turn) -> str:
    """The state and what follows from it, under the law that holds for the complaint."""
    turn = replace(turn, region=case.complaint.region)
    lines = list(_lines(case, turn))
    return "\n".join(lines[:_MOST_PLAIN] if turn.mode == "large" else lines)


def buttons(case: Case, turn: Turn) -> list[Button]:
    """What the customer may do now."""
    return [button(name, turn) for step, name in BUTTONS.items() if step in case.allowed]


def state(case: Case, turn: Turn) -> str:
    """The state in words."""
    now = case.complaint.state
    late = now == "refused" and is_late(refusal_of(case.events))
    return say("state_refused_late" if late else f"state_{now}", turn)


def _lines(case: Case, turn: Turn) -> Iterator[str]:
    one = case.complaint
    filed = day(day_of(one.received_at), turn)
    yield say("status", turn, receipt=one.receipt, day=filed, state=state(case, turn))
    yield from _clock(case, turn)
    yield from _told(case, turn)
    yield from _rungs(case, turn)


def _clock(case: Case, turn: Turn) -> Iterator[str]:
    clock = case.clock
    if not clock.shown or case.complaint.state not in _RUNNING:
        return
    if clock.paused and not clock.overdue:
        yield say("status_paused", turn)
    elif clock.due_on:
        yield say("status_overdue" if clock.overdue else "status_due", turn, day=day(clock.due_on, turn))


def _told(case: Case, turn: Turn) -> Iterator[str]:
    """What the bank wrote last: the question it waits for, or its answer."""
    kinds = {"awaiting_info": (_ASKED, "status_asked"), "answered": (_ANSWERED, "status_answer")}
    kinds |= {"refused": (_ANSWERED, "status_answer"), "closed": (_ANSWERED, "status_answer")}
    wanted, key = kinds.get(case.complaint.state, (frozenset(), ""))
    last = next((event for event in reversed(case.events) if event.kind in wanted), None)
    if last is not None:
        said = law_of(last, turn.script, case.complaint.region), words_of(last, turn.script)
        yield say(key, turn, text="\n".join(filter(None, said)))


def _rungs(case: Case, turn: Turn) -> Iterator[str]:
    for rung in case.rungs:
        if not rung.due or (rung.slug == "review" and "request_review" not in case.allowed):
            continue
        if rung.slug == "review" and rung.until_on:
            yield say("rung_review", turn, until=day(rung.until_on, turn))
        else:
            yield say("rung_review_open" if rung.slug == "review" else f"rung_{rung.slug}", turn)
