"""The list of complaints: whole, in order, of the period and the part that was asked for."""

from datetime import UTC, date, datetime

import pytest

from casework.complaints.calendar import day_of
from casework.complaints.figures import listing
from casework.complaints.figures.types import Scope
from casework.db import Database
from tests.casework.complaints.figures.many import one, rows, stored


@pytest.mark.parametrize("only", [(), (("cause", "fee"),), (("branch", "第7支行"),)])
def test_it_has_what_the_figures_count(
    database: Database, monkeypatch: pytest.MonkeyPatch, only: tuple[tuple[str, str], ...]
) -> None:
    monkeypatch.setattr(listing, "CHUNK", 37)
    made = rows(400)
    database.run_write(lambda s: stored(s, made))
    scope = Scope(date(2025, 2, 3), date(2025, 11, 30), only)  # type: ignore[arg-type]
    found = database.run_read(lambda s: list(listing.listed(s, scope)))
    own = [
        row for row in made
        if scope.first <= day_of(row["received_at"]) <= scope.last
        and not row["demo"] and all(row[name] == value for name, value in only)
    ]  # fmt: skip
    assert [f.receipt for f in found] == [r["receipt"] for r in sorted(own, key=lambda r: r["received_at"])]
    assert database.run_read(lambda s: listing.count(s, scope)) == len(own)


def test_complaints_of_the_same_moment_are_all_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "CHUNK", 3)
    at = datetime(2025, 3, 4, 15, 59, 59, tzinfo=UTC)
    database.run_write(lambda s: stored(s, [one(at, n) for n in range(10)]))
    scope = Scope(date(2025, 3, 4), date(2025, 3, 4))
    found = database.run_read(lambda s: list(listing.listed(s, scope)))
    assert [f.receipt for f in found] == [f"N{n}" for n in range(10)]
