"""No count reads a row: each is answered from a covering index, in its order where the period is long."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from casework.complaints.figures import listing, service
from casework.complaints.figures.types import Scope
from casework.db import Database
from tests.casework.complaints.figures.many import rows, stored

YEAR, MONTH = (date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 3, 1), date(2025, 3, 31))
FILTERS: tuple[Any, ...] = (
    *((), (("cause", "fee"),), (("region", "CN"), ("state", "closed"))),
    *((("business", "debit"),), (("door", "web"), ("channel", "app"))),
)


def plans(database: Database, work: Callable[[Session], Any]) -> list[list[str]]:
    """The plan of each statement `work` sends."""

    def seen(session: Session) -> list[list[str]]:
        sent: list[tuple[str, Any]] = []
        connection = session.connection()
        event.listen(
            connection, "before_cursor_execute", lambda _, __, text, values, *___: sent.append((text, values))
        )
        work(session)
        told = list(sent)
        return [
            [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
            for text, values in told
        ]

    return database.run_read(seen)


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("only", FILTERS)
def test_a_year_walks_the_indexes_in_their_order(sqlite_url: str, only: Any, demo: bool) -> None:
    with Database(sqlite_url) as database:
        database.run_write(lambda s: stored(s, rows(200)))
        found = plans(database, lambda s: service.figures(s, Scope(*YEAR, only, demo)))
    assert len(found) == 5
    days, *groups = found
    assert "COVERING INDEX ix_complaints_by_day (received_day>?" in days[0]
    assert [step for steps in groups for step in steps if "SCAN complaints USING COVERING" not in step] == []


def test_a_branch_is_looked_up(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        database.run_write(lambda s: stored(s, rows(200)))
        found = plans(database, lambda s: service.figures(s, Scope(*YEAR, (("branch", "第1支行"),))))
    assert all("COVERING INDEX ix_complaints_by_branch (branch=?" in steps[0] for steps in found[1:])


def test_a_month_looks_its_days_up(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        database.run_write(lambda s: stored(s, rows(200)))
        found = plans(database, lambda s: service.figures(s, Scope(*MONTH)))
    assert all(
        "COVERING INDEX ix_complaints_by_day (received_day>? AND received_day<?)" in s[0] for s in found
    )


def test_the_list_goes_on_where_it_was_without_sorting(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        database.run_write(lambda s: stored(s, rows(200)))
        scope = Scope(*YEAR)
        last = database.run_read(lambda s: listing.chunk(s, scope))[-1]
        [counted] = plans(database, lambda s: listing.count(s, scope))
        [first] = plans(database, lambda s: listing.chunk(s, scope))
        [second] = plans(database, lambda s: listing.chunk(s, scope, last))
    assert "COVERING INDEX ix_complaints_by_day (received_day>?" in counted[0]
    assert [len(first), len(second)] == [1, 1]
    assert all("ix_complaints_received_at (received_at>?" in steps[0] for steps in (first, second)), (
        first,
        second,
    )
