"""Taking a complaint down, whole, in one transaction; or joining it to the one that is open already."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.service import record as audit
from casework.audit.types import Actor
from casework.complaints import duplicates, parties, receipt, recording, rows, supplements
from casework.complaints.calendar import day_of
from casework.complaints.checking import checked
from casework.complaints.clock import rules_of
from casework.complaints.counting import count
from casework.complaints.lookup import code_of, place_of_code
from casework.complaints.steps import STEPS
from casework.complaints.types import Complaint, Filed, NewComplaint
from casework.errors import NotAllowedError, NotFoundError, ValueRefusedError
from casework.staff.roles import require
from casework.vault.cipher import Cipher

_TRIES: Final = 5
_COPIED: Final = (
    *("door", "region", "kind", "people", "script", "mode", "conversation_id", "story", "wish"),
    *("happened_from", "happened_to", "happened_said", "place_said", "branch", "amount", "currency"),
    *("channel", "business", "cause", "sure", "classified_by", "regulator_ref", "agent_suspected"),
    *("alert_id", "demo"),
)


def file(session: Session, cipher: Cipher, new: NewComplaint, actor: Actor, now: datetime) -> Filed:
    """File a complaint, or add its words to an open one that is the same (`joined`).

    For customers only one of the same conversation: a telephone number that was typed proves nothing. Staff's
    words join by telephone too; then they are for staff alone (`inside`).
    ValueRefusedError names the field that does not fit; NotAllowedError.
    """
    _allow(new, actor)
    fit = checked(new, now)
    prints = parties.fingerprints(cipher, fit.parties)
    duplicates.lock(session, prints, fit.conversation_id)
    ours = actor.role == "customer"
    old = duplicates.find_here(session, fit, now) if ours else duplicates.find(session, fit, prints, now)
    if old is not None:
        return _joined(session, cipher, old, fit, actor, now)
    return _filed(session, cipher, fit, actor, now)


def _allow(new: NewComplaint, actor: Actor) -> None:
    if actor.role != "customer":
        require(actor, "handle_complaints")
    elif new.received_at is not None:
        raise ValueRefusedError("received_at", "is for staff")
    elif new.conversation_id is not None and actor.name != new.conversation_id:
        raise NotAllowedError("another customer's conversation")


def _filed(session: Session, cipher: Cipher, new: NewComplaint, actor: Actor, now: datetime) -> Filed:
    number, code = _free_receipt(session, new.demo), receipt.new_code()
    sealed = cipher.seal(code, place_of_code(number))
    received_at = new.received_at or now
    received_on = day_of(received_at)
    payload = {"door": new.door, "region": new.region, "received_on": received_on.isoformat()}
    first = recording.filed_event(0, actor, now, payload)
    values = {name: getattr(new, name) for name in _COPIED}
    values |= {"receipt": number, "code_sealed": sealed, "state": "received", "version": 1, "reopened": 0}
    values |= {"received_at": received_at, "filed_at": now, "updated_at": now}
    values |= {"by_regulator": new.door == "regulator" or new.regulator_ref is not None}
    values |= {"received_day": received_on.toordinal()}
    values |= recording.facts(count([first], rules_of(new.region)))
    key = rows.add(session, values)
    rows.append(session, recording.filed_event(key, actor, now, payload))
    parties.add(session, cipher, key, new.parties)
    found = rows.get(session, key)
    _audit(session, actor, "complaint.filed", found, now)
    return Filed(found, code)


def _joined(
    session: Session, cipher: Cipher, old: Complaint, new: NewComplaint, actor: Actor, now: datetime
) -> Filed:
    before = rows.locked(session, old.id)
    words = "\n".join(part for part in (new.story, new.wish) if part)
    own = new.conversation_id is not None and new.conversation_id == before.conversation_id
    if actor.role == "customer":
        supplements.allow(session, before.id, now)
    # What may be another person's words ends no waiting for the customer's.
    to = STEPS["supplement"].lands(before.state) if own else before.state
    payload: dict[str, Any] = {"door": new.door, "inside": not own}
    event = recording.event_of(before, "joined", actor, now, to, payload, words)
    changes: dict[str, Any] = {"regulator_ref": before.regulator_ref or new.regulator_ref}
    changes["by_regulator"] = before.by_regulator or new.door == "regulator" or new.regulator_ref is not None
    found = recording.keep(session, before, event, changes)
    _audit(session, actor, "complaint.joined", found, now)
    return Filed(found, code_of(session, cipher, found.id) if own else "", joined=True, inside=not own)


def _free_receipt(session: Session, demo: bool) -> str:
    for _ in range(_TRIES):
        number = receipt.new_receipt(demo=demo)
        try:
            rows.by_receipt(session, number)
        except NotFoundError:
            return number
    raise ValueRefusedError("receipt", "no free number was found")


def _audit(session: Session, actor: Actor, action: str, found: Complaint, now: datetime) -> None:
    if recording.type_of(actor) == "staff":
        after = {"receipt": found.receipt, "door": found.door, "version": found.version}
        audit(session, actor, action, "complaint", str(found.id), now, after=after)
