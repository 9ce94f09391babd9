"""What is still on its way to a customer, and how it got there; the pump's own steps are in ``pushing``."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.conversations.rows import lock
from casework.deliveries import rows
from casework.deliveries.types import Carried, Delivery, Owed
from casework.events.models import EventRow
from casework.messages import rows as messages
from casework.messages.types import Message
from casework.statuses import DELIVERY_STATES, DeliveryState
from casework.wechat import users

# The client id of what came by WeChat begins so; anything else was typed on the page.
BY_WECHAT: Final = "wx:"
# So long after they wrote there, customers are taken to be on the page.
ON_PAGE: Final = timedelta(minutes=10)

_c = rows.table.c
_m = messages.table.c
_e = table_of(EventRow).c


def owed(session: Session, conversation_id: str, now: datetime) -> tuple[Owed, ...]:
    """What an answer to the platform's own request may carry, in the order it was said.

    Locks the conversation (the user's row comes before it). What a push is carrying at this moment, and all
    behind it, is left to that push.
    """
    lock(session, conversation_id)
    found = rows.owed(session, conversation_id)
    first = next((n for n, one in enumerate(found) if rows.busy(one.delivery, now)), len(found))
    return found[:first]


def replied(session: Session, carried: Sequence[Carried], now: datetime) -> None:
    """These went with the answer to the platform's request; same transaction as `owed` and the closing."""
    arrived(session, carried, "replied", now)


def arrived(session: Session, carried: Sequence[Carried], state: DeliveryState, now: datetime) -> None:
    """These are there; of what is not whole the rest stays pending."""
    for one in carried:
        done = {"state": state, "done_at": now} if one.whole else {"state": "pending", "next_at": now}
        rows.change(session, (one.id,), parts=one.parts, error=None, **done, **rows.FREE)


def resume(session: Session, conversation_id: str, now: datetime) -> int:
    """The customer wrote or did something in WeChat: all that waits may go again; how many rows.

    What a push is carrying at this moment stays its own.
    """
    lock(session, conversation_id)
    idle = [one.delivery for one in rows.owed(session, conversation_id) if not rows.busy(one.delivery, now)]
    waiting = [one.id for one in idle if one.state == "waiting"]
    rows.change(session, [one.id for one in idle], state="pending", next_at=now)
    rows.change(session, waiting, attempts=0)
    return len(idle)


def seen(session: Session, conversation_id: str, last_id: int, now: datetime) -> int:
    """The page showed everything up to this message; how many deliveries that ends.

    Only while the customer is on the page: who asked in WeChat is answered there, whatever page is open.
    Locks the customer, then the conversation.
    """
    if not any_open(session, conversation_id):
        return 0
    user = users.of_conversation(session, conversation_id)
    if user is not None:
        users.get(session, user.id, lock=True)
    lock(session, conversation_id)
    if page_until(session, conversation_id, now) is None:
        return 0
    owed = rows.owed(session, conversation_id)
    here = [one for one in owed if one.message.id <= last_id and not rows.busy(one.delivery, now)]
    ended = {"state": "seen", "done_at": now, "error": None}
    rows.change(session, [one.delivery.id for one in here], **ended, **rows.FREE)
    if user is not None and any(_supersedes(one.message) for one in here):
        # They read on elsewhere: a number means nothing of what WeChat showed before.
        users.offer(session, user.id, (), now)
    return len(here)


def _supersedes(message: Message) -> bool:
    """A notice of the system without choices leaves those of the answer before it."""
    return message.sender != "system" or bool((message.payload or {}).get("buttons"))


def shown(session: Session, conversation_id: str, event_id: int, now: datetime) -> int | None:
    """The newest message among the events up to this one, where `seen` would end anything; reads only."""
    if not any_open(session, conversation_id) or page_until(session, conversation_id, now) is None:
        return None
    here = (_e.conversation_id == conversation_id, _e.id <= event_id, _e.type == "message")
    last = session.scalar(select(func.max(_e.message_id)).where(*here)) or 0
    mine = select(_c.id).where(_c.conversation_id == conversation_id, rows.OPEN, _c.message_id <= last)
    return last if session.execute(mine.limit(1)).first() is not None else None


def page_until(session: Session, conversation_id: str, now: datetime) -> datetime | None:
    """Until when the customer is taken to be on the page; None when they are not."""
    last = latest_word(session, conversation_id)
    if last is None or (last.client_message_id or "").startswith(BY_WECHAT):
        return None
    return until if (until := last.created_at + ON_PAGE) > now else None


def latest_word(session: Session, conversation_id: str) -> Message | None:
    """The customer's newest message."""
    newest = select(func.max(_m.id)).where(_m.conversation_id == conversation_id, _m.sender == "customer")
    found = session.scalar(newest)
    return messages.one(session, conversation_id, found) if found is not None else None


def any_open(session: Session, conversation_id: str) -> bool:
    """Whether anything is still on its way."""
    one = select(_c.id).where(_c.conversation_id == conversation_id, rows.OPEN).limit(1)
    return session.execute(one).first() is not None


def of_messages(session: Session, message_ids: Sequence[int]) -> dict[int, Delivery]:
    """Deliveries by message id, for the desk."""
    found = select(*rows.COLUMNS).where(_c.message_id.in_(message_ids))
    return {one.message_id: one for one in (Delivery(*row) for row in session.execute(found))}


def fingerprint(session: Session, conversation_id: str) -> tuple[int, ...]:
    """Changes whenever a delivery of the conversation changes its state."""
    states = select(_c.state, func.count()).where(_c.conversation_id == conversation_id).group_by(_c.state)
    counted: dict[str, int] = {state: count for state, count in session.execute(states)}  # noqa: C416
    return tuple(counted.get(state, 0) for state in DELIVERY_STATES)


def drop(session: Session, conversation_id: str, now: datetime) -> int:
    """The conversation or its customer is gone: nothing goes out any more."""
    return rows.change_all(session, conversation_id, state="dropped", done_at=now, **rows.FREE)
