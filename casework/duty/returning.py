"""Conversations whose agent is gone, absent or silent go back to the queue; silent customers to the bot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.orm import Session

from casework.alerts.models import AlertRow
from casework.base import table_of
from casework.conversations.rows import lock
from casework.duty import offers, rows
from casework.errors import DeletedError, NotOwnerError, TransitionError
from casework.handoffs import assigning
from casework.handoffs.models import HandoffRow
from casework.messages.models import MessageRow
from casework.notes.service import keep
from casework.staff.models import StaffRow
from casework.staff.roles import may
from casework.statuses import URGENCIES, NoteKind

# Whoever shows no sign of life for so long will not answer the customer who waits: a broken line comes back.
GONE_FOR: Final = timedelta(minutes=5)
Why = Literal["gone", "absent", "silent", "quiet"]

_v, _s, _d = rows.conversations, table_of(StaffRow), rows.table
_h, _m, _a = table_of(HandoffRow), table_of(MessageRow), table_of(AlertRow)
_URGENT = URGENCIES.index("urgent")


@dataclass(frozen=True, slots=True)
class Stay:
    """A conversation an agent has: who, since when, what the customer waits for since when, last answer."""

    conversation_id: str
    agent_id: str
    role: str
    disabled_at: datetime | None
    seen_at: datetime | None
    taken_at: datetime
    held_since: datetime | None
    answered_at: datetime | None
    alarming: bool

    @property
    def waits_since(self) -> datetime | None:
        """Since when it is the agent's turn; None when it is the customer's."""
        if self.held_since is not None:
            return max(self.held_since, self.taken_at)
        answered = self.answered_at is not None and self.answered_at >= self.taken_at
        return None if answered else self.taken_at


@dataclass(frozen=True, slots=True)
class Returned:
    """What went where: `why` gone, absent and silent to the queue, quiet to the bot."""

    conversation_id: str
    agent_id: str
    why: Why


def due(session: Session, now: datetime, idle: timedelta) -> tuple[Returned, ...]:
    """What `give_back` would do now; `idle` of zero switches off all but accounts that were closed."""
    found = (Stay(*row) for row in session.execute(_stays()))
    verdicts = ((stay, verdict(stay, now, idle)) for stay in found)
    return tuple(Returned(stay.conversation_id, stay.agent_id, why) for stay, why in verdicts if why)


def give_back(session: Session, conversation_id: str, now: datetime, idle: timedelta) -> Returned | None:
    """Look at it again under its lock, and return it if that still holds: somebody may have answered."""
    lock(session, conversation_id)
    row = session.execute(_stays().where(_v.c.id == conversation_id)).one_or_none()
    stay = Stay(*row) if row is not None else None
    why = verdict(stay, now, idle) if stay else None
    if stay is None or why is None:
        return None
    step = assigning.lapse if why == "quiet" else assigning.recall
    step(session, conversation_id, stay.agent_id, now)
    keep(session, conversation_id, why, now, to_id=stay.agent_id)
    return Returned(conversation_id, stay.agent_id, why)


def leave(session: Session, staff_id: str, now: datetime, kind: NoteKind = "signed_out") -> tuple[str, ...]:
    """Somebody goes: they are absent from now on, and what they have waits for a colleague. Which ones."""
    rows.locked(session, staff_id, now)
    rows.write(session, staff_id, seen_at=None)
    offers.end(session, offers.table.c.staff_id == staff_id, "lapsed", now)
    return tuple(
        id_ for id_ in rows.held_by(session, staff_id) if _recalled(session, id_, staff_id, now, kind)
    )


def verdict(stay: Stay, now: datetime, idle: timedelta) -> Why | None:
    """What has to become of it; None: nothing."""
    if stay.disabled_at is not None or not may(stay.role, "desk"):
        return "gone"
    if not idle:
        return None
    waits = stay.waits_since
    if waits is None:
        # Somebody in danger is not left to the bot because they fell silent: a human ends that.
        quiet = stay.answered_at is not None and now - stay.answered_at >= idle
        return "quiet" if quiet and not stay.alarming else None
    last_sign = max(stay.seen_at or stay.taken_at, stay.taken_at)
    if now - last_sign >= min(idle, GONE_FOR):
        return "absent"
    return "silent" if now - waits >= idle else None


def _recalled(session: Session, conversation_id: str, staff_id: str, now: datetime, kind: NoteKind) -> bool:
    try:
        assigning.recall(session, conversation_id, staff_id, now)
    except (DeletedError, NotOwnerError, TransitionError):
        return False
    keep(session, conversation_id, kind, now, to_id=staff_id)
    return True


def _stays() -> Select[Any]:
    # Written out for the partial indexes.
    held = _of_talk(func.min(_m.c.created_at, type_=_m.c.created_at.type), text("messages.state = 'held'"))
    answered = _of_talk(func.max(_m.c.created_at, type_=_m.c.created_at.type), _m.c.sender == "agent")
    alarming = exists().where(
        _a.c.conversation_id == _v.c.id, text("alerts.closed_at IS NULL"), _a.c.severity >= _URGENT
    )
    return (
        select(
            *(_v.c.id, _v.c.agent_id, _s.c.role, _s.c.disabled_at, _d.c.seen_at, _h.c.taken_at),
            *(held, answered, alarming),
        )
        .join(_s, _s.c.id == _v.c.agent_id)
        .join(_h, (_h.c.conversation_id == _v.c.id) & text("handoffs.closed_at IS NULL"))
        .outerjoin(_d, _d.c.staff_id == _v.c.agent_id)
        .where(_v.c.owner == "agent", _h.c.taken_at.is_not(None))
    )


def _of_talk(what: Any, which: Any) -> Any:
    return select(what).where(_m.c.conversation_id == _v.c.id, which).correlate(_v).scalar_subquery()
