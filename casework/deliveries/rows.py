"""Reading and changing delivery rows; callers hold the conversation's lock."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.deliveries.models import DeliveryRow
from casework.deliveries.types import Delivery, Owed
from casework.messages import rows as messages
from casework.messages.types import Message

table = table_of(DeliveryRow)
_c = table.c
COLUMNS = columns_for(table, Delivery)
# Written out for the partial index.
OPEN = text("deliveries.done_at IS NULL")
# Nothing is due at any time: it waits for the customer.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
FREE: Final[dict[str, Any]] = {"holder": None, "held_until": None}
_OWED = (
    select(*COLUMNS, *messages.COLUMNS)
    .join(messages.table, messages.table.c.id == _c.message_id)
    .where(_c.conversation_id == bindparam("conversation"), OPEN)
    .order_by(_c.message_id)
)
_WIDTH: Final = len(COLUMNS)


def owed(session: Session, conversation_id: str) -> tuple[Owed, ...]:
    """All that is open in a conversation, in the order it was said."""
    rows = session.execute(_OWED, {"conversation": conversation_id})
    return tuple(Owed(Delivery(*row[:_WIDTH]), Message(*row[_WIDTH:])) for row in rows)


def change(session: Session, ids: Iterable[int], **values: Any) -> None:
    """Set values of open rows."""
    session.execute(update(table).where(_c.id.in_(list(ids)), OPEN).values(**values))


def change_all(session: Session, conversation_id: str, **values: Any) -> int:
    """Set values of all that is open in a conversation; how many rows."""
    changed = update(table).where(_c.conversation_id == conversation_id, OPEN).values(**values)
    return int(session.execute(changed).rowcount)  # type: ignore[attr-defined]


def busy(delivery: Delivery, now: datetime) -> bool:
    """Somebody is pushing it at this moment."""
    return delivery.held_until is not None and delivery.held_until > now
