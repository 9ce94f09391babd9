"""No order of steps breaks the state table or the clock: random histories, checked after every step."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.audit.types import SYSTEM
from casework.complaints import receipt
from casework.complaints import service as complaints
from casework.complaints.clock import clock_by, rules_of
from casework.complaints.counting import count
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.recording import facts
from casework.complaints.rows import complaints as table
from casework.complaints.steps import STEPS
from casework.complaints.time_left import Clock
from casework.complaints.types import Complaint, Event
from casework.db import Database
from casework.errors import CaseworkError, ComplaintStepError, ValueRefusedError
from casework.statuses import OPEN_COMPLAINTS
from tests.casework.complaints.case import NEW, Case
from tests.casework.complaints.test_clock import history
from tests.databases import migrated

# Mostly what is possible now (by its place among the possible), now and then anything.
STEP = st.tuples(st.integers(0, 20) | st.sampled_from(sorted(STEPS)), st.integers(0, 9), st.integers(0, 1440))
BOUNDED = settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Case]:
    with Database(migrated(tmp_path / "properties.db")) as opened:
        yield Case(opened)


class Walk(Case):
    """A complaint of its own, worked on by the staff of another case."""

    def __init__(self, shared: Case, region: Any) -> None:
        self.database, self.now = shared.database, shared.now
        self.agent, self.boss, self.other = shared.agent, shared.boss, shared.other
        number = f"139{next(NUMBERS):08}"
        party = NewParty("complainant", Contact(None, number))
        self.filed = self.file(replace(NEW, region=region, parties=(party,)))
        self.id = self.filed.complaint.id
        self.customer = customer(self.filed.complaint.receipt)

    def named(self, wanted: int | str) -> str:
        if isinstance(wanted, str):
            return wanted
        possible = [
            *complaints.allowed(self.get(), self.boss),
            *complaints.allowed(self.get(), self.customer),
        ]
        return possible[wanted % len(possible)]

    def attempt(self, step: str) -> CaseworkError | None:
        """Everything any step needs; by a supervisor, or by whose step alone it is."""
        # Who decides does not review.
        own = {"rate": self.customer, "remind": SYSTEM, "decide_review": self.other}
        approver = self.boss if step == "decide_review" else self.other
        try:
            self.take(
                step, own.get(step, self.boss), **NEEDS, staff_id=self.agent.id, approver_id=approver.id
            )
        except CaseworkError as refused:
            return refused
        return None


NUMBERS = itertools.count()
NEEDS: dict[str, Any] = {
    "reason": "有原因的",
    "text": "写下的话",
    "outcome": "explained",
    "refusal": "no_real_facts",
    "amount": Decimal("12.34"),
    "department": "零售部",
    "cause": "fee",
    "score": 4,
    "reference": "2026-1",
    "departments": ("零售部",),
}


@BOUNDED
@given(region=st.sampled_from(["CN", "CN", "TW", "HK", "MO"]), steps=st.lists(STEP, max_size=25))
def test_no_order_of_steps_breaks_the_table_or_the_clock(
    shared: Case, region: str, steps: list[tuple[int | str, int, int]]
) -> None:
    walk = Walk(shared, region)
    for wanted, days, minutes in steps:
        walk.now += timedelta(days=days, minutes=minutes)
        name = walk.named(wanted)
        before, past = walk.get(), walk.events()
        refused = walk.attempt(name)
        after, events = walk.get(), walk.events()
        if refused is not None:
            assert isinstance(refused, ComplaintStepError | ValueRefusedError)
            assert (after, events) == (before, past)
        else:
            assert_stepped(name, before, after, past, events)
            # What was overrun stays so.
            assert after.overran >= before.overran
        assert_row_is_its_events(walk, after, events)
        assert_clock(walk, after, events)


def assert_stepped(
    name: str, before: Complaint, after: Complaint, past: tuple[Event, ...], events: tuple[Event, ...]
) -> None:
    step = STEPS[name]
    assert before.state in step.sources
    assert after.state == step.lands(before.state)
    assert after.version == before.version + 1 == events[-1].version
    assert events[:-1] == past
    event = events[-1]
    assert (event.kind, event.from_state, event.to_state) == (step.kind, before.state, after.state)
    assert event.at >= past[-1].at


def assert_row_is_its_events(walk: Case, after: Complaint, events: tuple[Event, ...]) -> None:
    """Replaying the events gives the row."""
    assert [event.version for event in events] == list(range(1, after.version + 1))
    assert events[-1].to_state == after.state
    replayed = facts(count(events, rules_of(after.region)))
    columns = [table.c[name] for name in replayed]
    row = walk.database.run_read(lambda s: s.execute(select(*columns).where(table.c.id == after.id)).one())
    assert dict(zip(replayed, row, strict=True)) == replayed
    assert (after.decided_at is None) == (row.decided_day is None)
    assert (after.closed_at is not None) == (after.state in ("closed", "withdrawn", "refused"))
    assert after.reopened == sum(event.kind == "reopen" for event in events)
    assert after.compensation == (sum(e.kind == "settle" for e in events) * Decimal("12.34") or None)


def assert_clock(walk: Case, after: Complaint, events: tuple[Event, ...]) -> None:
    today = max(walk.now, after.updated_at).date() + timedelta(days=1)
    clocks = [complaints.clock_of(after, events, today + timedelta(days=n)) for n in (0, 1, 10)]
    for clock in clocks:
        assert clock.used_days >= 0
        assert clock.due_on is None or clock.due_on >= clock.starts_on
        assert clock.days_left is None or clock.days_left == clock.limit_days - clock.used_days
        assert (clock.finished_on is None) == (after.state in OPEN_COMPLAINTS)
        if clock.rule != "none":
            assert clock.overdue == (clock.used_days > clock.limit_days)
    first, second, tenth = clocks
    assert 0 <= second.used_days - first.used_days <= 1
    still = first.paused or first.finished_on is not None or first.rule == "none"
    assert tenth.used_days - first.used_days == (0 if still else 10)
    assert_pauses_never_lengthen(after, events, today)


def assert_pauses_never_lengthen(after: Complaint, events: tuple[Event, ...], today: date) -> None:
    clock = complaints.clock_of(after, events, today)
    end = clock.finished_on or today
    assert clock.used_days <= max((end - clock.starts_on).days, 0)


@BOUNDED
@given(
    start=st.dates(date(2020, 3, 1), date(2032, 12, 31)),
    first=st.integers(0, 14),
    length=st.integers(0, 60),
    after=st.integers(0, 30),
)
def test_a_pause_moves_the_last_day_by_its_own_length(
    start: date, first: int, length: int, after: int
) -> None:
    begins, ends = start + timedelta(days=first), start + timedelta(days=first + length)
    paused = [[start, "accept"], [begins, "start_mediation"], [ends, "end_mediation"]]
    today = ends + timedelta(days=after)
    with_pause = of(history({"received": start, "events": paused}), today)
    without = of(history({"received": start, "events": paused[:1]}), today)
    assert with_pause.used_days == without.used_days - length
    assert with_pause.due_on is not None
    assert without.due_on is not None
    assert with_pause.due_on - without.due_on == timedelta(days=length)


def of(events: list[Event], today: date) -> Clock:
    return clock_by(rules_of("CN"), events, today)


@given(
    st.text(receipt.ALPHABET, min_size=8, max_size=8), st.integers(0, 8), st.sampled_from(receipt.ALPHABET)
)
@settings(deadline=None, database=None)
def test_one_wrong_character_of_a_receipt_is_noticed(body: str, place: int, wrong: str) -> None:
    plain = body + receipt.check_character(body)
    spoiled = plain[:place] + wrong + plain[place + 1 :]
    assert (receipt.check_character(spoiled[:-1]) == spoiled[-1]) == (spoiled == plain)


@given(st.text(receipt.ALPHABET, min_size=8, max_size=8), st.integers(0, 7))
@settings(deadline=None, database=None)
def test_two_characters_exchanged_are_noticed(body: str, place: int) -> None:
    plain = body + receipt.check_character(body)
    spoiled = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert (receipt.check_character(spoiled[:-1]) == spoiled[-1]) == (spoiled == plain)
