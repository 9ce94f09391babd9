"""Figures of one day for whoever leads the desk; computed from handoffs and notes, nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.handoffs.models import HandoffRow
from casework.notes.models import NoteRow

_h, _n = table_of(HandoffRow).c, table_of(NoteRow).c
# An agent who stepped in by themselves: nobody asked, nobody waited.
_ASKED: Final = (_h.taken_at.is_(None)) | (_h.taken_at != _h.waiting_since)
# Who deletes the chat while waiting has left the queue too.
_LEFT: Final = (_h.state == "left") | ((_h.state == "deleted") & _h.taken_at.is_(None))
_RECALLED: Final = ("absent", "silent", "gone", "signed_out")


@dataclass(frozen=True, slots=True)
class Today:
    """`median` and `slow` (19 of 20 waited less) are seconds, None when nobody was taken.

    `abandoned` left the queue by themselves; `recalled` went back because their agent was gone or silent,
    `quiet` to the bot because the customer was.
    """

    requests: int
    taken: int
    stepped_in: int
    median: float | None
    slow: float | None
    abandoned: int
    handled: int
    recalled: int
    quiet: int


def today(session: Session, begins: datetime) -> Today:
    """What happened since the day began."""
    waits = _waits(session, begins)
    left = _count(session, _h.closed_at >= begins, _LEFT)
    handled = _count(session, _h.closed_at >= begins, _h.state == "returned", _h.taken_at.is_not(None))
    back = _returned(session, begins)
    return Today(
        _count(session, _h.waiting_since >= begins, _ASKED),
        len(waits),
        _count(session, _h.taken_at >= begins, _h.taken_at == _h.waiting_since),
        _at(waits, 0.5),
        _at(waits, 0.95),
        left,
        handled,
        sum(back.get(kind, 0) for kind in _RECALLED),
        back.get("quiet", 0),
    )


def _waits(session: Session, begins: datetime) -> list[float]:
    """Seconds, in order."""
    rows = session.execute(select(_h.waiting_since, _h.taken_at).where(_h.taken_at >= begins, _ASKED))
    return sorted((taken - since).total_seconds() for since, taken in rows)


def _at(ordered: Sequence[float], share: float) -> float | None:
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    found: int = session.execute(select(func.count()).where(*which)).scalar_one()
    return found


def _returned(session: Session, begins: datetime) -> dict[str, Any]:
    counted = select(_n.kind, func.count()).where(_n.created_at >= begins).group_by(_n.kind)
    return {row[0]: row[1] for row in session.execute(counted)}
