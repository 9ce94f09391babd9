"""Each message or event of the platform once, however often and wherever it is sent.

One request holds it until `window_until`; others wait for what that one says. Locks: user, row, conversation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.deliveries import service as deliveries
from casework.vault.cipher import Cipher
from casework.wechat import users
from casework.wechat.models import WechatInboxRow
from casework.wechat.users import Opening, User

# The platform tries three times, 5 seconds apart; what comes later or more often is not the platform.
TRIES: Final = 3
REPEATED: Final = timedelta(minutes=1)

table = table_of(WechatInboxRow)
_c = table.c


def mark(key: str) -> str:
    """The id of the customer's message that this one becomes."""
    return f"{deliveries.BY_WECHAT}{key[:40]}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One row: what was received, how often, and until when somebody may still answer it."""

    id: int
    key: str
    user_id: str
    kind: str
    conversation_id: str | None
    tries: int
    sealed: bytes | None
    received_at: datetime
    window_until: datetime
    closed_at: datetime | None


_COLUMNS = columns_for(table, Letter)


@dataclass(frozen=True, slots=True)
class Received:
    """What a request got: the letter, its customer, and whether this request is the one to answer it."""

    letter: Letter
    user: User
    mine: bool
    first: bool = False


def receive(
    session: Session,
    cipher: Cipher,
    app_id: str,
    openid: str,
    key: str,
    kind: str,
    now: datetime,
    until: datetime,
    opening: Opening | None = None,
) -> Received:
    """One more try. The first makes the row, opens the window for pushes and lets go what waits."""
    user = users.seen(session, cipher, app_id, openid, now)
    row = {
        "key": key, "user_id": user.id, "kind": kind, "conversation_id": user.conversation_id,
        "tries": 1, "received_at": now, "window_until": until,
    }  # fmt: skip
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    new = insert(table).values(row).on_conflict_do_nothing().returning(*_COLUMNS)
    made = session.execute(new).one_or_none()
    if made is None:
        return _again(session, user, key, now, until)
    _unseal(session, user, now)
    if opening is not None:
        user = users.seen(session, cipher, app_id, openid, now, opening)
        if user.conversation_id is not None:
            deliveries.resume(session, user.conversation_id, now)
    return Received(Letter(*made), user, mine=True, first=True)


def replayed(received: Received, now: datetime) -> bool:
    """More tries, or later ones, than the platform makes."""
    letter = received.letter
    return letter.tries > TRIES or now - letter.received_at > REPEATED


def look(session: Session, key: str) -> Letter:
    """The letter as it is now."""
    return Letter(*session.execute(select(*_COLUMNS).where(_c.key == key)).one())


def take(session: Session, key: str, now: datetime, until: datetime) -> Letter | None:
    """Hold a letter whose holder let the window pass (it may be dead); None when there is nothing to take."""
    free = update(table).where(_c.key == key, _c.closed_at.is_(None), _c.window_until <= now)
    row = session.execute(free.values(window_until=until).returning(*_COLUMNS)).one_or_none()
    return Letter(*row) if row is not None else None


def release(session: Session, key: str, now: datetime) -> None:
    """It could not be answered: whoever gets the next try may."""
    session.execute(update(table).where(_c.key == key, _c.closed_at.is_(None)).values(window_until=now))


def locked(session: Session, letter: Letter) -> tuple[User, Letter]:
    """The customer and the letter, both locked, to close it."""
    user = users.get(session, letter.user_id, lock=True)
    row = session.execute(select(*_COLUMNS).where(_c.id == letter.id).with_for_update()).one()
    return user, Letter(*row)


def close(
    session: Session, cipher: Cipher, letter: Letter, conversation_id: str | None, reply: str, now: datetime
) -> None:
    """Answered with this ("": nothing): every further try gets the same. Call with the letter `locked`."""
    sealed = cipher.seal(reply, _place(letter.key)) if reply else None
    values = {"closed_at": now, "sealed": sealed, "conversation_id": conversation_id}
    session.execute(update(table).where(_c.id == letter.id).values(values))


def reply_of(cipher: Cipher, letter: Letter) -> str:
    """What a closed letter was answered with; SealError."""
    return cipher.open(letter.sealed, _place(letter.key)) if letter.sealed else ""


def _again(session: Session, user: User, key: str, now: datetime, until: datetime) -> Received:
    tried = update(table).where(_c.key == key).values(tries=_c.tries + 1).returning(*_COLUMNS)
    letter = Letter(*session.execute(tried).one())
    taken = None if letter.closed_at else take(session, key, now, until)
    return Received(taken or letter, user, mine=taken is not None)


def _unseal(session: Session, user: User, now: datetime) -> None:
    """Answers that nobody may ask for any more go; the rows go with retention."""
    old = update(table).where(_c.user_id == user.id, _c.sealed.is_not(None), _c.received_at < now - REPEATED)
    session.execute(old.values(sealed=None))


def _place(key: str) -> str:
    return f"wechat/inbox/{key}"
