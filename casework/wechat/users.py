"""Followers of the account: found by a keyed hash of their OpenID, with windows, choices and conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import columns_for, new_id, table_of
from casework.errors import NotFoundError
from casework.vault.cipher import Cipher
from casework.wechat.models import WechatUserRow

# What opens a window for pushes: a message for 48 hours, an event (menu, subscribe, scan) for a minute.
Opening = Literal["message", "event"]
# {"title": what the customer read, "value": what choosing it says}
Choice = dict[str, str]
MOST_CHOICES: Final = 20

table = table_of(WechatUserRow)
_c = table.c


@dataclass(frozen=True, slots=True)
class User:
    """One follower; `choices` are what a bare number answers, first for "1"."""

    id: str
    app_id: str
    conversation_id: str | None
    subscribed: bool
    message_at: datetime | None
    message_pushes: int
    event_at: datetime | None
    event_pushes: int
    choices: list[Choice] | None
    created_at: datetime
    updated_at: datetime


_COLUMNS = columns_for(table, User)


def seen(
    session: Session,
    cipher: Cipher,
    app_id: str,
    openid: str,
    now: datetime,
    opening: Opening | None = None,
) -> User:
    """The follower, made on first sight, under the row's lock; what they did opens a window anew.

    Whoever writes or clicks is a follower again. Take this lock before a conversation's, never after it.
    """
    found = _find(session, cipher, app_id, openid, lock=True)
    if found is None:
        _make(session, cipher, app_id, openid, now)
        found = _find(session, cipher, app_id, openid, lock=True)
    if found is None:
        raise NotFoundError("wechat user")
    if opening is None:
        return found
    opened = {f"{opening}_at": now, f"{opening}_pushes": 0, "subscribed": True}
    return _set(session, found.id, now, **opened)


def find(session: Session, cipher: Cipher, app_id: str, openid: str) -> User | None:
    """The follower with this OpenID, for a person's own request; None when there is none."""
    return _find(session, cipher, app_id, openid, lock=False)


def get(session: Session, user_id: str, *, lock: bool = False) -> User:
    """By id; NotFoundError."""
    wanted = select(*_COLUMNS).where(_c.id == user_id)
    row = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFoundError("wechat user")
    return User(*row)


def of_conversation(session: Session, conversation_id: str) -> User | None:
    """Who is in this conversation; None when it is nobody's any more."""
    row = session.execute(select(*_COLUMNS).where(_c.conversation_id == conversation_id)).first()
    return User(*row) if row is not None else None


def openid_of(session: Session, cipher: Cipher, user_id: str) -> str:
    """The OpenID in clear, to send to; NotFoundError, SealError."""
    row = session.execute(select(_c.app_id, _c.sealed).where(_c.id == user_id)).one_or_none()
    if row is None:
        raise NotFoundError("wechat user")
    return cipher.open(bytes(row[1]), place_of(row[0]))


def join(session: Session, user_id: str, conversation_id: str, now: datetime) -> User:
    """From now on this is their conversation; the choices of another one are none here."""
    return _set(session, user_id, now, conversation_id=conversation_id, choices=None)


def left(session: Session, user_id: str, now: datetime) -> User:
    """They follow no more: nothing can be pushed. The conversation stays, and they may come back."""
    return _set(session, user_id, now, subscribed=False, choices=None)


def offer(session: Session, user_id: str, choices: Sequence[Choice] | None, now: datetime) -> None:
    """Remember what a bare number answers; none: a number is a number again; None: as it was."""
    if choices is None:
        return
    kept = [{"title": c["title"], "value": c["value"]} for c in choices[:MOST_CHOICES]]
    _set(session, user_id, now, choices=kept or None)


def pushed(session: Session, user_id: str, opening: Opening, now: datetime) -> None:
    """One of the pushes of this window is used."""
    counter = _c[f"{opening}_pushes"]
    session.execute(update(table).where(_c.id == user_id).values({counter: counter + 1, _c.updated_at: now}))


def place_of(app_id: str) -> str:
    """Where an OpenID is sealed and hashed: that of one account says nothing about another's."""
    return f"wechat/openid/{app_id}"


def _find(session: Session, cipher: Cipher, app_id: str, openid: str, *, lock: bool) -> User | None:
    prints = cipher.fingerprints(openid, place_of(app_id))
    wanted = select(*_COLUMNS).where(_c.app_id == app_id, _c.fingerprint.in_(prints)).order_by(_c.created_at)
    row = session.execute(wanted.with_for_update() if lock else wanted).first()
    return User(*row) if row is not None else None


def _make(session: Session, cipher: Cipher, app_id: str, openid: str, now: datetime) -> None:
    values: dict[str, Any] = {
        "id": new_id(),
        "app_id": app_id,
        "fingerprint": cipher.fingerprint(openid, place_of(app_id)),
        "sealed": cipher.seal(openid, place_of(app_id)),
        "subscribed": True,
        "message_pushes": 0,
        "event_pushes": 0,
        "created_at": now,
        "updated_at": now,
    }
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    # Two first messages at once are no conflict.
    session.execute(make(table).values(values).on_conflict_do_nothing())


def _set(session: Session, user_id: str, now: datetime, **values: Any) -> User:
    changed = update(table).where(_c.id == user_id).values(updated_at=now, **values)
    row = session.execute(changed.returning(*_COLUMNS)).one_or_none()
    if row is None:
        raise NotFoundError("wechat user")
    return User(*row)
