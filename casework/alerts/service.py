"""Raise an alert, add to it, list what staff have to look at, close it with its outcome."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from casework.alerts import rows
from casework.alerts.checking import checked
from casework.alerts.figures import figures
from casework.alerts.merging import merged
from casework.alerts.rows import events_of, get, of_message, open_one
from casework.alerts.types import Alert, AlertEvent, Finding, Noted
from casework.audit.service import record as audit
from casework.audit.types import Actor
from casework.checks import one_of, sized
from casework.conversations.rows import lock, locked
from casework.errors import AlertClosedError
from casework.events.service import record
from casework.messages.rows import one as message_of
from casework.statuses import (
    ALERT_OUTCOMES,
    ALERT_STATES,
    URGENCIES,
    AlertOutcome,
    AlertState,
    EventType,
    Urgency,
)

__all__ = ["close", "events_of", "figures", "get", "note", "of_message", "open_one", "worklist"]


def note(session: Session, conversation_id: str, message_id: int, finding: Finding, now: datetime) -> Noted:
    """Open the conversation's alert, or add the finding to the open one. A message counts once.

    ValueRefusedError for what raises no alert (stage asking, severity info) or does not fit the message.
    """
    locked(session, conversation_id)
    message = message_of(session, conversation_id, message_id)
    known = of_message(session, message_id)
    if known is not None:
        return Noted(get(session, known.alert_id), new=False, raised=False)
    found = checked(finding, len(message.text))
    before = open_one(session, conversation_id)
    if before is None:
        opened = rows.add(session, _opened(conversation_id, found, now))
        _tell(session, opened, "raised", message_id, found, now)
        return Noted(opened, new=True, raised=True)
    alert = rows.write(session, merged(before, found, now))
    _tell(session, alert, "updated", message_id, found, now)
    return Noted(alert, new=False, raised=alert.severity != before.severity)


def worklist(
    session: Session,
    *,
    state: AlertState = "open",
    severity: Urgency | None = None,
    limit: int = 100,
    before_id: int | None = None,
) -> tuple[Alert, ...]:
    """At most `limit` alerts, most severe first, then oldest; go on with the id of the last as `before_id`.

    NotFoundError when there is no such alert to go on from.
    """
    one_of("state", state, ALERT_STATES)
    if severity is not None:
        one_of("severity", severity, URGENCIES)
    after = get(session, before_id) if before_id is not None else None
    return rows.worklist(session, state, severity, limit, after)


def close(
    session: Session,
    alert_id: int,
    outcome: AlertOutcome,
    actor: Actor,
    now: datetime,
    note_reason: str | None = None,
) -> Alert:
    """Close with how it ended, on the record; AlertClosedError (a TransitionError) when it is closed already.

    The caller checks that the actor may. Works for deleted conversations too: their alerts stay.
    """
    one_of("outcome", outcome, ALERT_OUTCOMES)
    reason = sized("reason", note_reason.strip(), 500, 0) or None if note_reason else None
    lock(session, get(session, alert_id).conversation_id)
    # Read again: only what is read after the lock is sure to be new.
    before = get(session, alert_id)
    if before.state == "closed":
        raise AlertClosedError
    alert = rows.write(session, _closed(before, outcome, actor, now))
    rows.append(session, AlertEvent(0, alert.id, None, "closed", None, actor.id, outcome, now))
    record(session, alert.conversation_id, "alert_closed", now, payload=_payload(alert))
    was, is_ = {"state": before.state}, {"state": alert.state, "outcome": outcome, **_payload(alert)}
    audit(session, actor, "alert.closed", "alert", str(alert_id), now, reason=reason, before=was, after=is_)
    return alert


def _tell(
    session: Session,
    alert: Alert,
    kind: Literal["raised", "updated"],
    message_id: int,
    finding: Finding,
    now: datetime,
) -> None:
    rows.append(session, AlertEvent(0, alert.id, message_id, kind, finding, None, None, now))
    type_: EventType = "alert_raised" if kind == "raised" else "alert_updated"
    record(session, alert.conversation_id, type_, now, message_id=message_id, payload=_payload(alert))


def _opened(conversation_id: str, finding: Finding, now: datetime) -> Alert:
    return Alert(
        id=0,
        conversation_id=conversation_id,
        state="open",
        type=finding.type,
        stage=finding.stage,
        severity=finding.severity,
        score=finding.score,
        person=finding.person,
        facts=finding.facts,
        raised_at=now,
        updated_at=now,
        events=1,
        outcome=None,
        closed_at=None,
        closed_by=None,
    )


def _closed(alert: Alert, outcome: AlertOutcome, actor: Actor, now: datetime) -> Alert:
    return replace(
        alert,
        state="closed",
        outcome=outcome,
        closed_at=now,
        closed_by=actor.id,
        updated_at=now,
        events=alert.events + 1,
    )


def _payload(alert: Alert) -> dict[str, Any]:
    return {"alert_id": alert.id, "type": alert.type, "stage": alert.stage, "severity": alert.severity}
