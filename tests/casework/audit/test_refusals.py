"""What is refused: on record at once, then by its number; a flood does not fill the table."""

from datetime import timedelta

import pytest

from casework.audit import refusals, service
from casework.audit.refusals import ACTION, KINDS, MOST, Kind, Refusals, Refused
from casework.audit.types import SYSTEM, Actor
from casework.db import Database
from tests.casework.talk import NOW

LIN = Actor("a" * 20, "lin", "agent", "10.0.0.1")


def one(who: str = "lin", kind: Kind = "role", *named: str) -> Refused:
    return Refused(LIN, who, kind, "GET /desk/people/{staff_id}", named)


def test_the_first_is_told_at_once_and_the_others_when_their_minute_is_over() -> None:
    counts = Refusals()
    assert counts.note(one(), NOW) == one()
    assert [counts.note(one("lin", "role", str(n)), NOW) for n in range(5)] == [None] * 5
    assert counts.note(one("lin", "form"), NOW) == one("lin", "form")
    assert counts.due(NOW + timedelta(seconds=59)) == []
    assert counts.due(NOW + timedelta(seconds=60)) == [(one("lin", "role", "4"), 5, NOW)]
    # Who stopped is told of at once the next time, who goes on is counted for longer.
    assert counts.note(one("lin", "form"), NOW + timedelta(seconds=61)) is not None
    assert counts.note(one(), NOW + timedelta(seconds=61)) is None
    assert counts.due(NOW + timedelta(minutes=10)) == []
    assert [found[1] for found in counts.due(NOW + timedelta(minutes=11))] == [1]


@pytest.mark.parametrize("callers", [1, 5_000])
def test_a_flood_of_a_day_is_some_records(callers: int) -> None:
    counts, written, now = Refusals(), 0, NOW
    for minute in range(24 * 60):
        for n in range(20):
            who = f"caller{(minute * 20 + n) % callers}"
            written += counts.note(one(who), now) is not None
        now += timedelta(minutes=1)
        written += len(counts.due(now))
    assert written <= (40 if callers == 1 else 24 * 60 * 21)
    assert len(counts.due(now, ended=True)) <= MOST + len(KINDS)


def test_a_thousand_callers_at_once_are_counted_together_above_a_bound() -> None:
    counts = Refusals()
    told = [found for n in range(1_000) if (found := counts.note(one(f"caller{n}"), NOW))]
    assert len(told) == MOST + 1
    assert [found[1] for found in counts.due(NOW, ended=True)] == [1_000 - MOST - 1]
    assert counts.due(NOW + timedelta(hours=2)) == []


def test_the_record_says_what_how_often_and_since_when_and_no_words(database: Database) -> None:
    found = [(one("lin", "unknown", "abc-1", "偷偷", "x" * 40), 7, NOW)]
    database.run_write(lambda s: refusals.write(s, found, NOW + timedelta(minutes=1)))
    told = database.run_read(lambda s: service.search(s, action=ACTION))
    assert [(one.actor_id, one.address, one.object_id, one.after) for one in told] == [
        (LIN.id, LIN.address, "GET /desk/people/{staff_id}", {
            "kind": "unknown", "count": 7, "since": NOW.isoformat(), "named": ["abc-1"],
        })
    ]  # fmt: skip


def test_a_long_way_fits_its_column(database: Database) -> None:
    far = Refused(SYSTEM, "", "form", "POST /" + "x" * 200)
    database.run_write(lambda s: refusals.write(s, [(far, 1, NOW)], NOW))
    assert database.run_read(lambda s: len(service.search(s, action=ACTION)[0].object_id)) == 64
