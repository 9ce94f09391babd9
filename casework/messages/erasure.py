"""What a customer's deletion takes out of the messages."""

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.messages.models import MessageRow
from casework.statuses import OPEN_MESSAGES

_table = table_of(MessageRow)


def erase_messages(session: Session, conversation_id: str) -> None:
    """Empty every text and payload, of all senders; nothing is owed an answer any more."""
    state = _table.c.state
    session.execute(
        update(_table)
        .where(_table.c.conversation_id == conversation_id)
        .values(text="", payload=None, state=case((state.in_(OPEN_MESSAGES), "lapsed"), else_=state))
    )
