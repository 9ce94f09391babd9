"""One event more: the row, the event and the facts of the clock change together or not at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.complaints import rows
from casework.complaints.clock import rules_of
from casework.complaints.counting import Count, count
from casework.complaints.types import Complaint, Event
from casework.statuses import FINAL_COMPLAINTS, ActorType, ComplaintState


def type_of(actor: Actor) -> ActorType:
    """Whose act it is."""
    match actor.role:
        case "customer":
            return "customer"
        case "system":
            return "system"
        case _:
            return "staff"


def event_of(
    before: Complaint,
    kind: str,
    actor: Actor,
    now: datetime,
    to: ComplaintState,
    payload: dict[str, Any] | None = None,
    text: str | None = None,
    reason: str | None = None,
) -> Event:
    """The event that would follow; its time is never before that of the last one."""
    who = type_of(actor)
    return Event(
        id=0,
        complaint_id=before.id,
        kind=kind,
        at=max(now, before.updated_at),
        actor_type=who,
        actor_id=actor.id if who == "staff" else None,
        from_state=before.state,
        to_state=to,
        payload=payload or {},
        text=text,
        reason=reason,
        version=before.version + 1,
    )


def keep(session: Session, before: Complaint, event: Event, changes: dict[str, Any]) -> Complaint:
    """Append the event and write the complaint as it is after it."""
    past = rows.events_of(session, before.id)
    stored = rows.append(session, event)
    found = count((*past, stored), rules_of(before.region))
    return rows.write(session, before, {**_state(before, stored), **facts(found), **changes})


def facts(found: Count) -> dict[str, Any]:
    """What the clock's inputs add up to, as columns."""
    run = found.run
    stopped = run.stopped.toordinal() if run.stopped else None
    return {
        "run": run.purpose,
        "start_day": run.start.toordinal(),
        "limit_days": run.limit if run.rule else None,
        "paused_days": run.not_counted(),
        "paused_since_day": stopped,
        "stage": run.stage,
        "appraisal": found.appraisal,
        "reviewed": found.reviewed,
        "extension_days": found.extension_days,
        "on_time": found.on_time,
        "overran": found.overran,
        "decided_day": found.decided_on.toordinal() if found.decided_on else None,
    }


def _state(before: Complaint, event: Event) -> dict[str, Any]:
    values = {"state": event.to_state, "version": event.version, "updated_at": event.at}
    if event.to_state in FINAL_COMPLAINTS:
        return values | {"closed_at": before.closed_at or event.at}
    return values | {"closed_at": None}


def filed_event(complaint_id: int, actor: Actor, now: datetime, payload: dict[str, Any]) -> Event:
    """The first event of a complaint."""
    who = type_of(actor)
    first = Event(0, complaint_id, "filed", now, who, None, None, "received", payload, None, None, 1)
    return replace(first, actor_id=actor.id) if who == "staff" else first
