"""The work list: oldest first, page by page, what is due by SQL as by the clock; reminders come once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casework.complaints import service as complaints
from casework.complaints.listed import Filter, Page
from casework.complaints.persons import Contact, NewParty
from casework.complaints.types import Complaint
from casework.db import Database
from casework.errors import NotFoundError, ValueRefusedError
from tests.casework.complaints.case import NEW, NOW, Case


def another(case: Case, number: int, **changes: Any) -> Complaint:
    party = NewParty("complainant", Contact(None, f"139{number:08}"))
    new = replace(NEW, parties=(party,), story=f"第{number}件事情。", **changes)
    return case.file(new, case.agent).complaint


def page(case: Case, today: date | None = None, **wanted: Any) -> Page:
    return case.database.run_read(lambda s: complaints.worklist(s, Filter(**wanted), today))


def ids(found: Page) -> list[int]:
    return [complaint.id for complaint in found.items]


def test_oldest_first_across_states_page_by_page(case: Case) -> None:
    made = [another(case, n, received_at=NOW - timedelta(days=n % 4)) for n in range(1, 8)]
    for complaint in made[::2]:
        case.id = complaint.id
        case.take("accept")
    expected = sorted([(c.received_at, c.id) for c in made] + [(NOW, 1)])
    first = page(case, limit=3)
    assert first.more
    found, last = ids(first), first
    while last.more:
        last = page(case, limit=3, before=found[-1])
        found += ids(last)
    assert found == [number for _, number in expected]
    assert ids(page(case, limit=50, newest=True)) == found[::-1]
    assert ids(page(case, limit=2, newest=True, before=found[3])) == [found[2], found[1]]
    assert first.counts["in_progress"] == 4
    assert first.counts["received"] == 4
    assert first.counts["closed"] == 0


def test_filters(case: Case) -> None:
    branch = another(case, 1, branch="南京路支行", door="letter")
    mine = another(case, 2)
    case.id = mine.id
    case.take("assign", staff_id=case.agent.id)
    case.take("transfer", department="信用卡中心", reason="归口处理")
    assert ids(page(case, branch="南京路支行")) == [branch.id] == ids(page(case, door="letter"))
    assert ids(page(case, assignee=case.agent.id)) == [mine.id] == ids(page(case, department="信用卡中心"))
    assert ids(page(case, assignee="none")) == [1, branch.id]
    assert ids(page(case, query="第2件")) == [mine.id]
    assert ids(page(case, query=mine.receipt.lower())) == [mine.id]
    assert ids(page(case, query=mine.receipt.replace("-", "")[:9])) == [mine.id]
    assert ids(page(case, query="100%")) == []
    assert ids(page(case, states=("closed",))) == []


def test_a_filter_that_makes_no_sense_is_refused(case: Case) -> None:
    for wanted in ({"states": ("lost",)}, {"limit": 0}, {"due": "overdue"}):
        with pytest.raises(ValueRefusedError):
            page(case, **wanted)
    with pytest.raises(NotFoundError):
        page(case, before=999)


@pytest.mark.parametrize("days", [0, 11, 12, 15, 16, 40])
def test_what_is_due_is_the_same_by_sql_and_by_the_clock(case: Case, days: int) -> None:
    for number, deeds in enumerate(
        [
            [(0, "accept", {}), (3, "extend_complex", {"reason": "复杂"})],
            [(0, "accept", {}), (5, "start_mediation", {"reason": "调解"})],
            [
                (0, "accept", {}),
                (2, "start_appraisal", {"reason": "送检"}),
                (9, "end_appraisal", {"reason": "完了"}),
            ],
            [(4, "new_facts", {"reason": "新的证据"})],
            [(1, "ask_info", {"text": "请补充"})],
            [
                (0, "accept", {}),
                (1, "answer", {"text": "好", "outcome": "explained"}),
                (9, "request_review", {}),
            ],
        ],
        start=1,
    ):
        case.id, case.now = another(case, number).id, NOW
        for day, step, values in deeds:
            case.now = NOW + timedelta(days=day)
            case.take(step, **values)
        case.now = NOW
    for number, region in enumerate(("TW", "HK", "MO"), start=10):
        another(case, number, region=region)
    today = NOW.date() + timedelta(days=days)
    every = page(case, limit=100).items
    clocks = {}
    for complaint in every:
        case.id = complaint.id
        clocks[complaint.id] = case.clock(today)
    # An event of a later day would make the clock of an earlier one a guess.
    every = tuple(c for c in every if c.updated_at.date() <= today)
    late = {c.id for c in every if clocks[c.id].overdue}
    soon = {c.id for c in every if not clocks[c.id].paused and 0 <= (clocks[c.id].days_left or -9) <= 3}
    soon |= {c.id for c in every if clocks[c.id].days_left == 0 and not clocks[c.id].paused}
    known = {c.id for c in every}
    assert set(ids(page(case, today, due="overdue", limit=100))) & known == late
    assert set(ids(page(case, today, due="soon", limit=100))) & known == soon


def remind(case: Case) -> int:
    return case.database.run_write(lambda s: complaints.remind_due(s, case.now))


def test_reminded_once_for_each_last_day(case: Case) -> None:
    assert remind(case.later(11)) == 0
    assert remind(case.later(1)) == 1
    event = case.events()[-1]
    assert (event.kind, event.actor_type) == ("reminded", "system")
    assert event.payload == {"due_on": "2026-11-17", "days_left": 3}
    assert remind(case.later(1)) == 0
    case.take("accept")
    assert remind(case) == 0
    case.take("extend_complex", reason="案情复杂")
    assert remind(case.later(10)) == 0
    assert remind(case.later(5)) == 1
    assert case.events()[-1].payload == {"due_on": "2026-12-02", "days_left": 2}
    assert case.get().version == 5


def test_reminded_after_the_last_day_when_nobody_looked_before(case: Case) -> None:
    assert remind(case.later(60)) == 1
    assert remind(case) == 0


def test_nobody_is_reminded_of_what_stands_still_or_is_decided(case: Case) -> None:
    case.take("accept")
    case.take("start_mediation", reason="调解")
    assert remind(case.later(60)) == 0
    case.take("close", reason="调解成功", text="双方同意。")
    assert remind(case) == 0


def test_rungs_are_offered_when_they_are_due(case: Case) -> None:
    def offered() -> dict[str, bool]:
        found = complaints.rungs(case.get(), case.events(), case.now.date())
        return {rung.slug: rung.due for rung in found}

    assert offered() == {"mediation": False, "regulator": False, "court": False}
    case.later(16)
    assert offered() == {"remind": True, "mediation": True, "regulator": True, "court": True}
    case.take("answer", text="好", outcome="explained")
    assert offered() == {"review": True, "mediation": True, "regulator": True, "court": True}
    case.later(31)
    assert "review" not in offered()


def test_taiwan_has_sixty_days_for_its_own_way(database: Database) -> None:
    case = Case(database, region="TW")
    case.later(31)
    found = {r.slug: r for r in complaints.rungs(case.get(), case.events(), case.now.date())}
    assert (found["mediation"].from_on, found["mediation"].until_on) == (date(2026, 12, 3), date(2027, 1, 31))
    assert "review" not in found
