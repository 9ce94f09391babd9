"""A whole run: batch after batch, each in a transaction of its own, then the attachments nobody names."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.models import ComplaintFileRow, ComplaintRow
from casework.db import Database
from casework.files.store import FileStore
from casework.retention import service
from casework.retention.duties import DUTIES
from casework.retention.rules import Periods
from casework.wechat.models import WechatMediaRow

ORPHANS: Final = "orphans"
_files, _complaints = table_of(ComplaintFileRow), table_of(ComplaintRow)
_media = table_of(WechatMediaRow)


def work_through(
    database: Database, store: FileStore, now: datetime, kept: Periods, *, pause: float = 0.0
) -> dict[str, int]:
    """End everything that is due; how many of each class.

    Blocks; `pause` (seconds) between batches lets others go first. May be
    stopped at any point: what was not ended is due the next time.
    """
    done: Counter[str] = Counter()
    while any((batch := database.run_write(partial(service.run, now=now, kept=kept))).values()):
        done.update(batch)
        time.sleep(pause)
    done[ORPHANS] = store.sweep(
        lambda keys: database.run_read(partial(named, keys=keys)), now - kept[ORPHANS]
    )
    return {name: done[name] for name in (*DUTIES, ORPHANS)}


def named(session: Session, keys: Sequence[str]) -> set[str]:
    """Which of these keys belong to a complaint that was not erased, or to a chat that was not deleted."""
    here = select(_files.c.key).join(_complaints, _complaints.c.id == _files.c.complaint_id)
    attached = session.scalars(here.where(_files.c.key.in_(keys), _complaints.c.erased_at.is_(None)))
    sent = session.scalars(select(_media.c.file_key).where(_media.c.file_key.in_(keys)))
    return {*attached, *sent}
