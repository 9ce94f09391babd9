"""What becomes of messages owed an answer when the owner changes."""

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from casework.messages.rows import table
from casework.statuses import MessageState

_HERE = table.c.conversation_id == bindparam("conversation")
_MOVE = update(table).values(state=bindparam("target"))
# Written out for the partial indexes.
_ACCEPTED = _MOVE.where(_HERE, text("messages.state = 'accepted'"))
_HELD = _MOVE.where(_HERE, text("messages.state = 'held'"))
_ONE = _MOVE.where(table.c.id == bindparam("message"))


def hold(session: Session, conversation_id: str) -> None:
    """A human owes now what the bot owed."""
    session.execute(_ACCEPTED, {"conversation": conversation_id, "target": "held"})


def settle_held(session: Session, conversation_id: str, state: MessageState) -> None:
    """What a human owed is answered, or lapsed."""
    session.execute(_HELD, {"conversation": conversation_id, "target": state})


def settle(session: Session, message_id: int, state: MessageState) -> None:
    """One message reaches `state`."""
    session.execute(_ONE, {"message": message_id, "target": state})
