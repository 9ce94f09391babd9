"""The statements of the hot path use their indexes: message 5,000 costs what message 1 costs."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.alerts import rows as alerts
from casework.db import Database
from casework.events import service as events
from casework.handoffs import rows as handoffs
from casework.messages import answering, rows, turns
from tests.casework.talk import NOW, Talk

STATEMENTS: dict[str, Any] = {
    "desk": turns._DESK,
    "unanswered": turns._ABANDONED,
    "replies": rows._REPLIES,
    "history": rows._AFTER,
    "recent": rows._BEFORE,
    "client id": rows._BY_CLIENT_ID,
    "events": events._AFTER,
    "last event": events._LAST,
    "dropped": answering._DROPPED,
    "asked here": answering._ASKED_HERE,
    "open handoff": handoffs._OPEN_ONE,
    "queue": handoffs._QUEUE,
    "open alert": alerts._OPEN_ONE,
    "alert's events": alerts._EVENTS_OF,
    "alert of message": alerts._OF_MESSAGE,
    "work list": alerts._OF_RANK,
}
VALUES: dict[str, Any] = {
    "conversation": "c",
    "client": "k",
    "message": 1,
    "before": 10,
    "after": 0,
    "now": NOW,
    "most": 10,
    "state": "open",
    "severity": 3,
    "since": NOW,
    "alert": 1,
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_scans_a_table(sqlite_url: str, name: str) -> None:
    with Database(sqlite_url) as database:
        talk = Talk(database)
        talk.answer(talk.accept().message.id)
        steps = database.run_read(lambda s: plan(s, name))
    assert steps
    assert [s for s in steps if s.startswith("SCAN") and "USING" not in s and s != "SCAN CONSTANT ROW"] == []


def test_the_work_list_is_a_walk_on_its_index(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        steps = database.run_read(lambda s: plan(s, "work list"))
    assert len(steps) == 1
    assert "ix_alerts_worklist (state=? AND severity=? AND raised_at>?)" in steps[0]


def plan(session: Session, name: str) -> list[str]:
    statement = STATEMENTS[name]
    wanted = VALUES | ({"before": NOW} if name == "unanswered" else {})
    known = statement.compile(session.get_bind()).params
    ready = statement.params({k: v for k, v in wanted.items() if k in known}).compile(session.get_bind())
    rows = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {ready}", tuple(str(ready.params[n]) for n in ready.positiontup or ())
    )
    return [row[3] for row in rows]
