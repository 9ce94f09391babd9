"""Unusual look-ups are flagged to the auditor, once, and what they say of them is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.refusals import ACTION
from casework.audit.types import SYSTEM, Actor
from casework.complaints import service as complaints
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.types import NewComplaint
from casework.db import Database
from casework.errors import NotAllowedError, TransitionError, ValueRefusedError
from casework.handoffs import service as handoffs
from casework.hours.service import parse
from casework.staff import service as staff
from casework.statuses import Role
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from casework.watch import rules, service
from casework.watch.types import Flag
from tests.casework.talk import NOW, Talk

# Sunday 10:00 in Shanghai.
ALWAYS, WEEK = parse("always"), parse("mon-fri 09:00-18:00")
CIPHER = Cipher(b"k" * 32)


class Watch:
    """Staff who look at things; the watch looks at them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.lin, self.auditor = self.hire("lin"), self.hire("shen", "auditor")

    def hire(self, name: str, role: Role = "agent") -> Actor:
        made = self.database.run_write(lambda s: staff.add(s, SYSTEM, name, role, "-", NOW))
        return made.actor()

    def act(self, action: str, kind: str, id_: str, at: datetime = NOW, after: Any = None) -> None:
        self.database.run_write(lambda s: audit.record(s, self.lin, action, kind, id_, at, after=after))

    def views(self, talk: Talk, at: datetime = NOW) -> None:
        self.act("conversation.viewed", "conversation", talk.id, at)

    def reveals(self, count: int, every: float = 1, at: datetime = NOW) -> None:
        for number in range(count):
            when = at + timedelta(minutes=every * number)
            self.act("complaint.revealed", "complaint", str(1_000_000 + number), when)

    def look(self, now: datetime = NOW, hours: Any = ALWAYS) -> tuple[Flag, ...]:
        hits = self.database.run_read(lambda s: service.find(s, now - service.OVERLAP, now, hours))
        return self.database.run_write(lambda s: service.note(s, hits, now))

    def flagged(self, now: datetime = NOW, hours: Any = ALWAYS) -> list[str]:
        return [flag.rule for flag in self.look(now, hours)]

    def review(self, flag: Flag, state: Any, reason: str = "已与本人核实", by: Actor | None = None) -> Flag:
        actor = by or self.auditor
        return self.database.run_write(lambda s: service.review(s, actor, flag.id, state, reason, NOW))


@pytest.fixture
def watch(database: Database) -> Watch:
    return Watch(database)


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


def rule(name: str) -> rules.Rule:
    return next(one for one in rules.load() if one.rule == name)


def test_many_reveals_in_a_short_time_are_flagged_once(watch: Watch) -> None:
    least = rule("many_reveals").least
    watch.reveals(least - 1)
    assert watch.flagged(later(hours=1)) == []
    watch.act("value.revealed", "personal_value", "t", later(minutes=20), {"conversation_id": "c"})
    [flag] = watch.look(later(hours=1))
    assert (flag.rule, flag.staff_id, len(flag.evidence)) == ("many_reveals", watch.lin.id, least)
    assert (flag.first_at, flag.last_at) == (NOW, later(minutes=20))
    assert watch.flagged(later(hours=1)) == []


def test_the_same_number_over_a_day_is_work(watch: Watch) -> None:
    watch.reveals(20, every=10)
    assert watch.flagged(later(hours=5)) == []


def test_one_object_opened_often_is_one(watch: Watch) -> None:
    for minute in range(20):
        watch.act("complaint.revealed", "complaint", "7", later(minutes=minute))
    assert watch.flagged(later(hours=1)) == []


def test_a_window_over_midnight_counts_for_the_new_day(watch: Watch) -> None:
    midnight = later(hours=14)
    watch.reveals(12, every=4, at=midnight - timedelta(minutes=20))
    [flag] = watch.look(midnight + timedelta(hours=1))
    assert flag.day == NOW.date().toordinal() + 1
    assert flag.first_at >= midnight


def test_transcripts_nobody_was_to_read_are_flagged(watch: Watch, database: Database) -> None:
    talks = [Talk(database) for _ in range(rule("many_transcripts").least)]
    for talk in talks:
        talk.write(handoffs.request, "customer", None, NOW)
        watch.views(talk)
    assert watch.flagged() == [], "who waits in the queue is to be read"
    for talk in [Talk(database) for _ in range(rule("many_transcripts").least)]:
        watch.views(talk)
    assert watch.flagged() == ["many_transcripts"]


def test_leafing_through_what_everybody_said_is_flagged(watch: Watch) -> None:
    for number in range(29):
        watch.act("search.words", "search", "desk", later(minutes=number))
    assert watch.flagged(later(hours=1)) == []
    watch.act("search.words", "search", "desk", later(minutes=29))
    assert watch.flagged(later(hours=1)) == ["many_searches"]


def test_asking_of_many_numbers_is_flagged_and_the_same_one_again_is_work(watch: Watch) -> None:
    for number in range(40):
        told = {"print": f"{number % 19:016x}", "complaints": []}
        watch.act("search.entry", "search", "entry", later(minutes=number), told)
    assert watch.flagged(later(hours=1)) == []
    watch.act("search.entry", "search", "entry", later(minutes=40), {"print": "f" * 16})
    assert watch.flagged(later(hours=1)) == ["many_numbers"]


def test_who_goes_on_trying_what_they_may_not_is_flagged(watch: Watch) -> None:
    for number in range(2):
        watch.act(ACTION, "route", "POST /desk/people", later(minutes=number), {"kind": "role", "count": 1})
    assert watch.flagged(later(hours=1)) == []
    watch.act(ACTION, "route", "POST /desk/people", later(minutes=11), {"kind": "role", "count": 80})
    assert watch.flagged(later(hours=1)) == ["many_refused"]


def test_reveals_out_of_hours_are_flagged_when_there_are_hours(watch: Watch) -> None:
    watch.reveals(1)
    assert watch.flagged() == []
    assert watch.flagged(hours=WEEK) == ["out_of_hours"]
    monday = later(days=1, hours=8, minutes=30)  # 18:30, within the hour of grace
    watch.reveals(1, at=monday)
    assert watch.flagged(monday, WEEK) == []


def test_customers_of_ones_own_family_name_are_flagged(watch: Watch, database: Database) -> None:
    boss, talk = watch.hire("boss", "supervisor"), Talk(database)
    database.run_write(lambda s: vault.keep(s, CIPHER, talk.id, "name", "林小明", "林**", NOW))
    watch.views(talk)
    assert watch.flagged() == [], "no family name is known"
    database.run_write(lambda s: staff.set_family_name(s, boss, watch.lin.id, "林", NOW))
    assert watch.flagged() == ["own_name"]


def test_who_works_on_it_may_share_the_name(watch: Watch, database: Database) -> None:
    boss, talk = watch.hire("boss", "supervisor"), Talk(database)
    database.run_write(lambda s: vault.keep(s, CIPHER, talk.id, "name", "陳大文", "陳**", NOW))
    database.run_write(lambda s: staff.set_family_name(s, boss, watch.lin.id, "陈", NOW))
    talk.write(handoffs.request, "customer", None, NOW)
    talk.write(handoffs.take, watch.lin.id, NOW)
    watch.views(talk)
    assert watch.flagged() == []


def test_a_complaint_of_ones_own_name_in_the_other_script(watch: Watch, database: Database) -> None:
    boss = watch.hire("boss", "supervisor")
    database.run_write(lambda s: staff.set_family_name(s, boss, watch.lin.id, "陈", NOW))
    made = database.run_write(lambda s: complaints.file(s, CIPHER, complaint("陳大文"), customer("web"), NOW))
    watch.act("complaint.viewed", "complaint", str(made.complaint.id))
    [flag] = watch.look()
    assert flag.rule == "own_name"


def test_reading_after_the_end_is_flagged(watch: Watch, database: Database) -> None:
    talks = [Talk(database) for _ in range(rule("after_end").least)]
    for talk in talks:
        talk.write(handoffs.request, "customer", None, NOW)
        talk.write(handoffs.leave, NOW)
        watch.views(talk, later(days=6))
        watch.views(talk, later(days=8))
    assert watch.flagged(later(days=6)) == []
    [flag] = watch.look(later(days=8))
    assert (flag.rule, len(flag.evidence)) == ("after_end", 3)


def test_what_is_explained_is_flagged_again_only_for_later_acts(watch: Watch) -> None:
    watch.reveals(10)
    [flag] = watch.look(later(hours=1))
    watch.reveals(11)
    assert watch.look(later(hours=1)) == (), "an open flag grows"
    grown = watch.database.run_read(lambda s: service.get(s, flag.id))
    assert len(grown.evidence) == 21
    watch.review(flag, "explained")
    assert watch.look(later(hours=2)) == ()
    watch.reveals(1, at=later(minutes=11))
    [second] = watch.look(later(hours=2))
    assert (second.id != flag.id, len(second.evidence)) == (True, 1)


def test_a_review_is_an_auditors_and_has_a_reason(watch: Watch) -> None:
    watch.reveals(10)
    [flag] = watch.look(later(hours=1))
    for nobody in (watch.lin, watch.hire("boss", "supervisor")):
        with pytest.raises(NotAllowedError):
            watch.review(flag, "explained", by=nobody)
    for state, reason in (("explained", "。。。"), ("open", "已与本人核实"), ("gone", "已与本人核实")):
        with pytest.raises(ValueRefusedError):
            watch.review(flag, state, reason)
    handed = watch.review(flag, "escalated", "交内审部门")
    assert (handed.state, handed.reason, handed.reviewed_by) == ("escalated", "交内审部门", watch.auditor.id)
    with pytest.raises(TransitionError):
        watch.review(flag, "escalated")
    watch.review(flag, "explained")
    with pytest.raises(TransitionError):
        watch.review(flag, "escalated")
    found = watch.database.run_read(lambda s: audit.search(s, object_type="watch"))
    assert [one.action for one in found] == ["watch.explained", "watch.escalated", "watch.raised"]
    assert watch.database.run_read(lambda s: service.worklist(s)) == ()
    assert len(watch.database.run_read(lambda s: service.worklist(s, state="explained"))) == 1


def test_nobody_explains_what_they_did_themselves(watch: Watch, database: Database) -> None:
    watch.hire("boss", "supervisor")
    watch.reveals(10)
    [flag] = watch.look(later(hours=1))
    database.run_write(lambda s: staff.set_role(s, SYSTEM, watch.lin.id, "auditor", NOW))
    changed = database.run_read(lambda s: staff.get(s, watch.lin.id)).actor()
    with pytest.raises(NotAllowedError):
        watch.review(flag, "explained", by=changed)


def test_the_systems_own_work_is_not_watched(watch: Watch, database: Database) -> None:
    def work(session: Session) -> None:
        for number in range(20):
            audit.record(session, SYSTEM, "complaint.revealed", "complaint", str(number), NOW)

    database.run_write(work)
    assert watch.flagged() == []


def complaint(name: str) -> NewComplaint:
    parties = (NewParty("complainant", Contact(name, "13800138000")),)
    return NewComplaint(
        door="web", script="zh-Hant-HK", region="HK", story="年費多收了", wish="退年費", business="credit",
        cause="fee", channel="app", sure=0.6, parties=parties,
    )  # fmt: skip
