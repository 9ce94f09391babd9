"""Note how far somebody has read, and count what a customer has said since."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.duty.rows import insert_new
from casework.messages.models import MessageRow
from casework.reads.models import ReadRow

_table, _m = table_of(ReadRow), table_of(MessageRow).c
_c = _table.c


def last(session: Session, staff_id: str, conversation_id: str) -> int:
    """The newest message they have read; 0 when none."""
    which = (_c.staff_id == staff_id, _c.conversation_id == conversation_id)
    return session.execute(select(_c.message_id).where(*which)).scalar() or 0


def note(session: Session, staff_id: str, conversation_id: str, message_id: int, now: datetime) -> int:
    """They have read up to this message, never back; how far they have read now.

    A number beyond the newest message counts as the newest: what comes later was not read.
    """
    upto = _upto(session, conversation_id, message_id)
    if upto <= 0:
        return last(session, staff_id, conversation_id)
    values = {"staff_id": staff_id, "conversation_id": conversation_id, "message_id": upto, "read_at": now}
    insert_new(session, _table, values)
    which = (_c.staff_id == staff_id, _c.conversation_id == conversation_id, _c.message_id < upto)
    session.execute(update(_table).where(*which).values(message_id=upto, read_at=now))
    return last(session, staff_id, conversation_id)


def is_news(session: Session, staff_id: str, conversation_id: str, message_id: int) -> bool:
    """Whether `note` would change anything."""
    return _upto(session, conversation_id, message_id) > last(session, staff_id, conversation_id)


def unread(session: Session, staff_id: str, conversation_ids: Collection[str]) -> Mapping[str, int]:
    """How many of the customer's messages are newer than what they have read; none are left out."""
    if not conversation_ids:
        return {}
    mine = and_(_c.staff_id == staff_id, _c.conversation_id == _m.conversation_id)
    found = (
        select(_m.conversation_id, func.count())
        .outerjoin(_table, mine)
        .where(_m.conversation_id.in_(conversation_ids), _m.sender == "customer")
        .where(_m.id > func.coalesce(_c.message_id, 0))
        .group_by(_m.conversation_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def forget(session: Session, conversation_id: str) -> None:
    """Nobody has read what is deleted."""
    session.execute(delete(_table).where(_c.conversation_id == conversation_id))


def _upto(session: Session, conversation_id: str, message_id: int) -> int:
    newest = select(func.max(_m.id)).where(_m.conversation_id == conversation_id)
    return min(message_id, session.execute(newest).scalar() or 0)
