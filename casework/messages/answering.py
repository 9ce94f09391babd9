"""Store replies: the bot's only while it owns the conversation, an agent's only on their own conversation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.checks import one_of, sized
from casework.conversations.rows import locked
from casework.deliveries.outbox import send
from casework.errors import NotOwnerError, ValueRefusedError
from casework.events.models import EventRow
from casework.events.service import record
from casework.handoffs.models import HandoffRow
from casework.messages import turns
from casework.messages.owed import settle, settle_held
from casework.messages.rows import by_client_id, one, replies_to, store
from casework.messages.turns import Desk
from casework.messages.types import Answered, Message, Reply
from casework.staff.models import StaffRow
from casework.statuses import CARRIED, Channel

_LONGEST_REPLY = 8_000
_events = table_of(EventRow).c
_handoffs = table_of(HandoffRow).c
_ASKED_HERE = select(_handoffs.id).where(
    _handoffs.conversation_id == bindparam("conversation"),
    _handoffs.message_id == bindparam("message"),
    text("handoffs.closed_at IS NULL"),
)
_staff = table_of(StaffRow).c
_NAMED = select(_staff.public_name, _staff.number).where(_staff.id == bindparam("staff"))
_DROPPED = select(_events.id).where(
    _events.conversation_id == bindparam("conversation"),
    _events.message_id == bindparam("message"),
    _events.type == "reply_dropped",
)


def answer(
    session: Session, conversation_id: str, message_id: int, replies: Sequence[Reply], now: datetime
) -> Answered:
    """Store the bot's replies and end the turn; dropped (event `reply_dropped`) unless the bot still owns it.

    One exception: the message that asked for the human keeps its replies while the conversation is queued.
    The second answer to a message stores nothing and returns the first. NotFoundError, DeletedError.
    """
    desk = turns.desk(session, conversation_id, message_id=message_id)
    asked = one(session, conversation_id, message_id)
    if asked.state == "answered":
        stored = replies_to(session, asked.id)
        return Answered(asked.id, desk.owner, stored, duplicate=True, next_id=desk.other)
    if not _may_answer(session, desk, asked):
        return _drop(session, desk, asked, replies, now)
    drafts = [_draft(conversation_id, reply, now, asked=asked.id) for reply in replies]
    stored = tuple(_said(session, draft, desk.channel) for draft in drafts)
    settle(session, asked.id, "answered")
    _end_turn(session, desk, asked, now)
    return Answered(asked.id, desk.owner, stored, next_id=desk.other)


def post(
    session: Session,
    conversation_id: str,
    reply: Reply,
    now: datetime,
    *,
    staff_id: str | None = None,
    client_message_id: str | None = None,
) -> Message:
    """Store a message outside a turn: an agent's (who must own the conversation) or one of the system.

    An agent's message settles what was held for them. The same `client_message_id` again returns the first.
    """
    one_of("sender", reply.sender, ("agent", "system"))
    found = locked(session, conversation_id)
    if client_message_id and (known := by_client_id(session, conversation_id, client_message_id)):
        return known
    if reply.sender == "agent":
        if found.owner != "agent" or staff_id is None or found.agent_id != staff_id:
            raise NotOwnerError("another one owns the conversation")
        settle_held(session, conversation_id, "answered")
        reply = _introduced(session, reply, staff_id)
    turns.touch(session, conversation_id, now)
    draft = _draft(conversation_id, reply, now, staff_id=staff_id, client_id=client_message_id)
    return _said(session, draft, found.channel)


def _said(session: Session, draft: Message, channel: Channel) -> Message:
    """Stored, and on its way where customers do not fetch it themselves."""
    stored = store(session, draft)
    if channel in CARRIED:
        send(session, stored)
    return stored


def _introduced(session: Session, reply: Reply, staff_id: str) -> Reply:
    """With who says it, as customers see them now: a later name changes nothing said before."""
    row = session.execute(_NAMED, {"staff": staff_id}).one_or_none()
    if row is None:
        return reply
    return replace(reply, payload={**(reply.payload or {}), "speaker": {"name": row[0], "number": row[1]}})


def _may_answer(session: Session, desk: Desk, asked: Message) -> bool:
    if asked.state == "accepted":
        return desk.owner == "bot"
    if asked.state != "held" or desk.owner != "queue":
        return False
    values = {"conversation": asked.conversation_id, "message": asked.id}
    return session.execute(_ASKED_HERE, values).first() is not None


def _drop(session: Session, desk: Desk, asked: Message, replies: Sequence[Reply], now: datetime) -> Answered:
    if asked.sender != "customer":
        raise ValueRefusedError("message_id", "only a customer's message is answered")
    again = session.execute(_DROPPED, {"conversation": asked.conversation_id, "message": asked.id}).first()
    if again is None:
        entries = [
            reply.payload["entry"] for reply in replies if reply.payload and reply.payload.get("entry")
        ]
        payload = {"owner": desk.owner, "kinds": [reply.kind for reply in replies], "entries": entries}
        record(session, asked.conversation_id, "reply_dropped", now, message_id=asked.id, payload=payload)
    _end_turn(session, desk, asked, now)
    return Answered(asked.id, desk.owner, dropped=True, duplicate=again is not None, next_id=desk.other)


def _end_turn(session: Session, desk: Desk, asked: Message, now: datetime) -> None:
    if desk.turn_message_id == asked.id:
        turns.free(session, asked.conversation_id, asked.id, now)
    else:
        turns.touch(session, asked.conversation_id, now)


def _draft(
    conversation_id: str,
    reply: Reply,
    now: datetime,
    *,
    asked: int | None = None,
    staff_id: str | None = None,
    client_id: str | None = None,
) -> Message:
    return Message(
        id=0,
        conversation_id=conversation_id,
        client_message_id=client_id,
        sender=reply.sender,
        staff_id=staff_id,
        kind=reply.kind,
        text=sized("text", reply.text, _LONGEST_REPLY),
        payload=reply.payload,
        masked=False,
        script=reply.script,
        in_reply_to=asked,
        state=None,
        created_at=now,
    )
