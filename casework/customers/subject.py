"""Whose data: a conversation, its complaints and its follower on WeChat, found from any end."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.checks import reasoned
from casework.complaints import lookup, rows
from casework.complaints.types import Complaint
from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.errors import DeletedError
from casework.staff.roles import require
from casework.wechat import users
from casework.wechat.users import User


@dataclass(frozen=True, slots=True)
class Subject:
    """What hangs together; `conversation` is None when there was none or its customer deleted it."""

    conversation: Conversation | None
    complaints: tuple[Complaint, ...]
    follower: User | None = None


def find(
    session: Session,
    *,
    conversation_id: str | None = None,
    receipt: str | None = None,
    follower_id: str | None = None,
) -> Subject:
    """By a conversation's id, by a complaint's receipt or by a follower's own id; NotFoundError."""
    if follower_id is not None:
        return _following(session, users.get(session, follower_id))
    if receipt is None:
        wanted = conversation_id or ""
        complaints = rows.of_conversation(session, wanted)
        chat = _conversation(session, wanted, needed=not complaints)
        return Subject(chat, complaints, users.of_conversation(session, wanted))
    found = lookup.by_receipt(session, receipt)
    if found.conversation_id is None:
        return Subject(None, (found,))
    chat = _conversation(session, found.conversation_id, needed=False)
    follower = users.of_conversation(session, found.conversation_id)
    return Subject(chat, rows.of_conversation(session, found.conversation_id), follower)


def _following(session: Session, user: User) -> Subject:
    """What a follower's conversation leads to; without one there is only the follower."""
    if user.conversation_id is None:
        return Subject(None, (), user)
    chat = _conversation(session, user.conversation_id, needed=False)
    return Subject(chat, rows.of_conversation(session, user.conversation_id), user)


def allowed(actor: Actor, reason: str) -> str:
    """The reason as it is audited; NotAllowedError unless a supervisor acts, ValueRefusedError."""
    require(actor, "supervise")
    require(actor, "reveal")
    return reasoned("reason", reason)


def audited_as(subject: Subject) -> tuple[str, str]:
    """Type and id of the object the audit names."""
    if subject.conversation is not None:
        return "conversation", subject.conversation.id
    if not subject.complaints and subject.follower is not None:
        return "wechat_user", subject.follower.id
    return "complaint", str(subject.complaints[0].id)


def still_there(subject: Subject) -> tuple[Complaint, ...]:
    """The complaints that were not erased."""
    return tuple(found for found in subject.complaints if found.erased_at is None)


def _conversation(session: Session, conversation_id: str, *, needed: bool) -> Conversation | None:
    try:
        return conversations.get(session, conversation_id)
    except DeletedError:
        if needed:
            raise
        return None
