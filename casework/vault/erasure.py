"""What a customer's deletion takes out of the vault."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.vault.models import PersonalValueRow

_table = table_of(PersonalValueRow)
_c = _table.c


def erase_values(session: Session, conversation_id: str, now: datetime) -> None:
    """Empty every value of the conversation that is not kept for a filed complaint."""
    session.execute(
        update(_table)
        .where(_c.conversation_id == conversation_id, _c.kept_for.is_(None), _c.erased_at.is_(None))
        .values(sealed=None, fingerprint=None, shown=None, erased_at=now)
    )


def erase_kept(session: Session, purpose: str, now: datetime) -> None:
    """Empty every value kept for this purpose (a complaint's receipt): the complaint was erased."""
    session.execute(
        update(_table)
        .where(_c.kept_for == purpose, _c.erased_at.is_(None))
        .values(sealed=None, fingerprint=None, shown=None, erased_at=now)
    )
