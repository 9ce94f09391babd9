"""Pictures, recordings and films customers sent by WeChat: fetched within three days, for the agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.files.types import KeptFile
from casework.statuses import MediaState
from casework.vault.cipher import Cipher
from casework.wechat.models import WechatMediaRow

# So long the platform has them.
THERE: Final = timedelta(days=3)
# Longer than fetching and checking one takes.
LEASE: Final = timedelta(minutes=2)
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)

table = table_of(WechatMediaRow)
_c = table.c
# Written out for the partial index.
_OPEN = text("wechat_media.done_at IS NULL")


@dataclass(frozen=True, slots=True)
class Media:
    """One of them; `file_key` and what follows once it is kept."""

    id: int
    conversation_id: str
    message_id: int
    kind: str
    state: MediaState
    file_key: str | None
    content_type: str | None
    size: int | None
    attempts: int
    created_at: datetime


_COLUMNS = columns_for(table, Media)


def want(
    session: Session,
    cipher: Cipher,
    conversation_id: str,
    message_id: int,
    kind: str,
    media_id: str,
    now: datetime,
) -> None:
    """To be fetched; in the transaction that stores its message. `kind`: image, voice or video."""
    values: dict[str, Any] = {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "kind": kind,
        "sealed": cipher.seal(media_id, _place(message_id)),
        "state": "wanted",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
    session.execute(insert(table), values)


def due(session: Session, now: datetime, limit: int = 20) -> tuple[Media, ...]:
    """Those to fetch now, oldest first."""
    found = select(*_COLUMNS).where(_OPEN, _c.next_at <= now).order_by(_c.next_at, _c.id).limit(limit)
    return tuple(Media(*row) for row in session.execute(found))


def take(session: Session, media: Media, now: datetime) -> bool:
    """Be the one who fetches it; False when another one does."""
    mine = update(table).where(_c.id == media.id, _OPEN, _c.next_at <= now)
    return _did(session, mine.values(attempts=_c.attempts + 1, next_at=now + LEASE))


def media_id(session: Session, cipher: Cipher, media: Media) -> str:
    """What the platform calls it; SealError."""
    sealed = session.execute(select(_c.sealed).where(_c.id == media.id)).scalar_one()
    return cipher.open(bytes(sealed or b""), _place(media.message_id))


def kept(session: Session, media: Media, file: KeptFile, now: datetime) -> bool:
    """It is in the store of files; False when its conversation was deleted meanwhile: erase it there."""
    values = {"file_key": file.key, "content_type": file.type, "size": file.size}
    return _end(session, media, "kept", now, **values)


def refused(session: Session, media: Media, now: datetime) -> None:
    """It is of no type we keep, too large, or not what it says."""
    _end(session, media, "refused", now)


def missed(session: Session, media: Media, now: datetime) -> bool:
    """It could not be had this time; True when the platform has it no more."""
    wait = min(_FIRST * (1 << min(media.attempts, 10)), _LONGEST)
    if now + wait > media.created_at + THERE:
        _end(session, media, "gone", now)
        return True
    session.execute(update(table).where(_c.id == media.id, _OPEN).values(next_at=now + wait))
    return False


def gone(session: Session, media: Media, now: datetime) -> None:
    """The platform has it no more."""
    _end(session, media, "gone", now)


def of_messages(session: Session, message_ids: Sequence[int]) -> dict[int, Media]:
    """By message, for the desk."""
    found = select(*_COLUMNS).where(_c.message_id.in_(message_ids))
    return {one.message_id: one for one in (Media(*row) for row in session.execute(found))}


def counted(session: Session, conversation_id: str) -> int:
    """How many of a conversation are not wanted any more: changes when one comes or is given up."""
    ended = select(_c.id).where(_c.conversation_id == conversation_id, _c.done_at.is_not(None))
    return len(session.execute(ended).all())


def _end(session: Session, media: Media, state: MediaState, now: datetime, **values: Any) -> bool:
    ended = update(table).where(_c.id == media.id, _OPEN)
    return _did(session, ended.values(state=state, sealed=None, done_at=now, **values))


def _did(session: Session, statement: Any) -> bool:
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _place(message_id: int) -> str:
    return f"wechat/media/{message_id}"
