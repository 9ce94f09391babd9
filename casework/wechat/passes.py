"""Links from WeChat to the page: each opens its conversation once, within ten minutes."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.conversations.models import ConversationRow
from casework.wechat.models import WechatPassRow

LIVES: Final = timedelta(minutes=10)
_table, _chats = table_of(WechatPassRow), table_of(ConversationRow)
_c = _table.c


def make(session: Session, conversation_id: str, now: datetime) -> str:
    """A new pass of 22 characters; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    values = {
        "digest": _digest(token),
        "conversation_id": conversation_id,
        "made_at": now,
        "expires_at": now + LIVES,
    }
    session.execute(insert(_table).values(values))
    return token


def leads_to(session: Session, token: str, now: datetime) -> str | None:
    """The conversation a pass would open, without using it up; None when it is used, too old or unknown."""
    found: str | None = session.scalar(
        select(_c.conversation_id)
        .join(_chats, _chats.c.id == _c.conversation_id)
        .where(_open(token, now), _chats.c.deleted_at.is_(None))
    )
    return found


def use(session: Session, token: str, now: datetime) -> str | None:
    """The same, and it opens nothing any more: of two at once one gets the conversation."""
    if leads_to(session, token, now) is None:
        return None
    used = update(_table).where(_open(token, now)).values(used_at=now).returning(_c.conversation_id)
    found: str | None = session.scalar(used)
    return found


def _open(token: str, now: datetime) -> ColumnElement[bool]:
    return and_(_c.digest == _digest(token), _c.used_at.is_(None), _c.expires_at > now)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
