"""Automatic assignment: who has least and has been idle longest is offered the most urgent who waits.

An offer leaves the customer in the queue, at their place: who does not take it in time lets the next one try,
and nobody is told that a human is there before one is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.duty import offers, rounds, rows
from casework.duty.models import OfferRow
from casework.duty.service import roster
from casework.duty.types import Colleague, Offer
from casework.handoffs import service as handoffs
from casework.handoffs.models import HandoffRow
from casework.handoffs.types import Handoff

TO_TAKE: Final = timedelta(seconds=60)
# Who has let a customer pass is not asked for the same one again for a while.
NOT_AGAIN: Final = timedelta(minutes=5)
EVERY: Final = timedelta(seconds=3)
_MOST: Final = 200

_table = table_of(OfferRow)
_c, _h = _table.c, table_of(HandoffRow).c


def offer_round(session: Session, now: datetime, capacity: int) -> tuple[str, ...]:
    """End what nobody took, offer what waits; the conversations whose offer changed.

    One transaction of one gateway: a row's lock keeps the others out.
    """
    if not rounds.begin(session, "offering", now, EVERY):
        return ()
    ended = _end_old(session, now, capacity)
    made = _make(session, now, capacity)
    return tuple({offer.conversation_id for offer in (*ended, *made)})


def needed(session: Session) -> bool:
    """Whether there is anything to do: somebody waits, or an offer is open."""
    open_ones = session.execute(select(_c.id).where(_c.ended_at.is_(None)).limit(1)).first()
    return open_ones is not None or bool(handoffs.waiting(session, 1))


def _end_old(session: Session, now: datetime, capacity: int) -> tuple[Offer, ...]:
    waits = select(_h.id).where(_h.state == "waiting")
    gone = offers.end(session, _c.handoff_id.not_in(waits), "gone", now)
    able = [one.id for one in roster(session, now, capacity) if one.standing == "available"]
    late = offers.end(session, (_c.ends_at <= now) | _c.staff_id.not_in(able), "lapsed", now)
    for offer in late:
        rows.write(session, offer.staff_id, idle_since=now)
    return (*gone, *late)


def _make(session: Session, now: datetime, capacity: int) -> tuple[Offer, ...]:
    free = {one.id: one for one in roster(session, now, capacity) if one.standing == "available"}
    room = {id_: one.room for id_, one in free.items()}
    made: list[Offer] = []
    for handoff in _unoffered(session, now) if any(room.values()) else ():
        passed = _passed(session, handoff.id, now)
        able = [one for id_, one in free.items() if room[id_] and id_ not in passed]
        if able:
            chosen = min(able, key=lambda one: _turn(one, room))
            room[chosen.id] -= 1
            made.append(_offer(session, handoff, chosen.id, now))
    return tuple(made)


def _turn(one: Colleague, room: dict[str, int]) -> tuple[int, datetime | None, str]:
    """Who comes first: who has least in hand, of those who has been idle longest."""
    return (one.capacity - room[one.id], one.idle_since, one.id)


def _unoffered(session: Session, now: datetime) -> Iterator[Handoff]:
    offered = {offer.handoff_id for offer in offers.standing(session, now)}
    waiting: Iterable[Handoff] = handoffs.waiting(session, _MOST)
    return (handoff for handoff in waiting if handoff.id not in offered)


def _passed(session: Session, handoff_id: int, now: datetime) -> set[str]:
    found = select(_c.staff_id).where(
        _c.handoff_id == handoff_id, _c.outcome.in_(("lapsed", "declined")), _c.ended_at > now - NOT_AGAIN
    )
    return set(session.scalars(found))


def _offer(session: Session, handoff: Handoff, staff_id: str, now: datetime) -> Offer:
    values: dict[str, Any] = {"conversation_id": handoff.conversation_id, "handoff_id": handoff.id}
    values |= {"staff_id": staff_id, "offered_at": now, "ends_at": now + TO_TAKE}
    key = session.execute(insert(_table), values).inserted_primary_key  # type: ignore[attr-defined]
    return Offer(id=key[0], **values)
