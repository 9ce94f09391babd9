"""Every change of owner: ask for a human, leave the queue, take, take over, hand back, transfer, settle."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.checks import one_of, sized
from casework.conversations.rows import locked
from casework.conversations.service import change_owner
from casework.conversations.states import Owner, Step, target_of
from casework.conversations.types import Conversation
from casework.errors import NotFoundError, NotOwnerError
from casework.events.service import record
from casework.handoffs import rows
from casework.handoffs.packet import packet
from casework.handoffs.rows import of_ids, open_one, waiting, waiting_ids
from casework.handoffs.types import Handoff, Outcome
from casework.messages.owed import hold, settle_held
from casework.statuses import URGENCIES, HandoffState, TicketOutcome, Urgency
from casework.tickets.rows import end_of

__all__ = [
    "favour",
    "leave",
    "of_ids",
    "open_one",
    "position",
    "release",
    "request",
    "settle",
    "take",
    "take_over",
    "transfer",
    "waiting",
    "waiting_ids",
]


def request(
    session: Session,
    conversation_id: str,
    reason: str,
    summary: dict[str, Any] | None,
    now: datetime,
    *,
    urgency: Urgency = "info",
    message_id: int | None = None,
) -> Outcome:
    """Queue for a human (bot → queue). Asked again: the same handoff, raised if `urgency` is higher.

    `message_id`: the message that asked, whose replies `messages.answer` may still store. `reason` is a slug.
    The summary is put together here; what is in `summary` comes before.
    """
    one_of("urgency", urgency, URGENCIES)
    before = locked(session, conversation_id)
    existing = open_one(session, conversation_id)
    if existing is not None:
        return _ask_again(session, before, existing, urgency, now)
    known = packet(session, before, sized("reason", reason, 64)) | (summary or {})
    made = rows.add(session, conversation_id, reason, known, urgency, message_id, now, elder=_elder(before))
    owner = _move(session, before, "request", now, made)
    hold(session, conversation_id)
    return Outcome(owner, made, rows.place(session, made))


def favour(session: Session, conversation_id: str) -> None:
    """The customer turned out to be older, or to read large text: from now on before others as urgent."""
    existing = open_one(session, conversation_id)
    if existing is not None and not existing.elder:
        rows.change(session, existing, elder=True)


def leave(session: Session, conversation_id: str, now: datetime) -> Outcome:
    """The customer leaves the queue (queue → bot); TransitionError while an agent is on it.

    Left before, or never asked: nothing changes. What they wrote while waiting lapses.
    """
    before = locked(session, conversation_id)
    if before.owner == "bot":
        return Outcome("bot", None, changed=False)
    target_of("leave", before.owner)
    existing = _must(session, before)
    owner = _move(session, before, "leave", now, existing)
    return Outcome(owner, _close(session, existing, "left", now))


def take(session: Session, conversation_id: str, staff_id: str, now: datetime) -> Outcome:
    """An agent takes a waiting conversation (queue → agent); TransitionError when another one was faster."""
    before = locked(session, conversation_id)
    if before.owner == "agent" and before.agent_id == staff_id:
        return Outcome("agent", open_one(session, conversation_id), changed=False)
    target_of("take", before.owner)
    existing = _fresh(session, before, _must(session, before))
    owner = _move(session, before, "take", now, existing, agent_id=staff_id)
    return Outcome(owner, _taken(session, existing, staff_id, now))


def take_over(session: Session, conversation_id: str, staff_id: str, reason: str, now: datetime) -> Outcome:
    """An agent steps in while the bot is talking (bot → agent): the bot is silent from this commit on."""
    before = locked(session, conversation_id)
    if before.owner == "agent" and before.agent_id == staff_id:
        return Outcome("agent", open_one(session, conversation_id), changed=False)
    target_of("take_over", before.owner)
    known = packet(session, before, sized("reason", reason, 64))
    made = rows.add(session, conversation_id, reason, known, "info", None, now, elder=_elder(before))
    owner = _move(session, before, "take_over", now, made, agent_id=staff_id)
    hold(session, conversation_id)
    return Outcome(owner, _taken(session, made, staff_id, now))


def release(session: Session, conversation_id: str, staff_id: str, now: datetime) -> Outcome:
    """The agent hands back (agent → bot), NotOwnerError unless it is theirs; what is unanswered lapses."""
    before = _theirs(session, conversation_id, staff_id, "release")
    existing = _must(session, before)
    owner = _move(session, before, "release", now, existing)
    return Outcome(owner, _close(session, existing, "returned", now))


def transfer(
    session: Session, conversation_id: str, staff_id: str, now: datetime, *, urgency: Urgency | None = None
) -> Outcome:
    """The agent puts it back (agent → queue); the customer's wait still counts from the first request."""
    before = _theirs(session, conversation_id, staff_id, "transfer")
    existing = _must(session, before)
    wanted = rows.rank(urgency or existing.urgency)
    owner = _move(session, before, "transfer", now, existing)
    back = rows.change(session, existing, state="waiting", taken_at=None, taken_by=None, urgency=wanted)
    return Outcome(owner, back, rows.place(session, back))


def settle(session: Session, conversation_id: str, staff_id: str, now: datetime) -> Outcome:
    """Done without the chat, by telephone (queue → bot); nothing changes when nobody waits."""
    before = locked(session, conversation_id)
    if before.owner != "queue":
        return Outcome(before.owner, open_one(session, conversation_id), changed=False)
    existing = _must(session, before)
    owner = _move(session, before, "settle", now, existing, by=staff_id)
    return Outcome(owner, _close(session, existing, "returned", now))


def position(session: Session, conversation_id: str) -> int | None:
    """The place in the queue from 1, most urgent and longest waiting first; None when not waiting."""
    existing = open_one(session, conversation_id)
    return rows.place(session, existing) if existing is not None else None


def _ask_again(
    session: Session, before: Conversation, existing: Handoff, urgency: Urgency, now: datetime
) -> Outcome:
    owner = before.owner
    if rows.rank(urgency) <= rows.rank(existing.urgency):
        return Outcome(owner, existing, rows.place(session, existing), changed=False)
    raised = rows.change(session, _fresh(session, before, existing), urgency=rows.rank(urgency))
    payload = {"handoff_id": raised.id, "urgency": urgency}
    record(session, existing.conversation_id, "handoff_raised", now, payload=payload)
    return Outcome(owner, raised, rows.place(session, raised))


def _move(
    session: Session,
    before: Conversation,
    step: Step,
    now: datetime,
    handoff: Handoff,
    agent_id: str | None = None,
    by: str | None = None,
) -> Owner:
    details = {"handoff_id": handoff.id, "reason": handoff.reason, "urgency": handoff.urgency}
    # Whose act it was, also when the conversation is nobody's afterwards.
    details["agent_id"] = agent_id or before.agent_id or by
    return change_owner(session, before, step, now, agent_id=agent_id, details=details)


def _must(session: Session, before: Conversation) -> Handoff:
    """The open handoff: there is one exactly while a human owns the conversation."""
    existing = open_one(session, before.id)
    if existing is None:
        raise NotFoundError("handoff")
    return existing


def _fresh(session: Session, before: Conversation, existing: Handoff) -> Handoff:
    """With what has been said and found since they asked; the topic they asked about stays."""
    asked = (existing.summary or {}).get("topic")
    topic = {"topic": asked} if asked else {}
    known = packet(session, before, existing.reason) | topic
    return rows.change(session, existing, summary=known, elder=_elder(before))


def _elder(found: Conversation) -> bool:
    return found.elder_hint or found.mode == "large"


def _theirs(session: Session, conversation_id: str, staff_id: str, step: Step) -> Conversation:
    before = locked(session, conversation_id)
    target_of(step, before.owner)
    if before.agent_id != staff_id:
        raise NotOwnerError("another agent owns the conversation")
    return before


def _taken(session: Session, handoff: Handoff, staff_id: str, now: datetime) -> Handoff:
    return rows.change(session, handoff, state="taken", taken_at=now, taken_by=staff_id)


def _close(session: Session, handoff: Handoff, state: HandoffState, now: datetime) -> Handoff:
    settle_held(session, handoff.conversation_id, "lapsed")
    outcome: TicketOutcome = "left" if state == "left" else "chat"
    end_of(session, handoff.id, outcome, now)
    return rows.change(session, handoff, state=state, closed_at=now)
