"""Signatures that were used: each for one message only, where it does not cover the message itself."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.wechat.models import WechatSignatureRow

# Longer than a signature is fresh, early and late together.
KEPT: Final = timedelta(minutes=15)
_table = table_of(WechatSignatureRow)
_c = _table.c


def use(session: Session, signature: str, key: str, now: datetime) -> bool:
    """Whether this signature came with this message and no other; what is too old to matter is removed."""
    digest = sha256(signature.encode()).hexdigest()
    session.execute(delete(_table).where(_c.seen_at < now - KEPT))
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    row = {"digest": digest, "key": key, "seen_at": now}
    session.execute(make(_table).values(row).on_conflict_do_nothing())
    return session.scalar(select(_c.key).where(_c.digest == digest)) == key
