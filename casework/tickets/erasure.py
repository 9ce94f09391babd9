"""What deletion and retention take out of tickets."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.tickets.rows import ERASED, table

_c = table.c


def close_and_erase(session: Session, conversation_id: str, now: datetime) -> None:
    """The customer deletes the chat: nobody calls any more, no number stays."""
    here = _c.conversation_id == conversation_id
    session.execute(update(table).where(here).values(ERASED))
    session.execute(
        update(table)
        .where(here, _c.closed_at.is_(None))
        .values(state="closed", outcome="deleted", closed_at=now)
    )


def erase(session: Session, ids: Collection[int]) -> None:
    """Forget the numbers of these tickets."""
    session.execute(update(table).where(_c.id.in_(ids)).values(ERASED))
