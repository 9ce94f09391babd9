"""Reading and writing alerts and their events, and the order of the work: most severe first, then oldest."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text, tuple_, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from casework.alerts.models import AlertEventRow, AlertRow
from casework.alerts.types import Alert, AlertEvent, Evidence, Finding
from casework.base import UtcDateTime, columns_for, table_of
from casework.errors import NotFoundError
from casework.statuses import URGENCIES, AlertState, Urgency

alerts = table_of(AlertRow)
events = table_of(AlertEventRow)
_a, _e = alerts.c, events.c
_COLUMNS = columns_for(alerts, Alert)
_EVENT_COLUMNS = columns_for(events, AlertEvent)
_SEVERITY_AT = [field.name for field in fields(Alert)].index("severity")
_FINDING_AT = [field.name for field in fields(AlertEvent)].index("finding")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = select(*_COLUMNS).where(_a.id == bindparam("alert"))
_OPEN_ONE = select(*_COLUMNS).where(
    _a.conversation_id == bindparam("conversation"), text("alerts.closed_at IS NULL")
)
_EVENTS_OF = select(*_EVENT_COLUMNS).where(_e.alert_id == bindparam("alert")).order_by(_e.id)
_OF_MESSAGE = select(*_EVENT_COLUMNS).where(_e.message_id == bindparam("message"), _e.message_id.is_not(None))
_OF_RANK = (
    select(*_COLUMNS)
    .where(
        _a.state == bindparam("state"),
        _a.severity == bindparam("severity"),
        tuple_(_a.raised_at, _a.id) > tuple_(bindparam("since", type_=UtcDateTime()), bindparam("alert")),
    )
    .order_by(_a.raised_at, _a.id)
    .limit(bindparam("most"))
)


def rank(severity: Urgency) -> int:
    """0 (info) … 3 (critical)."""
    return URGENCIES.index(severity)


def get(session: Session, alert_id: int) -> Alert:
    """The alert, open or closed; NotFoundError."""
    row = session.execute(_ONE, {"alert": alert_id}).one_or_none()
    if row is None:
        raise NotFoundError("alert")
    return _read(row)


def open_one(session: Session, conversation_id: str) -> Alert | None:
    """The alert in course, if there is one."""
    row = session.execute(_OPEN_ONE, {"conversation": conversation_id}).one_or_none()
    return _read(row) if row is not None else None


def events_of(session: Session, alert_id: int) -> tuple[AlertEvent, ...]:
    """All that happened to an alert, oldest first; nothing for an unknown one."""
    return tuple(_read_event(row) for row in session.execute(_EVENTS_OF, {"alert": alert_id}))


def of_message(session: Session, message_id: int) -> AlertEvent | None:
    """What a message did to an alert, if anything."""
    row = session.execute(_OF_MESSAGE, {"message": message_id}).one_or_none()
    return _read_event(row) if row is not None else None


def worklist(
    session: Session, state: AlertState, severity: Urgency | None, limit: int, after: Alert | None
) -> tuple[Alert, ...]:
    """At most `limit` alerts in the order of the work, those that come after `after`."""
    ranks = [rank(severity)] if severity else range(len(URGENCIES) - 1, -1, -1)
    found: list[Alert] = []
    # Rank by rank: one index serves that in both directions, and a busy list ends within the first.
    for wanted in ranks:
        if after is None or wanted < rank(after.severity):
            found += _of_rank(session, state, wanted, limit - len(found), _LONG_AGO, 0)
        elif wanted == rank(after.severity):
            found += _of_rank(session, state, wanted, limit, after.raised_at, after.id)
        if len(found) >= limit:
            break
    return tuple(found)


def add(session: Session, draft: Alert) -> Alert:
    """Insert `draft`; its id is ignored."""
    values = _values(draft)
    del values["id"]
    key = session.execute(insert(alerts), values).inserted_primary_key  # type: ignore[attr-defined]
    return replace(draft, id=key[0])


def write(session: Session, alert: Alert) -> Alert:
    """Store an alert that was changed."""
    session.execute(update(alerts).where(_a.id == alert.id).values(_values(alert)))
    return alert


def append(session: Session, draft: AlertEvent) -> None:
    """Append an event to its alert; the id of `draft` is ignored."""
    values = asdict(draft)
    del values["id"]
    session.execute(insert(events), values)


def _of_rank(
    session: Session, state: AlertState, severity: int, most: int, since: datetime, alert_id: int
) -> list[Alert]:
    place = {"since": since, "alert": alert_id}
    rows = session.execute(_OF_RANK, {"state": state, "severity": severity, "most": most, **place})
    return [_read(row) for row in rows]


def _values(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in Alert.__slots__} | {"severity": rank(alert.severity)}


def _read(row: Row[Any]) -> Alert:
    values = list(row)
    values[_SEVERITY_AT] = URGENCIES[values[_SEVERITY_AT]]
    return Alert(*values)


def _read_event(row: Row[Any]) -> AlertEvent:
    values = list(row)
    found = values[_FINDING_AT]
    if found is not None:
        evidence = tuple(Evidence(**one) for one in found["evidence"])
        values[_FINDING_AT] = Finding(**{**found, "evidence": evidence})
    return AlertEvent(*values)
