"""The page of alerts: what staff have to look at, and how each rule has done."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.fraud.rules import rules
from casework.alerts import service as alerts
from casework.alerts.types import Alert, Figure
from casework.base import table_of
from casework.conversations.models import ConversationRow
from casework.statuses import ALERT_STATES, URGENCIES, AlertState, Urgency
from gateway.desk.alarms import count_open
from gateway.desk.board import names
from gateway.desk.numbers import number
from gateway.desk.words import CLOCK

PAGE = 50
DAYS = 30
_LONGEST = 366
_c = table_of(ConversationRow).c


@dataclass(frozen=True, slots=True)
class Filter:
    """Which alerts: open or closed, of one severity or of all, after the one with the id ``before``."""

    state: AlertState = "open"
    severity: Urgency | None = None
    before: int | None = None

    @staticmethod
    def of(state: str, severity: str, before: str) -> "Filter":
        """From an address; what is unknown there counts as not said."""
        return Filter(
            next((known for known in ALERT_STATES if known == state), "open"),
            next((known for known in URGENCIES[1:] if known == severity), None),
            number(before),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """An alert, who has its conversation (``deleted`` when the customer deleted it), and who closed it."""

    alert: Alert
    owner: str
    agent: str
    closed_by: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """At most 50 alerts, and whether there are more; ``open`` counts all that nobody has closed."""

    items: tuple[Item, ...]
    more: bool
    open: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, as staff count them."""

    first: date
    last: date

    @staticmethod
    def of(first: str, last: str, now: datetime) -> "Period":
        """From an address, at most a year; the last thirty days where it says nothing sensible."""
        end = _day(last) or now.astimezone(CLOCK).date()
        begin = _day(first) or end - timedelta(days=DAYS - 1)
        begin, end = min(begin, end), max(begin, end)
        return Period(begin, min(end, begin + timedelta(days=_LONGEST - 1)))

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first moment of the first day, and the one after the last day."""
        return _midnight(self.first), _midnight(self.last) + timedelta(days=1)


def read_worklist(session: Session, wanted: Filter) -> Worklist:
    """The alerts, most severe first, then oldest. NotFoundError when there is none with the id ``before``."""
    found = alerts.worklist(
        session, state=wanted.state, severity=wanted.severity, limit=PAGE + 1, before_id=wanted.before
    )
    known, shown = names(session), found[:PAGE]
    owners = _owners(session, [alert.conversation_id for alert in shown])
    items = tuple(_item(alert, *owners[alert.conversation_id], known) for alert in shown)
    return Worklist(items, len(found) > PAGE, count_open(session))


def read_item(session: Session, alert_id: int) -> Item:
    """One alert with who has its conversation; NotFoundError."""
    alert, known = alerts.get(session, alert_id), names(session)
    return _item(alert, *_owners(session, [alert.conversation_id])[alert.conversation_id], known)


def read_figures(session: Session, period: Period) -> tuple[Figure, ...]:
    """How each rule did in alerts of these days, the one with the most false alarms first."""
    found = alerts.figures(session, *period.bounds)
    return tuple(sorted(found, key=lambda figure: (-figure.false_alarms, -figure.raised, figure.rule)))


@cache
def meanings() -> dict[str, str]:
    """What each rule means, by code; a rule of former days is not in it."""
    return {rule.code: rule.explain for rule in rules()}


def _owners(session: Session, ids: list[str]) -> dict[str, tuple[str, str | None]]:
    rows = session.execute(select(_c.id, _c.owner, _c.agent_id, _c.deleted_at).where(_c.id.in_(ids)))
    return {id_: ("deleted" if deleted else owner, agent) for id_, owner, agent, deleted in rows}


def _item(alert: Alert, owner: str, agent: str | None, known: dict[str, str]) -> Item:
    return Item(alert, owner, known.get(agent or "", ""), known.get(alert.closed_by or "", ""))


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    # Far from the ends of the calendar, so that a day more or less is still a day.
    return found if 2000 <= found.year < 3000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CLOCK)
