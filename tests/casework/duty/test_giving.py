"""Who gets a conversation: exactly one, with room, who is there; also when many want at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.audit import service as audit
from casework.db import Database
from casework.duty import giving, returning, service
from casework.errors import (
    CaseworkError,
    NotAllowedError,
    NotFreeError,
    NotOwnerError,
    TransitionError,
    ValueRefusedError,
)
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.notes import service as notes
from casework.staff import service as staff
from tests.casework.duty.conftest import CAPACITY, Desk, later
from tests.casework.talk import NOW, Talk


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotFreeError) as found:
        act()
    return found.value.why


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each did, or why it could not, all started together."""

    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        except CaseworkError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def test_beyond_the_capacity_an_agent_takes_no_more_and_a_supervisor_may(desk: Desk) -> None:
    lin = desk.hire("lin")
    for talk in (desk.customer(), desk.customer()):
        desk.take(talk, lin)
    third = desk.customer()
    with pytest.raises(NotFreeError) as found:
        desk.take(third, lin)
    assert (found.value.why, found.value.held, found.value.capacity) == ("own_full", 2, 2)
    assert third.owner() == "queue"
    for talk in (third, desk.customer(), desk.customer()):
        desk.take(talk, desk.boss)
    assert desk.held(desk.boss) == 3


def test_what_is_theirs_already_they_may_take_again_when_full(desk: Desk) -> None:
    lin = desk.hire("lin")
    first, second = desk.customer(), desk.customer()
    desk.take(first, lin)
    desk.take(second, lin)
    assert not desk.take(first, lin).changed


def test_taking_over_from_the_bot_counts_too(desk: Desk) -> None:
    lin = desk.hire("lin")
    for _ in range(CAPACITY):
        assert desk.take(Talk(desk.database), lin).owner == "agent"
    assert refused(lambda: desk.take(Talk(desk.database), lin)) == "own_full"


def test_of_many_who_take_at_the_same_instant_one_has_it_and_all_others_are_told(desk: Desk) -> None:
    agents = [desk.hire(f"agent{n}") for n in range(6)]
    for _ in range(3):
        talk = desk.customer()
        found = at_once([lambda one=one, talk=talk: desk.take(talk, one) for one in agents])  # type: ignore[misc]
        lost = [one for one in found if isinstance(one, Exception)]
        assert len(lost) == 5
        assert all(isinstance(one, TransitionError) for one in lost)
        moves = [e for e in talk.read(events.after) if (e.payload or {}).get("step") == "take"]
        assert [e.payload["agent_id"] for e in moves if e.payload] == [desk.agent_of(talk)]
        giver = next(one for one in agents if one.id == desk.agent_of(talk))
        talk.write(giving.put_back, giver, "下班", NOW)


def test_one_agent_who_takes_many_at_once_gets_no_more_than_they_can_carry(desk: Desk) -> None:
    lin = desk.hire("lin")
    talks = [desk.customer() for _ in range(6)]
    found = at_once([lambda talk=talk: desk.take(talk, lin) for talk in talks])  # type: ignore[misc]
    assert [type(one) for one in found].count(NotFreeError) == 4
    assert desk.held(lin) == CAPACITY


def test_many_who_give_to_one_at_once_do_not_overload_them(desk: Desk) -> None:
    lin, bosses = desk.hire("lin"), [desk.hire(f"boss{n}", "supervisor") for n in range(4)]
    talks = [desk.customer() for _ in bosses]
    acts = [
        lambda talk=talk, by=by: desk.assign(talk, lin, by) for talk, by in zip(talks, bosses, strict=True)
    ]  # type: ignore[misc]
    found = at_once(acts)
    assert [type(one) for one in found].count(NotFreeError) == 2
    assert desk.held(lin) == CAPACITY


def test_taken_passed_on_and_signed_out_at_once_somebody_has_it_or_it_waits(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    for turn in range(4):
        talk = desk.customer()
        desk.beat(lin)
        desk.beat(chen)
        desk.take(talk, lin)
        at_once([
            lambda talk=talk: desk.assign(talk, chen, lin),  # type: ignore[misc]
            lambda: desk.write(lambda s: returning.leave(s, lin.id, NOW)),
            lambda talk=talk: desk.assign(talk, desk.boss, desk.boss),  # type: ignore[misc]
            lambda: desk.write(lambda s: returning.leave(s, chen.id, NOW)),
        ])  # fmt: skip
        assert (talk.owner(), desk.agent_of(talk)) in [("queue", None), ("agent", desk.boss.id)], turn
        if talk.owner() == "agent":
            talk.write(giving.put_back, desk.boss, "放回", NOW)


def test_passing_on_is_noted_for_colleagues_and_on_record(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    talk = desk.customer()
    desk.take(talk, lin)
    given = desk.assign(talk, chen, lin, 1, "懂贷款，卡号6222020200112233445")
    assert (given, talk.read(handoffs.open_one).taken_by, desk.agent_of(talk)) == ("passed", chen.id, chen.id)
    [note] = talk.read(notes.of_conversation)
    assert (note.kind, note.staff_id, note.to_id) == ("passed", lin.id, chen.id)
    assert "懂贷款" in note.text
    assert "6222020200112233445" not in note.text
    [found] = desk.database.run_read(lambda s: audit.search(s, action="conversation.passed"))
    assert (found.actor_name, found.object_id, found.reason) == ("lin", talk.id, note.text)
    assert (found.before, found.after) == (
        {"owner": "agent", "agent_id": lin.id},
        {"owner": "agent", "agent_id": chen.id},
    )
    step = [e.payload for e in talk.read(events.after) if e.type == "owner_changed"][-1]
    assert step
    assert (step["step"], step["from_id"], step["agent_id"], step["by_id"]) == (
        "pass_on",
        lin.id,
        chen.id,
        lin.id,
    )
    assert desk.assign(talk, chen, chen) is None


def test_a_supervisor_gives_what_waits_and_what_others_have(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    talk = desk.customer()
    with pytest.raises(NotOwnerError):
        desk.assign(talk, chen, lin)
    desk.assign(talk, lin, desk.boss)
    assert desk.agent_of(talk) == lin.id
    with pytest.raises(NotOwnerError):
        desk.assign(talk, chen, chen)
    desk.assign(talk, desk.boss, desk.boss)
    assert desk.agent_of(talk) == desk.boss.id
    assert [n.kind for n in talk.read(notes.of_conversation)] == ["assigned", "passed"]


def test_nothing_is_given_to_somebody_who_cannot_take_it(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    absent, away, busy, full, gone = (desk.hire(name) for name in ("absent", "away", "busy", "full", "gone"))
    editor = desk.hire("editor", "editor")
    for one in (lin, away, busy, full, gone, editor):
        desk.beat(one, 5)
    desk.write(lambda s: service.set_state(s, away, "away", later(5)))
    desk.write(lambda s: service.set_state(s, busy, "busy", later(5)))
    for _ in range(CAPACITY):
        desk.take(desk.customer(), full, 5)
    desk.write(lambda s: staff.disable(s, desk.boss, gone.id, "离职", later(5)))
    why = [refused(lambda to=to: desk.assign(talk, to, lin, 5)) for to in (absent, away, full, gone, editor)]  # type: ignore[misc]
    assert why == ["absent", "away", "full", "disabled", "disabled"]
    assert (desk.agent_of(talk), talk.read(notes.of_conversation)) == (lin.id, ())
    desk.assign(talk, busy, lin, 5)
    assert desk.agent_of(talk) == busy.id


def test_the_bot_s_conversations_are_taken_not_given(desk: Desk, database: Database) -> None:
    with pytest.raises(TransitionError):
        desk.assign(Talk(database), desk.hire("lin"), desk.boss)


@pytest.mark.parametrize("reason", ["", " ", "。。", "字" * 201])
def test_giving_away_needs_a_reason(desk: Desk, reason: str) -> None:
    lin, chen, talk = desk.hire("lin"), desk.hire("chen"), desk.customer()
    desk.take(talk, lin)
    with pytest.raises(ValueRefusedError):
        desk.assign(talk, chen, lin, reason=reason)
    with pytest.raises(ValueRefusedError):
        talk.write(giving.put_back, lin, reason, NOW)
    assert desk.agent_of(talk) == lin.id


def test_put_back_the_customer_keeps_the_time_they_waited(desk: Desk) -> None:
    lin, talk, other = desk.hire("lin"), desk.customer(), desk.customer(1)
    desk.take(talk, lin, 2)
    with pytest.raises(NotOwnerError):
        talk.write(giving.put_back, desk.boss, "客户要求", later(3))
    assert talk.write(giving.put_back, lin, "下班", later(3)).position == 1
    assert other.owner() == "queue"
    [note] = talk.read(notes.of_conversation)
    assert (note.kind, note.staff_id, note.text) == ("put_back", lin.id, "下班")


def test_who_may_not_handle_conversations_takes_none(desk: Desk) -> None:
    auditor = desk.hire("wang", "auditor")
    with pytest.raises(NotAllowedError):
        desk.take(desk.customer(), auditor)
