"""Erasing one customer's data on their request (PIPL Art 47), as far as no law keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.complaints.erasure import erase as erase_complaint
from casework.complaints.types import Complaint
from casework.conversations import deletion
from casework.customers.subject import Subject, allowed, audited_as, find, still_there
from casework.retention.duties import ENDED
from casework.vault.erasure import erase_kept
from casework.wechat.erasure import forget_users


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, and what the law keeps: receipts with the moment the keeping ends, None while open."""

    conversation: bool
    complaints: tuple[str, ...]
    kept: tuple[tuple[str, datetime | None], ...]
    # Who they are on WeChat, and that they follow.
    follower: bool = False


def erase(
    session: Session,
    actor: Actor,
    reason: str,
    now: datetime,
    period: timedelta,
    *,
    conversation_id: str | None = None,
    receipt: str | None = None,
    follower_id: str | None = None,
) -> Erased:
    """Delete the chat and erase complaints that ended `period` ago; audited.

    Younger complaints are kept (PBoC Art 44) with their persons and texts. Attachments go with the next
    retention run.
    """
    why = allowed(actor, reason)
    subject = find(session, conversation_id=conversation_id, receipt=receipt, follower_id=follower_id)
    kept = tuple(_kept(subject, now, period))
    gone = tuple(c for c in still_there(subject) if c.receipt not in dict(kept))
    if subject.conversation is not None:
        deletion.delete(session, subject.conversation.id, now)
    if subject.follower is not None:
        forget_users(session, [subject.follower.id])
    for complaint in gone:
        erase_complaint(session, complaint.id, now)
        erase_kept(session, complaint.receipt, now)
    done = Erased(
        subject.conversation is not None, tuple(c.receipt for c in gone), kept, subject.follower is not None
    )
    kind, key = audited_as(subject)
    after = {"erased": list(done.complaints), "kept": [number for number, _ in kept]}
    record(session, actor, "customer.erased", kind, key, now, reason=why, after=after)
    return done


def _kept(subject: Subject, now: datetime, period: timedelta) -> Iterator[tuple[str, datetime | None]]:
    for complaint in still_there(subject):
        until = _until(complaint, period)
        if until is None or until > now:
            yield complaint.receipt, until


def _until(complaint: Complaint, period: timedelta) -> datetime | None:
    return complaint.updated_at + period if complaint.state in ENDED else None
