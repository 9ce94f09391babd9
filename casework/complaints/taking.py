"""Taking a step: may they, did they see the newest, is it possible here and now, is all there?"""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.service import record as audit
from casework.audit.types import Actor
from casework.complaints import deeds, guards, recording, rows, supplements, who
from casework.complaints.calendar import day_of
from casework.complaints.steps import STEPS, Step
from casework.complaints.types import Complaint, Deed
from casework.errors import StaleError, ValueRefusedError


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
    who.demand(step, before)
    if step.name == "supplement" and actor.role == "customer":
        supplements.allow(session, before.id, now)
    also = guards.needed(session, step, before, actor, day_of(max(now, before.updated_at)))
    return _done(session, step, before, deeds.checked(session, step, before, deed, actor, also), actor, now)


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
