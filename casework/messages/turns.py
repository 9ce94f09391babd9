"""Who may answer now: messages of one conversation are answered one at a time, in the order they came.

The turn is a lease on the conversation's row: it names the message and expires, so that a killed process
blocks nobody for long. It belongs to the oldest message still owed an answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.orm import Session

from casework.base import BigId
from casework.conversations.rows import lock
from casework.conversations.rows import table as conversations
from casework.conversations.states import Owner
from casework.errors import DeletedError, NotFoundError
from casework.messages.rows import table as messages
from casework.messages.types import Pending
from casework.statuses import Channel

LEASE = timedelta(seconds=20)

_c = conversations.c
_m = messages.c
_HERE = _c.id == bindparam("conversation")
# Written out, not bound: only a literal lets the database use the partial index.
_PENDING = text("messages.state = 'accepted'")
_KNOWN = (
    select(_m.id)
    .where(
        _m.conversation_id == bindparam("conversation"),
        _m.client_message_id == bindparam("client"),
        _m.client_message_id.is_not(None),
    )
    .scalar_subquery()
)
_OLDEST = (
    select(func.min(_m.id)).where(_m.conversation_id == bindparam("conversation"), _PENDING).scalar_subquery()
)
_OTHER = (
    select(func.min(_m.id))
    .where(
        _m.conversation_id == bindparam("conversation"), _PENDING, _m.id != bindparam("message", type_=BigId)
    )
    .scalar_subquery()
)
_DESK = select(
    _c.owner,
    _c.channel,
    _c.deleted_at,
    _c.turn_message_id,
    _c.turn_expires_at,
    _OLDEST.label("oldest"),
    _OTHER.label("other"),
    _KNOWN.label("known"),
).where(_HERE)
_TAKE = (
    update(conversations)
    .where(_HERE)
    .values(
        updated_at=bindparam("now"),
        turn_message_id=bindparam("message"),
        turn_holder=bindparam("holder"),
        turn_expires_at=bindparam("until"),
    )
)
_TOUCH = update(conversations).where(_HERE).values(updated_at=bindparam("now"))
_FREE = (
    update(conversations)
    .where(_HERE, _c.turn_message_id == bindparam("message"))
    .values(updated_at=bindparam("now"), turn_message_id=None, turn_holder=None, turn_expires_at=None)
)
_ABANDONED = (
    select(_m.conversation_id, _m.id, _m.created_at)
    .join(conversations, _c.id == _m.conversation_id)
    .where(
        _PENDING,
        _m.created_at <= bindparam("before"),
        _c.owner == "bot",
        _c.deleted_at.is_(None),
        (_c.turn_message_id.is_(None)) | (_c.turn_expires_at <= bindparam("now")),
    )
    # The plus keeps SQLite from walking through all messages by id; it takes the index of the pending ones.
    .order_by(text("+messages.id"))
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a conversation stands: its owner and turn, and three message ids.

    `oldest` is owed an answer by the bot; `other` too, the oldest but for the message looked at; `known` has
    the client id looked for.
    """

    owner: Owner
    channel: Channel
    deleted_at: datetime | None
    turn_message_id: int | None
    turn_expires_at: datetime | None
    oldest: int | None
    other: int | None
    known: int | None

    def free(self, now: datetime) -> bool:
        """Nobody holds the turn, or whoever did is gone."""
        return self.turn_message_id is None or self.turn_expires_at is None or self.turn_expires_at <= now


def desk(
    session: Session,
    conversation_id: str,
    *,
    message_id: int | None = None,
    client_message_id: str | None = None,
) -> Desk:
    """Lock the conversation and look; NotFoundError, DeletedError."""
    lock(session, conversation_id)
    values = {"conversation": conversation_id, "message": message_id, "client": client_message_id}
    row = session.execute(_DESK, values).one_or_none()
    if row is None:
        raise NotFoundError("conversation")
    found = Desk(*row)
    if found.deleted_at is not None:
        raise DeletedError("conversation")
    return found


def take(
    session: Session, conversation_id: str, message_id: int, holder: str, now: datetime, until: datetime
) -> None:
    """Give the turn to one message."""
    values = {
        "conversation": conversation_id,
        "message": message_id,
        "holder": holder,
        "now": now,
        "until": until,
    }
    session.execute(_TAKE, values)


def touch(session: Session, conversation_id: str, now: datetime) -> None:
    """Note that something happened in the conversation."""
    session.execute(_TOUCH, {"conversation": conversation_id, "now": now})


def free(session: Session, conversation_id: str, message_id: int, now: datetime) -> None:
    """End the turn of this message; somebody else's stays."""
    session.execute(_FREE, {"conversation": conversation_id, "message": message_id, "now": now})


def owes(session: Session, conversation_id: str) -> bool:
    """Whether the bot still owes an answer here."""
    return session.scalar(select(_OLDEST), {"conversation": conversation_id}) is not None


def unanswered(
    session: Session, now: datetime, older_than: timedelta, limit: int = 100
) -> tuple[Pending, ...]:
    """Messages the bot owes an answer and nobody is at: what a killed process left behind, oldest first."""
    values = {"now": now, "before": now - older_than, "most": limit}
    return tuple(Pending(*row) for row in session.execute(_ABANDONED, values))
