"""What the system says to a customer when something changes hands, in their script, region and mode."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from casework.staff import service as staff
from gateway.desk.words import Words


def tell(session: Session, words: Words, conversation_id: str, key: str, now: datetime) -> Message:
    """Post ``desk.customer_<key>`` in the transaction of the deed itself: neither without the other."""
    found = conversations.get(session, conversation_id)
    return _post(session, found, key, words.to_customer(key, found), now)


def tell_taken(
    session: Session, words: Words, conversation_id: str, staff_id: str, now: datetime, key: str = "taken"
) -> Message:
    """Say who is there (``taken``), or who goes on (``passed``), likewise."""
    found, agent = conversations.get(session, conversation_id), staff.get(session, staff_id)
    text = words.taken_by(agent.public_name, agent.number, found, key)
    return _post(session, found, key, text, now)


def _post(session: Session, found: Conversation, key: str, text: str, now: datetime) -> Message:
    said = Reply(text, "notice", "system", {"entry": f"desk_{key}"}, found.script)
    return messages.post(session, found.id, said, now)
