"""Store a customer's message exactly once, and say who acts on it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.checks import sized
from casework.messages import turns
from casework.messages.rows import one, replies_to, store
from casework.messages.turns import LEASE, Desk
from casework.messages.types import Accepted, Message

LONGEST_TEXT = 4_000
LONGEST_ID = 64


def accept(
    session: Session,
    conversation_id: str,
    client_message_id: str,
    text: str,
    masked: bool,
    now: datetime,
    *,
    holder: str = "",
    lease: timedelta = LEASE,
) -> Accepted:
    """Store a customer's message, and take the turn if it is its turn; the same id again stores nothing.

    NotFoundError, DeletedError, ValueRefusedError (id of 1-64, text of 1-4000 characters).
    """
    sized("client_message_id", client_message_id, LONGEST_ID)
    sized("text", text, LONGEST_TEXT)
    desk = turns.desk(session, conversation_id, client_message_id=client_message_id)
    if desk.known is not None:
        found = one(session, conversation_id, desk.known)
        return _look_again(session, desk, found, now, holder, lease)
    stored = store(session, _draft(desk, conversation_id, client_message_id, text, masked, now))
    if stored.state == "held" or desk.oldest is not None or not desk.free(now):
        turns.touch(session, conversation_id, now)
        return Accepted(stored, desk.owner, duplicate=False, turn=False, waits_for=desk.oldest)
    turns.take(session, conversation_id, stored.id, holder, now, now + lease)
    return Accepted(stored, desk.owner, duplicate=False, turn=True)


def keep(
    session: Session, conversation_id: str, client_message_id: str, text: str, now: datetime
) -> tuple[Message, bool]:
    """Store what a customer sent that the engine has nothing to say to (a picture, a menu's button).

    A human who owns the conversation owes it an answer, the bot none. The message, and whether it is new.
    """
    sized("client_message_id", client_message_id, LONGEST_ID)
    sized("text", text, LONGEST_TEXT)
    desk = turns.desk(session, conversation_id, client_message_id=client_message_id)
    if desk.known is not None:
        return one(session, conversation_id, desk.known), False
    draft = _draft(desk, conversation_id, client_message_id, text, False, now)
    stored = store(session, replace(draft, state="answered") if desk.owner == "bot" else draft)
    turns.touch(session, conversation_id, now)
    return stored, True


def claim(
    session: Session,
    conversation_id: str,
    message_id: int,
    now: datetime,
    *,
    holder: str = "",
    lease: timedelta = LEASE,
) -> Accepted:
    """Ask for the turn of a stored message: for callers that had to wait, and for healing. See Accepted."""
    desk = turns.desk(session, conversation_id)
    return _look_again(session, desk, one(session, conversation_id, message_id), now, holder, lease)


def give_back(session: Session, conversation_id: str, message_id: int, now: datetime) -> None:
    """End a turn without an answer (a gateway that shuts down); the message stays owed and may be claimed."""
    turns.desk(session, conversation_id)
    turns.free(session, conversation_id, message_id, now)


def _look_again(
    session: Session, desk: Desk, found: Message, now: datetime, holder: str, lease: timedelta
) -> Accepted:
    if found.state != "accepted":
        return Accepted(found, desk.owner, True, False, replies_to(session, found.id))
    if desk.oldest != found.id:
        return Accepted(found, desk.owner, duplicate=True, turn=False, waits_for=desk.oldest)
    if not desk.free(now):
        return Accepted(found, desk.owner, duplicate=True, turn=False)
    turns.take(session, found.conversation_id, found.id, holder, now, now + lease)
    return Accepted(found, desk.owner, duplicate=True, turn=True)


def _draft(
    desk: Desk, conversation_id: str, client_message_id: str, text: str, masked: bool, now: datetime
) -> Message:
    return Message(
        id=0,
        conversation_id=conversation_id,
        client_message_id=client_message_id,
        sender="customer",
        staff_id=None,
        kind="text",
        text=text,
        payload=None,
        masked=masked,
        script=None,
        in_reply_to=None,
        state="accepted" if desk.owner == "bot" else "held",
        created_at=now,
    )
