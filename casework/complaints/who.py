"""Who may take a step, and whether the complaint is where it can be taken."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.complaints import rules
from casework.complaints.calendar import day_of
from casework.complaints.receipt import normal_code
from casework.complaints.steps import STEPS, Step
from casework.complaints.types import Complaint
from casework.errors import (
    AlreadyRatedError,
    ComplaintStepError,
    NotAllowedError,
    NotFoundError,
    ValueRefusedError,
)
from casework.staff import service as staff
from casework.staff.roles import Permission, may
from casework.staff.types import Staff
from casework.statuses import ClockStage


def allowed(complaint: Complaint, actor: Actor) -> tuple[str, ...]:
    """The steps possible now for this actor, in the order of the table. Only `take` knows time limits."""
    steps = STEPS.values()
    return tuple(s.name for s in steps if permits(s, complaint, actor) and fits(s, complaint))


def check(step: Step, complaint: Complaint, actor: Actor) -> None:
    """NotAllowedError unless the step is this actor's."""
    if not permits(step, complaint, actor):
        raise NotAllowedError(f"{actor.role} may not {step.name}")


def permits(step: Step, complaint: Complaint, actor: Actor) -> bool:
    """Whether the actor's role (a customer: whose complaint it is) permits the step in any state."""
    match actor.role:
        case "customer":
            return "customer" in step.who and _owns(complaint, actor)
        case "system":
            return step.who != {"customer"}
        case role if "supervisor" in step.who:
            return may(role, "supervise")
        case role:
            return "staff" in step.who and may(role, "handle_complaints")


def fits(step: Step, complaint: Complaint) -> bool:
    """Whether the step starts where the complaint is."""
    return complaint.state in step.sources and _STANDS.get(step.name, _anywhere)(complaint)


def demand(step: Step, complaint: Complaint) -> None:
    """ComplaintStepError unless the step starts where the complaint is; AlreadyRatedError."""
    if fits(step, complaint):
        return
    rated = step.name == "rate" and complaint.state in step.sources
    raise (AlreadyRatedError if rated else ComplaintStepError)(step.name, complaint.state)


def colleague(session: Session, field: str, staff_id: str, permission: Permission) -> Staff:
    """An account that is there, active, and may; ValueRefusedError names the field."""
    try:
        found = staff.get(session, staff_id)
    except NotFoundError:
        raise ValueRefusedError(field, "is no account") from None
    if found.disabled_at is not None or not may(found.role, permission):
        raise ValueRefusedError(field, "must be an active account that may do this")
    return found


def _owns(complaint: Complaint, actor: Actor) -> bool:
    name = actor.name
    return name == complaint.conversation_id or normal_code(name) == normal_code(complaint.receipt)


def _anywhere(_: Complaint) -> bool:
    return True


def _knows(complaint: Complaint, stage: ClockStage) -> bool:
    """Whether the region's rule knows the extension; `take` asks the rule the count began under."""
    rule = rules.find(complaint.region, "handling", day_of(complaint.received_at))
    return rule is not None and rule.extended(rule.days, stage) is not None


_STANDS: Final[dict[str, Callable[[Complaint], bool]]] = {
    "extend_complex": lambda c: c.stage == "normal" and _knows(c, "complex"),
    "extend_special": lambda c: c.stage == "complex" and _knows(c, "special"),
    # Of all refusals only this one asks for something.
    "supplement": lambda c: c.state != "refused" or c.refusal == "no_real_facts",
    "start_appraisal": lambda c: not c.appraisal,
    "end_appraisal": lambda c: c.appraisal,
    "request_review": lambda c: c.decided_at is not None and not c.reviewed,
    "rate": lambda c: c.rated_at is None,
}
