"""What a step needs, checked and masked; and what it changes in the complaint's row and tells its event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.checks import one_of, reasoned, seen
from casework.complaints.checking import money
from casework.complaints.parties import without_names
from casework.complaints.recording import type_of
from casework.complaints.steps import Step
from casework.complaints.types import Complaint, Deed
from casework.complaints.who import colleague
from casework.complaints.wording import TEXT, branch, tidy, unit
from casework.errors import ValueRefusedError
from casework.statuses import BUSINESSES, CAUSES, COMPLAINT_CHANNELS, COMPLAINT_OUTCOMES, REFUSAL_REASONS

_SHORTEST: Final = 2
_BEST: Final = 5
_MOST_DEPARTMENTS: Final = 10
_AGREED: Final = "mediated"
_KNOWN: Final = {
    "outcome": COMPLAINT_OUTCOMES,
    "refusal": REFUSAL_REASONS,
    "channel": COMPLAINT_CHANNELS,
    "business": BUSINESSES,
    "cause": CAUSES,
}
_CLASSES: Final = ("channel", "business", "cause")


def checked(
    session: Session, step: Step, complaint: Complaint, deed: Deed, actor: Actor, also: tuple[str, ...] = ()
) -> Deed:
    """The deed with its texts masked; `also` is needed here besides. ValueRefusedError names the field."""
    fit = _unnamed(session, complaint, _tidied(deed))
    for field in (*_needs(step, complaint, actor), *also):
        if getattr(fit, field) in (None, "", ()):
            raise ValueRefusedError(field, f"is needed to {step.name}")
    _check_values(fit)
    _check_step(step, complaint, fit)
    # The people of the demo's own year are invented; who works on one of it now is not.
    if not (complaint.demo and actor.role == "system"):
        _check_people(session, fit, actor)
    return fit


def changes_of(step: Step, before: Complaint, deed: Deed, actor: Actor, at: datetime) -> dict[str, Any]:
    """Columns the step sets, beside state, version and the facts of the clock."""
    told = step.tells_from(before.state) and actor.role != "customer"
    response: dict[str, Any] = {"first_response_at": at} if told and before.first_response_at is None else {}
    if step.name == "accept" and before.assignee_id is None and type_of(actor) == "staff":
        response["assignee_id"] = actor.id
    return response | _CHANGES.get(step.name, _nothing)(before, deed, at)


def payload_of(step: Step, before: Complaint, deed: Deed) -> dict[str, Any]:
    """Slugs, numbers and ids for the event."""
    said = {
        name: getattr(deed, name)
        for name in _TELLS.get(step.name, ())
        if getattr(deed, name) not in (None, ())
    }
    if step.name == "close" and before.state == "in_mediation":
        said["outcome"] = deed.outcome or _AGREED
    if deed.amount is not None and step.name == "settle":
        said |= {"amount": int(deed.amount.scaleb(2)), "currency": before.currency}
    if step.name == "reclassify":
        said["was"] = {name: getattr(before, name) for name in _CLASSES if name in said}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _needs(step: Step, before: Complaint, actor: Actor) -> tuple[str, ...]:
    # The customer need not say why they withdraw (办法 art. 15); staff must.
    if step.name == "withdraw" and actor.role != "customer":
        return ("reason",)
    return step.needs_from(before.state)


def _tidied(deed: Deed) -> Deed:
    return replace(
        deed,
        reason=reasoned("reason", deed.reason, TEXT, _SHORTEST) if deed.reason else None,
        text=tidy("text", deed.text) if deed.text and seen(deed.text) else None,
        amount=money("amount", deed.amount),
        department=branch("department", deed.department) if deed.department else None,
        branch=branch("branch", deed.branch) if deed.branch else None,
        reference=unit("reference", deed.reference) if deed.reference else None,
        departments=tuple(branch("departments", name) for name in deed.departments[: _MOST_DEPARTMENTS + 1]),
    )


def _unnamed(session: Session, complaint: Complaint, deed: Deed) -> Deed:
    def unnamed(text: str | None) -> str | None:
        return without_names(session, complaint.id, text) if text else None

    return replace(deed, text=unnamed(deed.text), reason=unnamed(deed.reason))


def _check_values(deed: Deed) -> None:
    for field, known in _KNOWN.items():
        value = getattr(deed, field)
        if value is not None:
            one_of(field, value, known)
    if deed.score is not None and not 1 <= deed.score <= _BEST:
        raise ValueRefusedError("score", "must be 1 to 5")
    if len(deed.departments) > _MOST_DEPARTMENTS:
        raise ValueRefusedError("departments", f"must be at most {_MOST_DEPARTMENTS}")


def _check_step(step: Step, before: Complaint, deed: Deed) -> None:
    if step.name == "transfer" and not (deed.department or deed.branch):
        raise ValueRefusedError("department", "is needed to transfer")
    if step.name == "reclassify" and not any(getattr(deed, name) for name in _CLASSES):
        raise ValueRefusedError("cause", "is needed to reclassify")
    if step.name == "visit" and deed.score is not None and before.rated_at is not None:
        # Asked once: what the customer said themselves stays.
        raise ValueRefusedError("score", "was given before")
    if step.name == "settle" and not deed.amount:
        raise ValueRefusedError("amount", "must be more than 0")


def _check_people(session: Session, deed: Deed, actor: Actor) -> None:
    if deed.staff_id is not None:
        colleague(session, "staff_id", deed.staff_id, "handle_complaints")
    if deed.approver_id is not None:
        if deed.approver_id == actor.id:
            raise ValueRefusedError("approver_id", "must be another person")
        colleague(session, "approver_id", deed.approver_id, "supervise")


def _nothing(_: Complaint, __: Deed, ___: datetime) -> dict[str, Any]:
    return {}


def _decided(_: Complaint, deed: Deed, at: datetime) -> dict[str, Any]:
    return {"decided_at": at, "outcome": deed.outcome, "refusal": deed.refusal}


def _answered(before: Complaint, deed: Deed, at: datetime) -> dict[str, Any]:
    # After a review that went through mediation, the answer is the review's.
    if before.reviewed:
        return {"outcome": deed.outcome}
    return _decided(before, replace(deed, refusal=None), at)


def _supplemented(before: Complaint, _: Deed, __: datetime) -> dict[str, Any]:
    # What the refusal asked for has come: it is no longer refused.
    return {"decided_at": None, "outcome": None, "refusal": None} if before.state == "refused" else {}


def _closed(before: Complaint, deed: Deed, at: datetime) -> dict[str, Any]:
    if before.state != "in_mediation":
        return {}
    return {"decided_at": before.decided_at or at, "outcome": deed.outcome or _AGREED, "refusal": None}


def _reopened(before: Complaint, _: Deed, __: datetime) -> dict[str, Any]:
    return {"decided_at": None, "outcome": None, "refusal": None, "reopened": before.reopened + 1}


def _settled(before: Complaint, deed: Deed, _: datetime) -> dict[str, Any]:
    return {"compensation": (before.compensation or Decimal(0)) + (deed.amount or 0)}


def _transferred(before: Complaint, deed: Deed, _: datetime) -> dict[str, Any]:
    return {"department": deed.department or before.department, "branch": deed.branch or before.branch}


def _reclassified(before: Complaint, deed: Deed, _: datetime) -> dict[str, Any]:
    classes = {name: getattr(deed, name) or getattr(before, name) for name in _CLASSES}
    return {**classes, "classified_by": "staff", "sure": 1.0}


def _rated(_: Complaint, deed: Deed, at: datetime) -> dict[str, Any]:
    return {"satisfaction": deed.score, "rated_at": at}


def _visited(before: Complaint, deed: Deed, at: datetime) -> dict[str, Any]:
    return _rated(before, deed, at) if deed.score is not None else {}


def _linked(_: Complaint, deed: Deed, __: datetime) -> dict[str, Any]:
    return {"regulator_ref": deed.reference, "by_regulator": True}


_CHANGES: Final[dict[str, Callable[[Complaint, Deed, datetime], dict[str, Any]]]] = {
    "answer": _answered,
    "refuse": lambda before, deed, at: _decided(before, replace(deed, outcome=None), at),
    "decide_review": lambda _, deed, __: {"outcome": deed.outcome, "refusal": None},
    "supplement": _supplemented,
    "close": _closed,
    "reopen": _reopened,
    "settle": _settled,
    "assign": lambda _, deed, __: {"assignee_id": deed.staff_id},
    "transfer": _transferred,
    "reclassify": _reclassified,
    "rate": _rated,
    "visit": _visited,
    "link_regulator": _linked,
}
_TELLS: Final[dict[str, tuple[str, ...]]] = {
    "new_facts": ("approver_id",),
    "start_appraisal": ("approver_id",),
    "extend_special": ("approver_id",),
    "answer": ("outcome",),
    # The unit that looked again (办法 art. 20).
    "decide_review": ("outcome", "department"),
    "refuse": ("refusal",),
    "settle": ("approver_id",),
    "assign": ("staff_id",),
    # How the customer was told by hand: "told.phone", "told.letter" …
    "note": ("reference",),
    "transfer": ("department", "branch"),
    "joint": ("departments",),
    "reclassify": _CLASSES,
    "visit": ("score",),
    "rate": ("score",),
    "link_regulator": ("reference",),
}
