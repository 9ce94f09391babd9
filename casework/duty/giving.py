"""Who gets a conversation: take it, give it to a colleague, put it back. Exactly one has it afterwards."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.checks import reasoned
from casework.conversations.rows import locked
from casework.conversations.types import Conversation
from casework.duty import offers, rows
from casework.duty.types import Presence, is_here
from casework.errors import NotFreeError, NotOwnerError, TransitionError
from casework.handoffs import assigning
from casework.handoffs import service as handoffs
from casework.handoffs.types import Outcome
from casework.notes.service import keep
from casework.staff import service as staff
from casework.staff.roles import may, require
from casework.staff.types import Staff
from casework.statuses import NoteKind

LONGEST_REASON = 200
_TAKE_OVER = "agent"


def take(session: Session, conversation_id: str, actor: Actor, now: datetime, capacity: int) -> Outcome:
    """Out of the queue, or over from the bot; `capacity` is the bank's. Theirs already: nothing changes.

    NotFreeError("own_full") beyond their capacity, unless they supervise; TransitionError when a colleague
    was faster.
    """
    require(actor, "desk")
    mine = rows.locked(session, actor.id, now)
    before = locked(session, conversation_id)
    if before.owner == "agent":
        return handoffs.take(session, conversation_id, actor.id, now)
    _room(session, mine, "own_full", capacity, exempt=may(actor.role, "supervise"))
    outcome = _taken(session, before, actor.id, now)
    _received(session, conversation_id, actor.id, now)
    rows.write(session, actor.id, seen_at=now)
    return outcome


def assign(
    session: Session,
    conversation_id: str,
    to_id: str,
    actor: Actor,
    reason: str,
    now: datetime,
    capacity: int,
) -> NoteKind | None:
    """Give a waiting conversation (`assigned`) or one that an agent has (`passed`) to a named colleague.

    Noted and on record; None: it was theirs already. One's own anybody may pass on; all others supervisors
    give, also to themselves. NotFreeError when the colleague is absent, away, full or disabled;
    NotFoundError("staff"); TransitionError while the bot has it.
    """
    require(actor, "desk")
    why, found = reasoned("reason", reason, LONGEST_REASON, 2), staff.get(session, to_id)
    there = rows.locked(session, to_id, now)
    before = locked(session, conversation_id)
    if before.owner != "agent" or before.agent_id != actor.id:
        _may_give(before, actor)
    if before.agent_id != to_id:
        _free(session, found, there, actor, now, capacity)
    if not assigning.assign(session, conversation_id, to_id, actor.id, now).changed:
        return None
    _received(session, conversation_id, to_id, now)
    return _noted(session, before, to_id, actor, why, now)


def put_back(session: Session, conversation_id: str, actor: Actor, reason: str, now: datetime) -> Outcome:
    """Back into the queue; the time waited still counts. NotOwnerError unless it is theirs."""
    require(actor, "desk")
    why = reasoned("reason", reason, LONGEST_REASON, 2)
    outcome = handoffs.transfer(session, conversation_id, actor.id, now)
    keep(session, conversation_id, "put_back", now, staff_id=actor.id, text=why)
    was, is_ = {"agent_id": actor.id}, {"agent_id": None}
    record(
        session, actor, "conversation.put_back", "conversation", conversation_id, now, reason=why,
        before=was, after=is_,
    )  # fmt: skip
    return outcome


def _taken(session: Session, before: Conversation, staff_id: str, now: datetime) -> Outcome:
    if before.owner == "bot":
        return handoffs.take_over(session, before.id, staff_id, _TAKE_OVER, now)
    return handoffs.take(session, before.id, staff_id, now)


def _may_give(before: Conversation, actor: Actor) -> None:
    if before.owner == "bot":
        raise TransitionError("assign", before.owner)
    if not may(actor.role, "supervise"):
        raise NotOwnerError("only supervisors give what is not theirs")


def _free(
    session: Session, found: Staff, there: Presence, actor: Actor, now: datetime, capacity: int
) -> None:
    if found.disabled_at is not None or not may(found.role, "desk"):
        raise NotFreeError("disabled")
    own = actor.id == found.id
    if not own and not is_here(there.seen_at, now):
        raise NotFreeError("absent")
    if not own and there.state == "away":
        raise NotFreeError("away")
    _room(session, there, "full", capacity, exempt=own and may(found.role, "supervise"))


def _room(session: Session, there: Presence, why: str, capacity: int, *, exempt: bool) -> None:
    most, has = there.capacity or capacity, len(rows.held_by(session, there.staff_id))
    if has >= most and not exempt:
        raise NotFreeError(why, has, most)


def _received(session: Session, conversation_id: str, staff_id: str, now: datetime) -> None:
    rows.write(session, staff_id, idle_since=now)
    offers.close(session, conversation_id, staff_id, now)


def _noted(
    session: Session, before: Conversation, to_id: str, actor: Actor, why: str, now: datetime
) -> NoteKind:
    kind: NoteKind = "passed" if before.owner == "agent" else "assigned"
    keep(session, before.id, kind, now, staff_id=actor.id, to_id=to_id, text=why)
    was, is_ = {"owner": before.owner, "agent_id": before.agent_id}, {"owner": "agent", "agent_id": to_id}
    action = f"conversation.{kind}"
    record(session, actor, action, "conversation", before.id, now, reason=why, before=was, after=is_)
    return kind
