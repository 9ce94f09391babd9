"""Lists and look-ups use their indexes: with a million complaints they cost what they cost with ten."""

from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.complaints import drafts, duplicates, lookup, rows, worklist
from casework.complaints.listed import Filter
from casework.db import Database
from tests.casework.complaints.case import NEW, NOW, Case

STATEMENTS: dict[str, Any] = {
    "one": rows._ONE,
    "receipt": rows._BY_RECEIPT,
    "code": lookup._SEALED_BY_RECEIPT,
    "conversation": rows._OF_CONVERSATION,
    "events": rows._EVENTS_OF,
    "files": rows._FILES_OF,
    "open draft": drafts._OPEN,
    "filed draft": drafts._LAST_FILED,
    "same customer": select(duplicates._p.complaint_id).where(
        duplicates._p.fingerprint.in_(["a"]), duplicates._p.fingerprint.is_not(None)
    ),
}
VALUES: dict[str, Any] = {"complaint": 1, "receipt": "XB-2222-22222", "conversation": "c"}


def plan(session: Session, statement: Any) -> list[str]:
    compiled = statement.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    values = {**compiled.params, **{k: v for k, v in VALUES.items() if k in compiled.params}}
    found = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {compiled}", tuple(str(values[name]) for name in compiled.positiontup or ())
    )
    return [row[3] for row in found]


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_scans_a_table(sqlite_url: str, name: str) -> None:
    with Database(sqlite_url) as database:
        Case(database)
        steps = database.run_read(lambda s: plan(s, STATEMENTS[name]))
    assert steps
    assert [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step] == []


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Filter(), "ix_complaints_worklist (state=?)"),
        (Filter(newest=True), "ix_complaints_worklist (state=?)"),
        (Filter(assignee="s1"), "ix_complaints_assignee (assignee_id=? AND state=?)"),
        (Filter(assignee="none"), "ix_complaints_assignee (assignee_id=? AND state=?)"),
        (Filter(before=1), "ix_complaints_worklist (state=? AND received_at"),
    ],
)
def test_the_work_list_is_a_walk_on_its_index(sqlite_url: str, wanted: Filter, index: str) -> None:
    with Database(sqlite_url) as database:
        case = Case(database)
        after = case.get() if wanted.before else None
        conditions = worklist._conditions(wanted, NOW.date())
        statement: Select[Any] = worklist._statement("received", wanted, conditions, after)
        [step] = database.run_read(lambda s: plan(s, statement))
    assert index in step


def test_looking_for_a_duplicate_uses_indexes(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        Case(database)
        new = NEW
        statement = duplicates._statement(new, ["a"], NOW)
        steps = database.run_read(lambda s: plan(s, statement))
    assert [step for step in steps if step.startswith("SCAN")] == []
