"""What the supervisor's board shows; a handful of statements on indexes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.alerts.models import AlertRow
from casework.base import table_of
from casework.conversations.models import ConversationRow
from casework.duty.today import Today, today
from casework.duty.types import Colleague
from casework.handoffs.models import HandoffRow
from casework.statuses import URGENCIES
from gateway.desk.words import CLOCK

_a, _v, _h = table_of(AlertRow).c, table_of(ConversationRow).c, table_of(HandoffRow).c


@dataclass(frozen=True, slots=True)
class Live:
    """``waiting`` and ``alerts`` by severity, the worst first; ``talks``: conversations of each agent."""

    waiting: tuple[tuple[str, int], ...]
    oldest: datetime | None
    colleagues: tuple[Colleague, ...]
    talks: dict[str, tuple[str, ...]]
    alerts: tuple[tuple[str, int], ...]
    today: Today

    @property
    def total(self) -> int:
        """How many wait."""
        return sum(count for _, count in self.waiting)

    @property
    def present(self) -> tuple[Colleague, ...]:
        """Who is there, the available first."""
        return tuple(one for one in self.colleagues if one.standing != "absent")

    @property
    def absent(self) -> tuple[Colleague, ...]:
        """Who is not."""
        return tuple(one for one in self.colleagues if one.standing == "absent")

    @property
    def room(self) -> int:
        """How many more those who take new ones can carry."""
        return sum(one.room for one in self.present if one.standing == "available")


def read_live(session: Session, colleagues: Sequence[Colleague], now: datetime) -> Live:
    """As it stands."""
    ranks = session.execute(
        select(_h.urgency, func.count(), func.min(_h.waiting_since, type_=_h.waiting_since.type))
        .where(_h.state == "waiting")
        .group_by(_h.urgency)
        .order_by(_h.urgency.desc())
    ).all()
    raised = session.execute(
        select(_a.severity, func.count())
        .where(_a.closed_at.is_(None))
        .group_by(_a.severity)
        .order_by(_a.severity.desc())
    )
    begins = now.astimezone(CLOCK).replace(hour=0, minute=0, second=0, microsecond=0)
    return Live(
        tuple((URGENCIES[row[0]], row[1]) for row in ranks),
        min((row[2] for row in ranks), default=None),
        tuple(sorted(colleagues, key=_order)),
        _talks(session),
        tuple((URGENCIES[row[0]], row[1]) for row in raised),
        today(session, begins),
    )


def _order(one: Colleague) -> tuple[int, str]:
    return ("available", "busy", "away", "absent").index(one.standing), one.name


def _talks(session: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for agent_id, id_ in session.execute(
        select(_v.agent_id, _v.id).where(_v.agent_id.is_not(None)).order_by(_v.updated_at.desc())
    ):
        found[agent_id].append(id_)
    return {agent_id: tuple(ids) for agent_id, ids in found.items()}
