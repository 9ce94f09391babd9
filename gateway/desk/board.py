"""The list of conversations: who waits in casework's order, one's own, colleagues', the bot's recent ones.

Reads only; each part is one statement on an index, however many conversations there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, text
from sqlalchemy.orm import Session

from casework.alerts.models import AlertRow
from casework.base import table_of
from casework.conversations.models import ConversationRow
from casework.duty import offers
from casework.duty.types import Colleague, Offer
from casework.handoffs import service as handoffs
from casework.handoffs.models import HandoffRow
from casework.handoffs.types import Handoff
from casework.messages.models import MessageRow
from casework.notes import service as notes
from casework.reads import service as reads
from casework.staff import service as staff
from casework.statuses import URGENCIES
from gateway.desk.alarms import count_open, severe, severe_ones
from gateway.desk.complaints.counting import count_overdue
from gateway.desk.said import before_asking, only_asks

SHOWN = 100
_COUNTED = 1_000
_RECENT_MESSAGES = 500
_c, _m, _h = table_of(ConversationRow), table_of(MessageRow), table_of(HandoffRow)
_a = table_of(AlertRow)
_URGENT = URGENCIES.index("urgent")
# The customer's newest words: walks the index backwards and stops at the first.
_LAST = (
    select(_m.c.id)
    .where(_m.c.conversation_id == _c.c.id, _m.c.sender == "customer")
    .order_by(_m.c.id.desc())
    .limit(1)
    .correlate(_c)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in the list; the handoff's fields are None while the bot has it, ``alert_…`` without
    an open alert.
    """

    id: str
    owner: str
    agent_id: str | None
    channel: str
    script: str
    region: str | None
    mode: str
    elder_hint: bool
    said: str | None
    said_at: datetime | None
    state: str | None
    reason: str | None
    urgency: str | None
    since: datetime | None
    alert_type: str | None
    alert_stage: str | None
    alert_severity: str | None
    agent: str | None = None
    # Who has it may have gone; who is asked to take it, until when; why it came back into the queue.
    agent_here: bool = True
    offered_to: str | None = None
    offer_ends: datetime | None = None
    returned: str | None = None
    # What the customer has said since this staff member last read it.
    unread: int = 0

    @property
    def alarming(self) -> bool:
        """Whether its alert puts it before the others of its part."""
        return self.alert_severity in ("urgent", "critical")


@dataclass(frozen=True, slots=True)
class Board:
    """``waiting`` counts all who wait, ``queue`` has the first of them; ``others``, ``bot`` on demand.

    ``alerts`` counts the open ones, ``overdue`` complaints past their last day; ``alarms`` are the bot's
    conversations with an urgent or critical one; ``offers`` those of the queue that are offered to them.
    """

    waiting: int
    alerts: int
    overdue: int
    queue: tuple[Line, ...]
    mine: tuple[Line, ...]
    alarms: tuple[Line, ...]
    capacity: int
    offers: tuple[Line, ...] = ()
    others: tuple[Line, ...] = ()
    bot: tuple[Line, ...] = ()

    @property
    def unread(self) -> int:
        """How many of one's own have something unread."""
        return sum(1 for line in self.mine if line.unread)

    @property
    def pressing(self) -> int:
        """How many that nobody has yet go before others."""
        return len(self.alarms) + sum(1 for line in self.queue if urgent(line) or line.alarming)


@dataclass(frozen=True, slots=True)
class Common:
    """What every desk sees alike: how many wait, the first of them, the bot's alarms, alerts still open."""

    waiting: int
    first: tuple[Line, ...]
    alarms: tuple[Line, ...]
    alerts: int


def read_common(session: Session) -> Common:
    """The part of the list that is nobody's own."""
    waiting, ids = _queue(session)
    found = {line.id: line for line in _lines(session, _c.c.id.in_(ids))} if ids else {}
    first = tuple(found[id_] for id_ in ids if id_ in found)
    return Common(waiting, first, _lines(session, _alarmed())[:SHOWN], count_open(session))


def read_board(
    session: Session,
    staff_id: str,
    now: datetime,
    colleagues: Sequence[Colleague],
    *,
    everything: bool = False,
    common: Common | None = None,
) -> Board:
    """The list as it stands for one staff member; ``everything`` adds what others and the bot are at."""
    common = common or read_common(session)
    offered = {offer.conversation_id: offer for offer in offers.standing(session, now)}
    shown = _waiting_lines(session, common.first, offered, colleagues)
    queued = {line.id: line for line in shown}
    # Of a large floor's conversations most are colleagues': they are read only for who wants to see them.
    whose = _c.c.owner == "agent" if everything else (_c.c.owner == "agent") & (_c.c.agent_id == staff_id)
    taken = _named(session, _lines(session, whose), colleagues)
    mine = _unread(session, staff_id, tuple(line for line in taken if line.agent_id == staff_id))
    queue = shown[: len(common.first)]
    own = tuple(queued[id_] for id_, offer in offered.items() if offer.staff_id == staff_id and id_ in queued)
    most = next((one.capacity for one in colleagues if one.id == staff_id), 0)
    overdue = count_overdue(session, now)
    board = Board(common.waiting, common.alerts, overdue, queue, mine, common.alarms, most, own)
    if not everything:
        return board
    others = tuple(line for line in taken if line.agent_id != staff_id)
    bot = tuple(line for line in _lines(session, _recent()) if not line.alarming)
    return replace(board, others=others[:SHOWN], bot=bot)


def names(session: Session) -> dict[str, str]:
    """The names of all accounts by id."""
    return {found.id: found.name for found in staff.everyone(session)}


def urgent(handoff: Handoff | Line) -> bool:
    """Whether it goes before the others."""
    return handoff.urgency in ("urgent", "critical")


def _queue(session: Session) -> tuple[int, list[str]]:
    """How many wait and the first of them: with a severe alert, then in casework's order."""
    waiting = handoffs.waiting_ids(session, _COUNTED)
    ranks = severe(session)
    return len(waiting), sorted(waiting, key=lambda id_: -ranks.get(id_, 0))[:SHOWN]


def _alarmed() -> ColumnElement[bool]:
    found = severe_ones().subquery()
    return (_c.c.owner == "bot") & _c.c.id.in_(select(found.c.conversation_id))


def _recent() -> ColumnElement[bool]:
    latest = select(_m.c.conversation_id).order_by(_m.c.id.desc()).limit(_RECENT_MESSAGES).subquery()
    return (_c.c.owner == "bot") & _c.c.id.in_(select(latest.c.conversation_id))


def _lines(session: Session, which: ColumnElement[bool]) -> tuple[Line, ...]:
    rows = session.execute(_select().where(which, _c.c.deleted_at.is_(None)))
    lines = tuple(_line(row) for row in rows)
    told = before_asking(session, [line.id for line in lines if only_asks(line.said)])
    return tuple(replace(line, said=told.get(line.id, line.said)) for line in lines) if told else lines


@cache
def _select() -> Select[Any]:
    own = (_c.c[name] for name in _CONVERSATION)
    return (
        select(*own, _m.c.text, _m.c.created_at, _m.c.state, _h.c.reason, _h.c.urgency, _since(), *_ALERT)
        .outerjoin(_m, _m.c.id == _LAST)
        .outerjoin(_h, (_h.c.conversation_id == _c.c.id) & text("handoffs.closed_at IS NULL"))
        .outerjoin(_a, (_a.c.conversation_id == _c.c.id) & text("alerts.closed_at IS NULL"))
        .order_by(_rank().desc(), _h.c.urgency.desc(), _since(), _c.c.updated_at.desc())
        .limit(SHOWN * 5)
    )


def _rank() -> ColumnElement[int]:
    return case((_a.c.severity >= _URGENT, _a.c.severity), else_=0)


def _since() -> ColumnElement[Any]:
    return func.coalesce(_h.c.taken_at, _h.c.waiting_since, type_=_h.c.waiting_since.type)


def _line(row: Sequence[Any]) -> Line:
    values = list(row)
    for at in _RANKS:
        values[at] = URGENCIES[values[at]] if values[at] is not None else None
    return Line(*values)


def _named(session: Session, lines: tuple[Line, ...], colleagues: Sequence[Colleague]) -> tuple[Line, ...]:
    known = names(session) if lines else {}
    here = {one.id for one in colleagues if one.standing != "absent"}
    return tuple(
        replace(line, agent=known.get(line.agent_id or ""), agent_here=line.agent_id in here)
        for line in lines
    )


def _unread(session: Session, staff_id: str, mine: tuple[Line, ...]) -> tuple[Line, ...]:
    found = reads.unread(session, staff_id, [line.id for line in mine])
    return tuple(replace(line, unread=found.get(line.id, 0)) for line in mine)


def _waiting_lines(
    session: Session, first: Sequence[Line], offered: Mapping[str, Offer], colleagues: Sequence[Colleague]
) -> tuple[Line, ...]:
    """The first who wait, then those that are offered from further back."""
    further = offered.keys() - {line.id for line in first}
    waiting = (*first, *(_lines(session, _c.c.id.in_(further)) if further else ()))
    if not waiting:
        return ()
    back = notes.latest_kinds(session, [line.id for line in waiting])
    called = {one.id: one.name for one in colleagues}
    lines = (replace(line, returned=back.get(line.id)) for line in waiting)
    return tuple(
        replace(line, offered_to=called.get(offer.staff_id), offer_ends=offer.ends_at)
        if (offer := offered.get(line.id))
        else line
        for line in lines
    )


_CONVERSATION = ("id", "owner", "agent_id", "channel", "script", "region", "mode", "elder_hint")
_ALERT = (_a.c.type, _a.c.stage, _a.c.severity)
_RANKS = [at for at, field in enumerate(fields(Line)) if field.name in ("urgency", "alert_severity")]
