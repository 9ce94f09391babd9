"""Changes of owner that somebody else decides: given to an agent, passed on, called back, ended by itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations.rows import locked
from casework.conversations.service import change_owner
from casework.conversations.states import Step, target_of
from casework.conversations.types import Conversation
from casework.errors import NotFoundError, NotOwnerError
from casework.handoffs import rows
from casework.handoffs.types import Handoff, Outcome
from casework.messages.owed import settle_held


def assign(session: Session, conversation_id: str, to_id: str, by_id: str, now: datetime) -> Outcome:
    """Give a waiting conversation to an agent, or pass on one that an agent has.

    TransitionError while the bot has it. Theirs already: nothing changes. Whether `to_id` may and can take
    it is for the caller to know (`duty.giving`).
    """
    before = locked(session, conversation_id)
    existing = rows.open_one(session, conversation_id)
    if before.owner == "agent" and before.agent_id == to_id:
        return Outcome("agent", existing, changed=False)
    step: Step = "pass_on" if before.owner == "agent" else "assign"
    handoff = _moved(session, before, step, to_id, by_id, now)
    given = rows.change(session, handoff, state="taken", taken_at=now, taken_by=to_id)
    return Outcome("agent", given)


def recall(session: Session, conversation_id: str, agent_id: str, now: datetime) -> Outcome:
    """Back into the queue without the agent's doing; the time waited still counts.

    NotOwnerError if it is not theirs, TransitionError if no agent has it.
    """
    before = _of(session, conversation_id, agent_id, "recall")
    handoff = _moved(session, before, "recall", None, None, now)
    back = rows.change(session, handoff, state="waiting", taken_at=None, taken_by=None)
    return Outcome("queue", back, rows.place(session, back))


def lapse(session: Session, conversation_id: str, agent_id: str, now: datetime) -> Outcome:
    """Back to the bot when a customer has gone silent; NotOwnerError if not theirs."""
    before = _of(session, conversation_id, agent_id, "lapse")
    handoff = _moved(session, before, "lapse", None, None, now)
    settle_held(session, conversation_id, "lapsed")
    return Outcome("bot", rows.change(session, handoff, state="returned", closed_at=now))


def _of(session: Session, conversation_id: str, agent_id: str, step: Step) -> Conversation:
    before = locked(session, conversation_id)
    target_of(step, before.owner)
    if before.agent_id != agent_id:
        raise NotOwnerError("another agent owns the conversation")
    return before


def _moved(
    session: Session, before: Conversation, step: Step, to_id: str | None, by_id: str | None, now: datetime
) -> Handoff:
    target_of(step, before.owner)
    handoff = rows.open_one(session, before.id)
    if handoff is None:
        raise NotFoundError("handoff")
    details = {"handoff_id": handoff.id, "reason": handoff.reason, "urgency": handoff.urgency}
    details |= {"agent_id": to_id or before.agent_id, "from_id": before.agent_id, "by_id": by_id}
    change_owner(session, before, step, now, agent_id=to_id, details=details)
    return handoff
