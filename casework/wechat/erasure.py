"""What a deletion takes out of the WeChat tables; which OpenID it was goes with the follower."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.deliveries import service as deliveries
from casework.wechat.models import WechatInboxRow, WechatMediaRow, WechatPassRow, WechatUserRow

_users, _inbox = table_of(WechatUserRow), table_of(WechatInboxRow)
_media, _passes = table_of(WechatMediaRow), table_of(WechatPassRow)


def hold(session: Session, conversation_id: str) -> None:
    """Lock the follower's row before the conversation's, as everybody does."""
    mine = select(_users.c.id).where(_users.c.conversation_id == conversation_id)
    session.execute(mine.with_for_update()).all()


def forget(session: Session, conversation_id: str, now: datetime) -> None:
    """Nothing goes out any more, no link opens it, and its pictures go with the next run of retention.

    The follower stays known while they follow, without a conversation; the next message begins a new one.
    """
    deliveries.drop(session, conversation_id, now)
    session.execute(delete(_passes).where(_passes.c.conversation_id == conversation_id))
    gone = {"state": "removed", "sealed": None, "file_key": None, "content_type": None, "done_at": now}
    session.execute(update(_media).where(_media.c.conversation_id == conversation_id).values(gone))
    session.execute(update(_inbox).where(_inbox.c.conversation_id == conversation_id).values(sealed=None))
    freed = {"conversation_id": None, "choices": None, "updated_at": now}
    session.execute(update(_users).where(_users.c.conversation_id == conversation_id).values(freed))


def forget_users(session: Session, ids: list[str]) -> None:
    """Followers with their OpenIDs, and which messages of theirs came; conversations are left alone."""
    session.execute(delete(_inbox).where(_inbox.c.user_id.in_(ids)))
    session.execute(delete(_users).where(_users.c.id.in_(ids)))
