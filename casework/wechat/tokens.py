"""The platform's access token of an account: one for all gateways, renewed by one of them, early."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.vault.cipher import Cipher, SealError
from casework.wechat.models import WechatTokenRow

# It lives for two hours; an old one is taken for some minutes more.
EARLY: Final = timedelta(minutes=10)
# Longer than asking for a new one takes, at its slowest.
LEASE: Final = timedelta(seconds=20)
_table = table_of(WechatTokenRow)
_c = _table.c


@dataclass(frozen=True, slots=True)
class Token:
    """A token in clear, never to be written anywhere; `expires_at` as the platform said."""

    value: str = field(repr=False)
    expires_at: datetime

    def fresh(self, now: datetime) -> bool:
        """Nobody needs to think of a new one yet."""
        return now < self.expires_at - EARLY

    def good(self, now: datetime) -> bool:
        """It should still be taken."""
        return now < self.expires_at


def read(session: Session, cipher: Cipher, app_id: str) -> Token | None:
    """The token there is; None without one, or with one that another key sealed."""
    row = session.execute(select(_c.sealed, _c.expires_at).where(_c.app_id == app_id)).one_or_none()
    if row is None or row[0] is None or row[1] is None:
        return None
    try:
        return Token(cipher.open(bytes(row[0]), place_of(app_id)), row[1])
    except SealError:
        return None


def version(session: Session, app_id: str) -> datetime | None:
    """When it was renewed last."""
    return session.scalar(select(_c.renewed_at).where(_c.app_id == app_id))


def take(session: Session, app_id: str, holder: str, now: datetime, seen: datetime | None) -> bool:
    """Be the one who renews the `version` seen; False while another one is at it, or has done it."""
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    session.execute(make(_table).values(app_id=app_id).on_conflict_do_nothing())
    free = _c.held_until.is_(None) | (_c.held_until <= now)
    same = _c.renewed_at.is_not_distinct_from(seen)
    taken = update(_table).where(_c.app_id == app_id, free, same)
    taken = taken.values(holder=holder, held_until=now + LEASE)
    return bool(session.execute(taken).rowcount)  # type: ignore[attr-defined]


def keep(session: Session, cipher: Cipher, app_id: str, holder: str, token: Token, now: datetime) -> bool:
    """Store the new one for all; False when it took too long and another one has taken over."""
    sealed = cipher.seal(token.value, place_of(app_id))
    values = {"sealed": sealed, "expires_at": token.expires_at, "renewed_at": now}
    kept = (
        update(_table)
        .where(_c.app_id == app_id, _c.holder == holder)
        .values(**values, holder=None, held_until=None)
    )
    return bool(session.execute(kept).rowcount)  # type: ignore[attr-defined]


def give_up(session: Session, app_id: str, holder: str) -> None:
    """It could not be renewed: the next one may try."""
    mine = update(_table).where(_c.app_id == app_id, _c.holder == holder)
    session.execute(mine.values(holder=None, held_until=None))


def place_of(app_id: str) -> str:
    """Where it is sealed."""
    return f"wechat/token/{app_id}"
