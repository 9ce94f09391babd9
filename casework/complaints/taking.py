"""Taking a step: may they, did they see the newest, is it possible here and now, is all there?"""

from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from casework.audit.service import record as audit
from casework.audit.types import Actor
from casework.complaints import deeds, recording, rows, supplements, who
from casework.complaints.calendar import day_of
from casework.complaints.clock import clock_of, rules_of
from casework.complaints.counting import count, extendable
from casework.complaints.steps import STEPS, Step
from casework.complaints.types import Complaint, Deed
from casework.errors import ComplaintStepError, StaleError, TooLateError, ValueRefusedError

_EXTENSIONS: Final = ("extend_complex", "extend_special")


def take(session: Session, complaint_id: int, deed: Deed, actor: Actor, now: datetime) -> Complaint:
    """Take one step; the complaint after it.

    NotAllowedError, StaleError (an old version was seen), ComplaintStepError, TooLateError (the window of the
    review or the last day to extend is over), TooMuchError, ValueRefusedError (names the field). What staff
    do is audited.
    """
    step = STEPS.get(deed.step)
    if step is None:
        raise ValueRefusedError("step", "is unknown")
    before = rows.locked(session, complaint_id)
    who.check(step, before, actor)
    if deed.version is not None and deed.version != before.version:
        raise StaleError(deed.version, before.version)
    if not who.fits(step, before):
        raise ComplaintStepError(step.name, before.state)
    if step.name == "supplement" and actor.role == "customer":
        supplements.allow(session, before.id, now)
    _in_time(session, step, before, day_of(max(now, before.updated_at)))
    return _done(session, step, before, deeds.checked(session, step, before, deed, actor), actor, now)


def _done(
    session: Session, step: Step, before: Complaint, deed: Deed, actor: Actor, now: datetime
) -> Complaint:
    payload = deeds.payload_of(step, before, deed)
    to = step.lands(before.state)
    event = recording.event_of(before, step.kind, actor, now, to, payload, deed.text, deed.reason)
    after = recording.keep(session, before, event, deeds.changes_of(step, before, deed, actor, event.at))
    if event.actor_type == "staff":
        was, is_ = {"state": before.state}, {"state": after.state, "version": after.version, **payload}
        action = f"complaint.{step.name}"
        audit(session, actor, action, "complaint", str(before.id), now, before=was, after=is_)
    return after


def _in_time(session: Session, step: Step, before: Complaint, day: date) -> None:
    if step.name not in (*_EXTENSIONS, "request_review"):
        return
    past = rows.events_of(session, before.id)
    if step.name in _EXTENSIONS:
        late = not extendable(count(past, rules_of(before.region)), step.name, day)
    else:
        until = clock_of(before, past, day).review_until
        late = until is None or day > until
    if late:
        raise TooLateError(step.name, before.state)
