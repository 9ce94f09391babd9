"""The clock agrees with examples reckoned by hand, each with its article; and with itself in SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.complaints import rules
from casework.complaints.calendar import ZONE
from casework.complaints.clock import clock_by, rules_of
from casework.complaints.counting import Rules
from casework.complaints.steps import STEPS
from casework.complaints.time_left import Clock
from casework.complaints.types import Event

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("clock_cases.yml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = DATA["cases"]
SEEN: dict[str, Callable[[Clock], Any]] = {
    "due": lambda c: c.due_on,
    "used": lambda c: c.used_days,
    "left": lambda c: c.days_left,
    "overdue": lambda c: c.overdue,
    "paused": lambda c: c.paused,
    "limit": lambda c: c.limit_days,
    "stage": lambda c: c.stage,
    "starts": lambda c: c.starts_on,
    "finished": lambda c: c.finished_on,
    "review_until": lambda c: c.review_until,
    "rule": lambda c: c.rule,
    "shown": lambda c: c.shown,
    "provisional": lambda c: c.provisional,
}
SAID = {"name", "article", "note", "received", "events", "today", "region", "by", "door"}


def moment(said: Any) -> datetime:
    """A day means its noon; a time without zone is Shanghai's."""
    if isinstance(said, datetime):
        return said if said.tzinfo else said.replace(tzinfo=ZONE)
    if isinstance(said, date):
        return datetime(said.year, said.month, said.day, 12, tzinfo=ZONE)
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def history(case: dict[str, Any]) -> list[Event]:
    at = moment(case["received"])
    payload = {"door": case.get("door", "web"), "received_on": at.astimezone(ZONE).date().isoformat()}
    first = Event(1, 1, "filed", at, "customer", None, None, "received", payload, None, version=1)
    found = [first]
    for when, step in case.get("events", []):
        last = found[-1]
        state = STEPS[step].lands(last.to_state)
        found.append(
            replace(
                last,
                id=last.id + 1,
                kind=step,
                at=moment(when),
                from_state=last.to_state,
                to_state=state,
                payload={},
                version=last.version + 1,
            )
        )
    return found


def law(case: dict[str, Any]) -> Rules:
    if "by" not in case:
        return rules_of(case.get("region", "CN"))
    rule = rules.rules()[case["by"]]
    return lambda purpose, on: rule if rule.holds_on(on) else None


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_worked_examples(case: dict[str, Any]) -> None:
    clock = clock_by(law(case), history(case), case["today"])
    wanted = {name: value for name, value in case.items() if name not in SAID}
    assert {name: SEEN[name](clock) for name in wanted} == wanted


def test_there_are_enough_examples_and_each_says_its_article() -> None:
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["article"] for case in CASES} == set(DATA["articles"])
    for case in CASES:
        assert {"due", "used", "overdue", "note"} <= set(case)
        assert set(case) <= SAID | set(SEEN)


@pytest.mark.parametrize("case", [c for c in CASES if "by" not in c], ids=lambda c: c["name"])
def test_the_article_of_an_example_is_that_of_its_rule(case: dict[str, Any]) -> None:
    clock = clock_by(law(case), history(case), case["today"])
    of = {"cn.handling": {"a18", "a15", "a20", "a23", "civil"}, "cn.review": {"a20", "a23"}}
    of |= {"tw.handling": {"tw13"}, "hk.handling": {"hkcop"}, "none": {"a18", "none"}}
    assert case["article"] in of[clock.rule]


def test_every_rule_says_its_article_and_how_sure_it_is() -> None:
    for rule in rules.rules().values():
        assert rule.article
        assert rule.confidence in ("found", "recall-high", "recall-medium")
        assert not (rule.shown and rule.confidence == "recall-medium")


def test_what_lists_count_by_sql_are_natural_days() -> None:
    assert {r.counted for r in rules.rules().values() if r.institution == "bank"} == {"natural"}


def test_rules_of_one_kind_never_overlap() -> None:
    found = list(rules.rules().values())
    for one in found:
        same = [
            r
            for r in found
            if (r.jurisdiction, r.institution, r.purpose) == (one.jurisdiction, one.institution, one.purpose)
        ]
        for day in (date(2019, 1, 1), date(2020, 3, 1), date(2026, 11, 2)):
            assert sum(rule.holds_on(day) for rule in same) <= 1


def test_a_history_without_events_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without events"):
        clock_by(rules_of("CN"), [], date(2026, 3, 2))


def test_a_clock_that_runs_behind_does_not_turn_days_back() -> None:
    events = history({"received": date(2026, 3, 2), "events": [[date(2026, 3, 10), "accept"]]})
    behind = replace(events[1], at=events[0].at - timedelta(days=3))
    clock = clock_by(rules_of("CN"), [events[0], behind], date(2026, 3, 1))
    assert (clock.used_days, clock.due_on) == (0, date(2026, 3, 17))
