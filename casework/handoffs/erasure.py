"""What a customer's deletion takes out of the handoffs."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.handoffs.models import HandoffRow

_table = table_of(HandoffRow)


def close_and_erase(session: Session, conversation_id: str, now: datetime) -> None:
    """Close what is open, empty every summary."""
    here = _table.c.conversation_id == conversation_id
    session.execute(update(_table).where(here).values(summary=None))
    session.execute(
        update(_table).where(here, _table.c.closed_at.is_(None)).values(state="deleted", closed_at=now)
    )
