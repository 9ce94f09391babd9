"""Figures against a plain count in Python, on both databases."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.complaints.calendar import day_of
from casework.complaints.figures import service
from casework.complaints.figures.types import DIMENSIONS, Figures, Part, Scope, Totals
from casework.db import Database
from casework.errors import ValueRefusedError
from tests.casework.complaints.figures.many import one, rows, stored

YEAR = Scope(date(2025, 1, 1), date(2025, 12, 31))
SCOPES = (
    YEAR,
    Scope(date(2025, 3, 3), date(2025, 3, 31)),
    Scope(date(2025, 1, 1), date(2025, 12, 31), demo=True),
    Scope(date(2025, 1, 1), date(2025, 12, 31), (("cause", "fee"),)),
    Scope(date(2025, 2, 1), date(2025, 2, 20), (("region", "HK"), ("channel", "app"))),
    Scope(date(2025, 1, 1), date(2025, 12, 31), (("branch", "第7支行"), ("state", "closed"))),
    Scope(date(2025, 1, 1), date(2025, 12, 31), (("door", "letter"), ("business", "debit"))),
)


def filled(database: Database, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    database.run_write(lambda s: stored(s, found))
    return found


def read(database: Database, scope: Scope) -> Figures:
    return database.run_read(lambda s: service.figures(s, scope))


def within(found: list[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    return [
        row
        for row in found
        if scope.first <= day_of(row["received_at"]) <= scope.last
        and row["demo"] == scope.demo
        and all(row[name] == value for name, value in scope.only)
    ]


def totals(found: list[dict[str, Any]]) -> Totals:
    waited = [r["first_response_at"] - r["received_at"] for r in found if r["first_response_at"]]
    days = [r["decided_day"] - r["received_day"] for r in found if r["decided_day"]]
    scores = [r["satisfaction"] for r in found if r["satisfaction"]]
    return Totals(
        received=len(found),
        responded=len(waited),
        response_hours=sum(waited, timedelta()) / timedelta(hours=1),
        decided=len(days),
        handling_days=sum(days),
        judged=sum(r["on_time"] is not None for r in found),
        on_time=sum(r["on_time"] is True for r in found),
        extended=sum(r["extension_days"] > 0 for r in found),
        reopened=sum(r["reopened"] > 0 for r in found),
        by_regulator=sum(r["by_regulator"] for r in found),
        rated=len(scores),
        score=sum(scores),
    )


def ordered(counted: Counter[Any]) -> tuple[Part, ...]:
    return tuple(Part(key, n) for key, n in sorted(counted.items(), key=lambda i: (-i[1], i[0] or "")))


@pytest.fixture
def many(database: Database) -> list[dict[str, Any]]:
    return filled(database, rows(1_500))


def test_every_number_is_what_counting_by_hand_gives(database: Database, many: list[dict[str, Any]]) -> None:
    for scope in SCOPES:
        found, own = read(database, scope), within(many, scope)
        expected = totals(own)
        assert own
        assert found.totals.response_hours == pytest.approx(expected.response_hours, rel=1e-6)
        assert {n: getattr(found.totals, n) for n in Totals.__slots__ if n != "response_hours"} == {
            n: getattr(expected, n) for n in Totals.__slots__ if n != "response_hours"
        }
        assert dict(found.days) == Counter(day_of(row["received_at"]) for row in own)
        assert [day for day, _ in found.days] == sorted(day for day, _ in found.days)
        for name in DIMENSIONS:
            assert found.parts[name] == ordered(Counter(row[name] for row in own)), name


def test_causes_that_came_again_stand_beside_the_time_before(
    database: Database, many: list[dict[str, Any]]
) -> None:
    scope = Scope(date(2025, 7, 1), date(2025, 12, 27))
    before = Scope(date(2025, 1, 2), date(2025, 6, 30))
    now, past = (Counter((r["business"], r["cause"]) for r in within(many, s)) for s in (scope, before))
    found = read(database, scope).repeats
    assert len(found) == 20
    assert [f.number for f in found] == sorted((f.number for f in found), reverse=True)
    assert all((f.number, f.before) == (now[f.business, f.cause], past[f.business, f.cause]) for f in found)
    assert min(f.number for f in found) >= 2


def test_a_day_is_one_of_shanghai_with_both_its_ends(database: Database) -> None:
    moments = [
        datetime(2025, 3, 4, 15, 59, 59, tzinfo=UTC),  # 23:59:59 on the 4th
        datetime(2025, 3, 4, 16, 0, tzinfo=UTC),  # the first moment of the 5th
        datetime(2025, 3, 5, 15, 59, 59, tzinfo=UTC),
        datetime(2025, 3, 5, 16, 0, tzinfo=UTC),  # the 6th
    ]
    filled(database, [one(at, n) for n, at in enumerate(moments)])
    found = read(database, Scope(date(2025, 3, 5), date(2025, 3, 5)))
    assert found.days == ((date(2025, 3, 5), 2),)
    assert found.totals.received == 2


def test_a_year_has_its_first_and_its_last_day(database: Database) -> None:
    moments = [datetime(2024, 12, 31, 16, tzinfo=UTC), datetime(2025, 12, 31, 15, 59, tzinfo=UTC)]
    outside = [datetime(2024, 12, 31, 15, 59, tzinfo=UTC), datetime(2025, 12, 31, 16, tzinfo=UTC)]
    filled(database, [one(at, n) for n, at in enumerate(moments + outside)])
    assert database.run_read(lambda s: service.yearly(s, 2025)).totals.received == 2


def test_the_demo_is_never_counted_with_what_is_real(database: Database) -> None:
    filled(database, [one(number=n, demo=n > 0) for n in range(4)])
    assert read(database, YEAR).totals.received == 1
    assert database.run_read(lambda s: service.yearly(s, 2025, demo=True)).totals.received == 3


def test_nothing_gives_zeros_and_no_means(database: Database) -> None:
    found = read(database, YEAR)
    assert (found.totals, found.days, found.repeats) == (Totals(), (), ())
    assert all(parts == () for parts in found.parts.values())
    means = found.totals.mean_response_hours, found.totals.mean_handling_days, found.totals.mean_score
    assert (*means, found.totals.on_time_share, found.totals.share(0)) == (None,) * 5


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (Scope(date(2025, 2, 2), date(2025, 2, 1)), "last"),
        (Scope(date(2019, 1, 1), date(2025, 2, 1)), "first"),
        (Scope(date(1, 1, 1), date(1, 2, 1)), "first"),
        (Scope(date(2025, 1, 1), date(2025, 2, 1), (("story", "x"),)), "only"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_counted_is_refused(database: Database, scope: Scope, field: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        read(database, scope)
    assert refused.value.field == field
