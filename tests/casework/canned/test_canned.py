"""Ready replies: whose they are, who may change them, who was second, and how often they are sent."""

from typing import Any

import pytest

from casework.audit import service as audit
from casework.audit.types import SYSTEM, Actor
from casework.canned import service as canned
from casework.canned.types import Uses, Wording
from casework.db import Database
from casework.errors import NotAllowedError, NotFoundError, StaleError, ValueRefusedError
from casework.staff import service as staff
from tests.casework.talk import NOW

HELLO = Wording("开场", "您好，我来帮您。", "您好 kc")


class Desk:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.lin, self.chen = self.hire("lin"), self.hire("chen")
        self.boss = self.hire("boss", "supervisor")

    def hire(self, name: str, role: Any = "agent") -> Actor:
        return self.database.run_write(lambda s: staff.add(s, SYSTEM, name, role, "-", NOW)).actor()

    def do(self, call: Any, *args: Any) -> Any:
        return self.database.run_write(lambda s: call(s, *args, NOW))

    def usable(self, who: Actor) -> list[str]:
        return [one.title for one in self.database.run_read(lambda s: canned.usable(s, who.id))]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_ones_own_is_seen_by_nobody_else_and_everybodys_by_all(desk: Desk) -> None:
    mine = desk.do(canned.add, HELLO, desk.lin)
    desk.do(canned.approve, desk.do(canned.add, BYE, desk.chen).id, 1, desk.boss)
    assert desk.usable(desk.lin) == ["开场", "结束"]
    assert desk.usable(desk.chen) == ["结束"]
    for call, rest in ((canned.change, (HELLO,)), (canned.retire, ())):
        with pytest.raises(NotFoundError):
            desk.do(call, mine.id, 1, *rest, desk.chen)


BYE = Wording("结束", "再见。", shared=True)


def test_everybodys_need_a_second_person_who_supervises(desk: Desk) -> None:
    for author, approver in ((desk.lin, desk.boss), (desk.boss, desk.hire("chief", "supervisor"))):
        made = desk.do(canned.add, BYE, author)
        assert made.pending
        assert desk.usable(desk.lin) == desk.usable(author) == []
        for nobody in {author, desk.lin, desk.chen}:
            with pytest.raises(NotAllowedError):
                desk.do(canned.approve, made.id, 1, nobody)
        approved = desk.do(canned.approve, made.id, 1, approver)
        assert (approved.pending, approved.approved_by) == (False, approver.id)
        assert desk.usable(desk.chen) == ["结束"]
        with pytest.raises(NotAllowedError):
            desk.do(canned.retire, made.id, 2, desk.lin)
        desk.do(canned.retire, made.id, 2, desk.boss)
    for role in ("auditor", "editor"):
        with pytest.raises(NotAllowedError):
            desk.do(canned.add, HELLO, Actor("x", "x", role))  # type: ignore[arg-type]
    found = desk.database.run_read(lambda s: audit.search(s, action="canned.approved"))
    assert {(one.actor_name, (one.before or {})["author_id"]) for one in found} == {
        ("boss", desk.lin.id),
        ("chief", desk.boss.id),
    }


def test_a_change_to_everybodys_is_a_proposal_and_the_old_one_stays_until_it_is_approved(desk: Desk) -> None:
    chief = desk.hire("chief", "supervisor")
    old = desk.do(canned.approve, desk.do(canned.add, BYE, desk.lin).id, 1, desk.boss)
    desk.do(canned.count_use, desk.lin.id, old.key)
    with pytest.raises(NotAllowedError):
        desk.do(canned.change, old.id, 2, BYE, desk.lin)
    wanted = desk.do(canned.change, old.id, 2, Wording("结束二", "慢走。"), desk.boss)
    assert (wanted.replaces_id, desk.usable(desk.lin)) == (old.id, ["结束"])
    # Who puts the last hand to it does not approve it.
    wanted = desk.do(canned.change, wanted.id, 1, Wording("结束三", "慢走。"), chief)
    with pytest.raises(NotAllowedError):
        desk.do(canned.approve, wanted.id, 2, chief)
    with pytest.raises(StaleError):
        desk.do(canned.approve, wanted.id, 1, desk.boss)
    approved = desk.do(canned.approve, wanted.id, 2, desk.boss)
    assert desk.usable(desk.lin) == ["结束三"]
    assert desk.database.run_read(lambda s: canned.uses(s, desk.lin.id)) == {approved.key: Uses(1, 1)}


def test_who_proposed_may_write_it_anew_or_take_it_back(desk: Desk) -> None:
    made = desk.do(canned.add, BYE, desk.lin)
    with pytest.raises(NotAllowedError):
        desk.do(canned.change, made.id, 1, BYE, desk.chen)
    desk.do(canned.change, made.id, 1, Wording("结束二", "慢走。"), desk.lin)
    desk.do(canned.retire, made.id, 2, desk.lin)
    assert desk.database.run_read(lambda s: canned.shelf(s, desk.lin.id)) == ()


def test_who_is_second_is_told(desk: Desk) -> None:
    made = desk.do(canned.add, HELLO, desk.lin)
    changed = desk.do(canned.change, made.id, 1, Wording("开场二", "您好。"), desk.lin)
    assert (changed.title, changed.text, changed.tags, changed.version) == ("开场二", "您好。", "", 2)
    with pytest.raises(StaleError):
        desk.do(canned.change, made.id, 1, HELLO, desk.lin)
    desk.do(canned.retire, made.id, 2, desk.lin)
    assert desk.usable(desk.lin) == []
    with pytest.raises(NotFoundError):
        desk.do(canned.retire, made.id, 3, desk.lin)


def test_every_change_is_on_record(desk: Desk) -> None:
    made = desk.do(canned.add, HELLO, desk.lin)
    desk.do(canned.change, made.id, 1, Wording("开场", "您好。"), desk.lin)
    desk.do(canned.retire, made.id, 2, desk.lin)
    found = desk.database.run_read(lambda s: audit.search(s, object_type="canned"))
    assert sorted(one.action for one in found) == ["canned.added", "canned.changed", "canned.retired"]
    changed = next(one for one in found if one.action == "canned.changed")
    assert (changed.actor_name, changed.object_id) == ("lin", str(made.id))
    assert changed.before
    assert changed.before["text"] == HELLO.text
    assert changed.after
    assert changed.after["text"] == "您好。"


@pytest.mark.parametrize(
    "wanted",
    [
        Wording("", "好"), Wording("\u200b", "好"), Wording("开", ""), Wording("开", "\u200b"),
        Wording("字" * 41, "好"), Wording("开", "字" * 501), Wording("开", "好", "字" * 101),
    ],
)  # fmt: skip
def test_empty_and_too_long_ones_are_refused(desk: Desk, wanted: Wording) -> None:
    with pytest.raises(ValueRefusedError):
        desk.do(canned.add, wanted, desk.lin)
    assert desk.usable(desk.lin) == []


def test_nobody_has_more_than_a_hundred(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canned, "MOST", 2)
    for number in range(2):
        desk.do(canned.add, Wording(f"第{number}", "好"), desk.lin)
    with pytest.raises(ValueRefusedError):
        desk.do(canned.add, HELLO, desk.lin)
    desk.do(canned.add, HELLO, desk.chen)


def test_uses_are_counted_for_each_and_for_all(desk: Desk) -> None:
    for who in (desk.lin, desk.lin, desk.chen):
        desk.do(canned.count_use, who.id, "hello")
    desk.do(canned.count_use, desk.chen.id, "own-1")
    assert desk.database.run_read(lambda s: canned.uses(s, desk.lin.id)) == {
        "hello": Uses(2, 3),
        "own-1": Uses(0, 1),
    }
    with pytest.raises(ValueRefusedError):
        desk.do(canned.count_use, desk.lin.id, "x" * 65)
