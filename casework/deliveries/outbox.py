"""Puts a message on the way; called where the message is stored, in the same transaction."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.deliveries.models import DeliveryRow
from casework.messages.types import Message

_INSERT = insert(table_of(DeliveryRow))


def send(session: Session, message: Message) -> None:
    """The message is to be carried; once, whatever happens later."""
    session.execute(
        _INSERT,
        {
            "conversation_id": message.conversation_id,
            "message_id": message.id,
            "state": "pending",
            "parts": 0,
            "attempts": 0,
            "next_at": message.created_at,
            "created_at": message.created_at,
        },
    )
