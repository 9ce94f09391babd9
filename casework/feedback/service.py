"""Rate an answer, read back what was said, let go of what is deleted."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.checks import one_of
from casework.conversations.rows import locked
from casework.errors import ValueRefusedError
from casework.feedback.models import FeedbackRow
from casework.feedback.types import Rating
from casework.messages.service import one
from casework.messages.types import Message
from casework.statuses import DISLIKES, VERDICTS

_table = table_of(FeedbackRow)
_c = _table.c


def rate(
    session: Session, conversation_id: str, message_id: int, rating: Rating | None, now: datetime
) -> None:
    """Keep the customer's last word on an answer of theirs; None takes it back.

    NotFoundError for a message that is none of this conversation's, ValueRefusedError for one that is no
    answer from a reviewed entry (`rateable`), or a reason beside "helped".
    """
    locked(session, conversation_id)
    message = one(session, conversation_id, message_id)
    if not rateable(message):
        raise ValueRefusedError("message_id", "no answer that can be rated")
    session.execute(delete(_table).where(_c.message_id == message_id))
    if rating is not None:
        _check(rating)
        session.execute(insert(_table), _values(message, rating, now))


def rateable(message: Message) -> bool:
    """Whether customers are asked about it: an answer from an entry, and no emergency (read, not judged)."""
    payload = message.payload or {}
    said = message.sender == "bot" and message.kind == "answer"
    return bool(said and payload.get("entry") and not payload.get("urgent"))


def of(session: Session, conversation_id: str) -> Mapping[int, Rating]:
    """What was said of the answers of a conversation, by message."""
    found = select(_c.message_id, _c.verdict, _c.reason).where(_c.conversation_id == conversation_id)
    return {row[0]: Rating(row[1], row[2]) for row in session.execute(found)}


def forget(session: Session, conversation_id: str) -> None:
    """The chat is deleted: that an answer helped or not stays, whose word it was goes."""
    mine = update(_table).where(_c.conversation_id == conversation_id)
    session.execute(mine.values(conversation_id=None, message_id=None))


def _check(rating: Rating) -> None:
    one_of("verdict", rating.verdict, VERDICTS)
    if rating.reason is not None:
        one_of("reason", rating.reason, DISLIKES)
        if rating.verdict == "helped":
            raise ValueRefusedError("reason", "only an answer that did not help has one")


def _values(message: Message, rating: Rating, now: datetime) -> dict[str, object]:
    payload = message.payload or {}
    return {
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "entry": payload["entry"],
        "version": payload.get("version"),
        "verdict": rating.verdict,
        "reason": rating.reason,
        "script": message.script,
        "given_at": now,
    }
