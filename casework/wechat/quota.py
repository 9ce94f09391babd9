"""How many pushes a customer may still get: 5 in 48 hours after a message, 3 in a minute after a deed."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from casework.wechat.users import Opening, User, table

MESSAGE_WINDOW: Final = timedelta(hours=48)
EVENT_WINDOW: Final = timedelta(minutes=1)
MESSAGE_PUSHES: Final = 5
EVENT_PUSHES: Final = 3


def room(user: User, now: datetime) -> tuple[Opening | None, int]:
    """The window the next push is taken from, the one that closes first; and how many pushes are left."""
    event = EVENT_PUSHES - user.event_pushes if _open(user.event_at, EVENT_WINDOW, now) else 0
    message = MESSAGE_PUSHES - user.message_pushes if _open(user.message_at, MESSAGE_WINDOW, now) else 0
    left = max(event, 0) + max(message, 0)
    return ("event" if event > 0 else "message" if message > 0 else None), left


def is_open(user: User, now: datetime) -> bool:
    """Whether any window is open, used up or not."""
    return _open(user.event_at, EVENT_WINDOW, now) or _open(user.message_at, MESSAGE_WINDOW, now)


def give_back(session: Session, user_id: str, opening: Opening) -> None:
    """A push was not taken: it does not count."""
    used = table.c[f"{opening}_pushes"]
    fewer = case((used > 0, used - 1), else_=0)
    session.execute(update(table).where(table.c.id == user_id).values({used: fewer}))


def use_up(session: Session, user_id: str) -> None:
    """The platform says that none are left: it counts, not we."""
    values = {"message_pushes": MESSAGE_PUSHES, "event_pushes": EVENT_PUSHES}
    session.execute(update(table).where(table.c.id == user_id).values(values))


def close(session: Session, user_id: str) -> None:
    """The platform says that no window is open."""
    session.execute(update(table).where(table.c.id == user_id).values(message_at=None, event_at=None))


def _open(since: datetime | None, length: timedelta, now: datetime) -> bool:
    return since is not None and now - since < length
