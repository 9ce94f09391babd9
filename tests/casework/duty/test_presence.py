"""Who is there: signs of life, what somebody says of themselves, how many they can carry."""

import pytest

from casework.audit import service as audit
from casework.duty import service
from casework.errors import NotAllowedError, NotFoundError, ValueRefusedError
from casework.staff import service as staff
from tests.casework.duty.conftest import CAPACITY, Desk, later


def test_after_ninety_seconds_without_a_sign_of_life_somebody_is_absent(desk: Desk) -> None:
    lin = desk.hire("lin")
    assert [desk.colleague(lin, m).standing for m in (0, 1.5, 1.6)] == ["available", "available", "absent"]
    desk.beat(lin, 2)
    assert desk.colleague(lin, 3).standing == "available"


def test_a_sign_of_life_is_written_at_most_every_thirty_seconds(desk: Desk) -> None:
    lin = desk.hire("lin", here=False)
    due = [desk.database.run_read(lambda s: service.needs_beat(service.presence(s, lin.id), later(0)))]
    desk.beat(lin)
    due += [
        desk.database.run_read(lambda s, at=at: service.needs_beat(service.presence(s, lin.id), later(at)))  # type: ignore[misc]
        for at in (0, 0.4, 0.5)
    ]
    assert due == [True, False, False, True]


def test_what_somebody_says_of_themselves_holds_while_they_are_there_and_is_on_record(desk: Desk) -> None:
    lin = desk.hire("lin")
    for state in ("busy", "busy", "away"):
        desk.write(lambda s, state=state: service.set_state(s, lin, state, later(1)))
        assert desk.colleague(lin, 1).standing == state
    assert desk.colleague(lin, 3).standing == "absent"
    records = desk.database.run_read(lambda s: audit.search(s, action="duty.state"))
    assert [(r.before, r.after) for r in records] == [
        ({"state": "busy"}, {"state": "away"}),
        ({"state": "available"}, {"state": "busy"}),
    ]
    with pytest.raises(ValueRefusedError):
        desk.write(lambda s: service.set_state(s, lin, "asleep", later(1)))  # type: ignore[arg-type]


def test_signing_in_makes_available(desk: Desk) -> None:
    lin = desk.hire("lin")
    desk.write(lambda s: service.set_state(s, lin, "away", later(1)))
    desk.write(lambda s: service.arrive(s, lin.id, later(60)))
    assert desk.colleague(lin, 60).standing == "available"


def test_an_account_may_have_its_own_capacity(desk: Desk) -> None:
    lin = desk.hire("lin")
    assert desk.colleague(lin).capacity == CAPACITY
    desk.write(lambda s: service.set_capacity(s, desk.boss, lin.id, 7, later(0)))
    assert desk.colleague(lin).capacity == 7
    desk.write(lambda s: service.set_capacity(s, desk.boss, lin.id, None, later(0)))
    assert desk.colleague(lin).capacity == CAPACITY
    assert len(desk.database.run_read(lambda s: audit.search(s, action="duty.capacity"))) == 2
    for number in (0, 51):
        with pytest.raises(ValueRefusedError):
            desk.write(lambda s, n=number: service.set_capacity(s, desk.boss, lin.id, n, later(0)))
    with pytest.raises(NotAllowedError):
        desk.write(lambda s: service.set_capacity(s, lin, lin.id, 9, later(0)))
    with pytest.raises(NotFoundError):
        desk.write(lambda s: service.set_capacity(s, desk.boss, "nobody", 9, later(0)))


def test_the_roster_has_those_who_handle_conversations(desk: Desk) -> None:
    lin = desk.hire("lin")
    desk.hire("wang", "auditor")
    desk.hire("mei", "editor")
    gone = desk.hire("chen")
    desk.write(lambda s: staff.disable(s, desk.boss, gone.id, "离职", later(0)))
    found = desk.database.run_read(lambda s: service.roster(s, later(0), CAPACITY))
    assert [one.name for one in found] == ["boss", "lin"]
    desk.take(desk.customer(), lin)
    assert (desk.colleague(lin).held, desk.colleague(lin).room) == (1, 1)


def test_on_duty_are_those_who_are_there_and_not_away(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    desk.write(lambda s: service.set_state(s, lin, "busy", later(0)))
    desk.write(lambda s: service.set_state(s, chen, "away", later(0)))
    count = [desk.database.run_read(lambda s, m=m: service.on_duty(s, later(m))) for m in (0, 2)]  # type: ignore[misc]
    assert count == [2, 0]
