"""What only the history of a complaint can say about a step: is it too late, too close, or a way out?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.complaints import rows
from casework.complaints.clock import clock_of, rules_of
from casework.complaints.counting import count, extendable, known
from casework.complaints.steps import Step
from casework.complaints.types import Complaint, Event
from casework.errors import ComplaintStepError, NotAllowedError, TooLateError
from casework.staff.roles import may

_DECISIONS: Final = frozenset({"answer", "refuse"})


@dataclass(frozen=True, slots=True)
class _Try:
    """A step somebody wants to take on a day, with all that happened before."""

    step: Step
    before: Complaint
    past: tuple[Event, ...]
    actor: Actor
    day: date


def needed(session: Session, step: Step, before: Complaint, actor: Actor, day: date) -> tuple[str, ...]:
    """What the deed needs besides, for what happened. ComplaintStepError, TooLateError, NotAllowedError."""
    guard = _GUARDS.get(step.name)
    if guard is None:
        return ()
    return guard(_Try(step, before, rows.events_of(session, before.id), actor, day))


def _extension(tried: _Try) -> tuple[str, ...]:
    found = count(tried.past, rules_of(tried.before.region))
    if not known(found, tried.step.name):
        raise ComplaintStepError(tried.step.name, tried.before.state)
    if not extendable(found, tried.step.name, tried.day):
        raise TooLateError(tried.step.name, tried.before.state)
    return ()


def _review(tried: _Try) -> tuple[str, ...]:
    until = clock_of(tried.before, tried.past, tried.day).review_until
    if until is None or tried.day > until:
        raise TooLateError(tried.step.name, tried.before.state)
    return ()


def _overdue(tried: _Try) -> tuple[str, ...]:
    """Starting the count anew, or stopping it, when its days are over takes two supervisors."""
    if not count(tried.past, rules_of(tried.before.region)).run.over(tried.day):
        return ()
    if tried.actor.role != "system" and not may(tried.actor.role, "supervise"):
        raise NotAllowedError(f"{tried.step.name} after the last day is a supervisor's", "overrun")
    return ("approver_id",)


def _own_decision(tried: _Try) -> tuple[str, ...]:
    """Whoever decided does not look again (办法 art. 17, recall-high)."""
    deciders = {event.actor_id for event in tried.past if _decides(event)} - {None}
    if tried.actor.id in deciders:
        raise NotAllowedError("who decided does not review", "own_decision")
    return ()


def _decides(event: Event) -> bool:
    return event.kind in _DECISIONS or (event.kind == "close" and event.from_state == "in_mediation")


_GUARDS: Final[dict[str, Callable[[_Try], tuple[str, ...]]]] = {
    "extend_complex": _extension,
    "extend_special": _extension,
    "request_review": _review,
    "new_facts": _overdue,
    "start_appraisal": _overdue,
    "decide_review": _own_decision,
}
