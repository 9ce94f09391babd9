"""Offers of waiting conversations: reading them, and ending them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.duty import rows
from casework.duty.models import OfferRow
from casework.duty.types import Offer
from casework.handoffs.models import HandoffRow
from casework.statuses import OfferOutcome

table = table_of(OfferRow)
_c, _h = table.c, table_of(HandoffRow).c
_COLUMNS = columns_for(table, Offer)


def standing(session: Session, now: datetime) -> tuple[Offer, ...]:
    """Offers that can still be taken: not run out, and the customer still waits."""
    waits = select(_h.id).where(_h.state == "waiting")
    found = select(*_COLUMNS).where(_c.ended_at.is_(None), _c.ends_at > now, _c.handoff_id.in_(waits))
    return tuple(Offer(*row) for row in session.execute(found.order_by(_c.id)))


def open_counts(session: Session, now: datetime) -> dict[str, int]:
    """How many standing offers each agent has."""
    counted = select(_c.staff_id, func.count()).where(_c.ended_at.is_(None), _c.ends_at > now)
    return {row[0]: row[1] for row in session.execute(counted.group_by(_c.staff_id))}


def decline(session: Session, conversation_id: str, staff_id: str, now: datetime) -> bool:
    """An agent does not want it now; False when it was not offered to them (any more)."""
    rows.locked(session, staff_id, now)
    mine = (_c.conversation_id == conversation_id) & (_c.staff_id == staff_id)
    return bool(end(session, mine, "declined", now))


def close(session: Session, conversation_id: str, staff_id: str | None, now: datetime) -> None:
    """The conversation has been taken: by whom it was offered to, or by somebody else."""
    here = _c.conversation_id == conversation_id
    end(session, here & (_c.staff_id == staff_id), "taken", now)
    end(session, here, "gone", now)


def end(
    session: Session, which: ColumnElement[bool], outcome: OfferOutcome, now: datetime
) -> tuple[Offer, ...]:
    """End the open ones among them."""
    ended = tuple(
        Offer(*row) for row in session.execute(select(*_COLUMNS).where(which, _c.ended_at.is_(None)))
    )
    ids: Collection[int] = [offer.id for offer in ended]
    if ids:
        session.execute(update(table).where(_c.id.in_(ids)).values(ended_at=now, outcome=outcome))
    return ended
