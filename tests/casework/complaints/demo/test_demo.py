"""The demo's year: shares as published, lives that keep the rules, marked, apart, removable."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from casework.audit.service import search
from casework.complaints import service
from casework.complaints.demo import service as demo
from casework.complaints.demo.planning import plan
from casework.complaints.demo.shares import year
from casework.complaints.figures import service as figures
from casework.complaints.figures.types import Scope
from casework.complaints.listed import Filter
from casework.complaints.receipt import new_receipt
from casework.complaints.types import Complaint
from casework.db import Database
from casework.errors import ValueRefusedError
from casework.statuses import COMPLAINT_STATES
from tests.casework.complaints.case import CIPHER, NEW, Case

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def fill(database: Database, count: int = 60, of: int = 2026) -> list[Complaint]:
    for batch in demo.batches(count, of, NOW):
        database.run_write(lambda s, batch=batch: demo.fill(s, CIPHER, batch, NOW))
    everything = Filter(states=COMPLAINT_STATES, limit=200)
    return [c for c in database.run_read(lambda s: service.worklist(s, everything)).items if c.demo]


@pytest.mark.parametrize(("name", "most"), [("business", 0.06), ("cause", 0.4)])
def test_the_shares_are_those_that_were_published(name: str, most: float) -> None:
    found = Counter(getattr(new, name) for _, new in plan(2000, 2025, NOW))
    weights = year()[name]
    for slug, share in weights.items():
        assert abs(100 * found[slug] / 2000 - 100 * share / sum(weights.values())) <= most, slug


def test_the_year_has_its_seasons_and_quiet_weekends() -> None:
    days = Counter(at.date() for at, _ in plan(5000, 2025, NOW))
    assert days[date(2025, 12, 31)] + days[date(2025, 1, 1)] > 0
    weekend = sum(number for day, number in days.items() if day.weekday() > 4)
    assert 0.08 < weekend / 5000 < 0.22
    months = Counter(day.month for day in days.elements())
    assert months[3] > months[2]


def test_the_same_year_is_planned_the_same_and_never_ahead() -> None:
    assert plan(50, 2026, NOW) == plan(50, 2026, NOW)
    assert max(at for at, _ in plan(500, 2026, NOW)) <= NOW


def test_it_is_marked_invented_and_counted_apart(database: Database) -> None:
    made = fill(database)
    assert len(made) == 60
    assert all(c.receipt.startswith("XB-DEM") for c in made)
    for complaint in made[:10]:
        for party in database.run_read(lambda s, c=complaint: service.parties_of(s, c.id)):
            assert party.shown["name"].startswith("演")
            assert party.shown["phone"].startswith("120****")
    scope = Scope(date(2026, 1, 1), date(2026, 12, 31))
    assert database.run_read(lambda s: figures.figures(s, scope)).totals.received == 0
    assert database.run_read(lambda s: figures.yearly(s, 2026, demo=True)).totals.received == 60


def test_a_real_receipt_never_looks_like_the_demos() -> None:
    assert not any(new_receipt().startswith("XB-DEM") for _ in range(20_000))


def test_its_lives_are_steps_the_service_took(database: Database) -> None:
    for complaint in fill(database):
        events = database.run_read(lambda s, c=complaint: service.events_of(s, c.id))
        assert events[0].kind == "filed"
        assert [e.version for e in events] == list(range(1, complaint.version + 1))
        assert [e.at for e in events] == sorted(e.at for e in events)
        assert events[-1].at <= NOW
        assert events[-1].to_state == complaint.state


def test_nearly_all_come_in_time(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        fill(database, 400, 2025)
        totals = database.run_read(lambda s: figures.yearly(s, 2025, demo=True)).totals
    assert totals.on_time_share == pytest.approx(0.95, abs=0.025)
    assert min(totals.extended, totals.reopened, totals.by_regulator, totals.rated) > 0


@pytest.mark.parametrize("of", [2023, 2024, 2025, 2026])
def test_every_year_can_be_filled(sqlite_url: str, of: int) -> None:
    with Database(sqlite_url) as database:
        assert len(fill(database, 150, of)) == 150


def test_nobody_is_reminded_and_nothing_is_audited(database: Database) -> None:
    fill(database, 200)
    assert database.run_write(lambda s: service.remind_due(s, NOW + timedelta(days=30))) == 0
    assert list(database.run_read(lambda s: search(s))) == []


def test_removing_takes_the_demo_and_nothing_else(database: Database) -> None:
    case = Case(database)
    case.take("accept")
    before = case.get(), case.events()
    fill(database)
    assert database.run_read(demo.is_there)
    assert database.run_write(demo.remove) == 60
    assert not database.run_read(demo.is_there)
    assert (case.get(), case.events()) == before
    for table in ("complaints", "complaint_events", "complaint_parties"):
        name = "id" if table == "complaints" else "complaint_id"
        left = database.run_read(
            lambda s, t=table, n=name: s.execute(text(f"SELECT DISTINCT {n} FROM {t}")).all()
        )
        assert left == [(case.id,)]
    assert database.run_write(demo.remove) == 0


@pytest.mark.parametrize("verb", ["DELETE FROM complaint_events", "UPDATE complaint_events SET kind = 'x'"])
def test_the_events_are_guarded_again_after_removing(database: Database, verb: str) -> None:
    Case(database)
    fill(database, 5)
    database.run_write(demo.remove)
    with pytest.raises(Exception, match="append-only"):
        database.run_write(lambda s: s.execute(text(verb)))


def test_a_removal_that_fails_leaves_all_as_it_was(database: Database) -> None:
    fill(database, 5)

    def fail(session: object) -> None:
        demo.remove(session)  # type: ignore[arg-type]
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        database.run_write(fail)
    assert database.run_read(demo.count) == 5
    with pytest.raises(Exception, match="append-only"):
        database.run_write(lambda s: s.execute(text("DELETE FROM complaint_events")))


@pytest.mark.parametrize(
    ("count", "of", "field"), [(0, 2026, "count"), (10**6, 2026, "count"), (5, 2027, "year")]
)
def test_what_cannot_be_filled_is_refused(count: int, of: int, field: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        next(demo.batches(count, of, NOW))
    assert refused.value.field == field


def test_a_customers_own_complaint_never_joins_the_demos(database: Database) -> None:
    fill(database, 5)
    case = Case(database)
    assert not case.filed.joined
    assert case.get().story == NEW.story
