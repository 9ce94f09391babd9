"""Whether a complaint has been made before and is still open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, text
from sqlalchemy.orm import Session

from casework.complaints import parties
from casework.complaints.rows import COLUMNS, complaints
from casework.complaints.types import Complaint, NewComplaint
from casework.statuses import OPEN_COMPLAINTS

WITHIN: Final = timedelta(days=30)
ALIKE: Final = 0.6
_a, _p = complaints.c, parties.table.c
_MOST: Final = 50
_LOCK: Final = text("SELECT pg_advisory_xact_lock(:key)")


def find_here(session: Session, new: NewComplaint, now: datetime) -> Complaint | None:
    """The same among those of the conversation alone: a telephone number proves nothing."""
    return find(session, new, (), now) if new.conversation_id is not None else None


def lock(session: Session, fingerprints: Sequence[str], conversation_id: str | None) -> None:
    """Let filings of the same person wait for each other (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for name in sorted({*fingerprints, *([conversation_id] if conversation_id else [])}):
        key = int.from_bytes(sha256(name.encode()).digest()[:7])
        session.execute(_LOCK, {"key": key})


def find(session: Session, new: NewComplaint, fingerprints: Sequence[str], now: datetime) -> Complaint | None:
    """The newest open complaint of the last 30 days that is the same one, by telephone or conversation."""
    rows = session.execute(_statement(new, fingerprints, now))
    return next((old for old in (Complaint(*row) for row in rows) if same(new, old)), None)


def same(new: NewComplaint, old: Complaint) -> bool:
    """Very similar words, or the same business and cause with nothing that speaks against it."""
    if likeness(new.story, old.story) >= ALIKE:
        return True
    classified = (new.business, new.cause) != ("other", "other")
    return classified and (new.business, new.cause) == (old.business, old.cause) and not _differ(new, old)


def likeness(one: str, other: str) -> float:
    """Shared pairs of characters, 0 to 1 (Dice)."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return float(one == other)
    return 2 * len(first & second) / (len(first) + len(second))


def _differ(new: NewComplaint, old: Complaint) -> bool:
    if new.amount is not None and old.amount is not None and new.amount != old.amount:
        return True
    if not (new.happened_from and new.happened_to and old.happened_from and old.happened_to):
        return False
    return new.happened_to < old.happened_from or old.happened_to < new.happened_from


def _pairs(text_: str) -> set[str]:
    plain = "".join(filter(str.isalnum, text_))
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def _statement(new: NewComplaint, fingerprints: Sequence[str], now: datetime) -> Select[Any]:
    found = select(*COLUMNS).where(
        or_(*_same_person(new, fingerprints)),
        _a.state.in_(OPEN_COMPLAINTS),
        _a.filed_at >= now - WITHIN,
        _a.kind == new.kind,
        _a.demo == new.demo,
    )
    return found.order_by(_a.id.desc()).limit(_MOST)


def _same_person(new: NewComplaint, fingerprints: Sequence[str]) -> list[ColumnElement[bool]]:
    by_phone = select(_p.complaint_id).where(
        _p.fingerprint.in_(fingerprints), _p.fingerprint.is_not(None), _p.role != "authorised"
    )
    # None is nobody's conversation, not everybody's.
    here = [_a.conversation_id == new.conversation_id] if new.conversation_id is not None else []
    return [_a.id.in_(by_phone), *here]
