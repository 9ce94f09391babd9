"""What the system says to a customer when something changes hands, in their script, region and mode."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from gateway.desk.words import Words


def tell(session: Session, words: Words, conversation_id: str, key: str, now: datetime) -> Message:
    """Post ``desk.customer_<key>`` in the transaction of the deed itself: neither without the other."""
    found = conversations.get(session, conversation_id)
    said = Reply(words.to_customer(key, found), "notice", "system", {"entry": f"desk_{key}"}, found.script)
    return messages.post(session, conversation_id, said, now)
