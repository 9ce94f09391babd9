"""Conversations whose agent is gone, absent or silent; customers who fell silent; signing out."""

from datetime import timedelta

import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.conversations import service as conversations
from casework.duty import returning
from casework.handoffs import service as handoffs
from casework.notes import service as notes
from casework.staff import service as staff
from tests.casework.duty.conftest import Desk, later
from tests.casework.talk import Talk

IDLE = timedelta(minutes=30)


def returned(desk: Desk, minutes: float, idle: timedelta = IDLE) -> list[str]:
    """Why each that was due went back."""
    found = desk.database.run_read(lambda s: returning.due(s, later(minutes), idle))
    done = [
        desk.write(lambda s, one=one: returning.give_back(s, one.conversation_id, later(minutes), idle))
        for one in found
    ]
    assert done == list(found)
    return [one.why for one in found]


def test_of_an_absent_agent_what_waits_goes_back_after_five_minutes(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin, 1)
    desk.say(talk, "c1", 2)
    assert returned(desk, 5.9) == []
    assert returned(desk, 6) == ["absent"]
    assert talk.owner() == "queue"
    assert [m.state for m in talk.history()] == ["held"]
    [note] = talk.read(notes.of_conversation)
    assert (note.kind, note.staff_id, note.to_id) == ("absent", None, lin.id)
    assert talk.read(handoffs.open_one).waiting_since == later(0)
    assert returned(desk, 7) == []


def test_of_a_silent_agent_who_is_there_after_the_idle_time(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    desk.answer(talk, lin, 1)
    desk.say(talk, "c1", 10)
    desk.say(talk, "c2", 38)
    desk.beat(lin, 40)
    assert returned(desk, 39.9) == []
    assert returned(desk, 40) == ["silent"]
    assert talk.owner() == "queue"


def test_who_took_it_and_says_nothing_at_all_is_silent_too(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin, 5)
    desk.beat(lin, 35)
    assert returned(desk, 34) == []
    assert returned(desk, 35) == ["silent"]


def test_a_silent_customer_who_has_an_answer_goes_back_to_the_bot(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    desk.say(talk, "c1", 1)
    desk.answer(talk, lin, 2)
    # The agent may be gone by then: nobody waits for them.
    assert returned(desk, 31) == []
    assert returned(desk, 32) == ["quiet"]
    assert talk.owner() == "bot"
    assert [n.kind for n in talk.read(notes.of_conversation)] == ["quiet"]
    assert talk.accept("c2").turn


def test_who_is_in_danger_is_not_left_to_the_bot(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    desk.say(talk, "c1", 1)
    number = talk.history()[0].id
    talk.write(alerts.note, number, Finding("paying", "police", "critical", 0.9, "self", (), {}), later(1))
    desk.answer(talk, lin, 2)
    assert returned(desk, 90) == []
    desk.say(talk, "c2", 91)
    assert returned(desk, 91) == ["absent"]


def test_switched_off_only_closed_accounts_lose_their_conversations(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    of_lin, of_chen, answered = desk.customer(), desk.customer(), desk.customer()
    desk.take(of_lin, lin)
    desk.take(of_chen, chen)
    desk.take(answered, chen)
    desk.answer(answered, chen, 1)
    off = timedelta(0)
    assert returned(desk, 600, off) == []
    desk.write(lambda s: staff.disable(s, desk.boss, chen.id, "离职", later(600)))
    desk.write(lambda s: staff.set_role(s, desk.boss, lin.id, "editor", later(600)))
    assert returned(desk, 600, off) == ["gone"] * 3
    assert {talk.owner() for talk in (of_lin, of_chen, answered)} == {"queue"}


def test_who_has_answered_meanwhile_keeps_it(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    desk.say(talk, "c1", 1)
    [due] = desk.database.run_read(lambda s: returning.due(s, later(20), IDLE))
    desk.answer(talk, lin, 20)
    assert talk.write(returning.give_back, later(20), IDLE) is None
    assert due.why == "absent"
    assert desk.agent_of(talk) == lin.id


def test_signing_out_gives_everything_back_at_once(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    talks, other = [desk.customer(), desk.customer()], desk.customer()
    for talk in talks:
        desk.take(talk, lin)
    desk.take(other, chen)
    left = desk.write(lambda s: returning.leave(s, lin.id, later(1)))
    assert sorted(left) == sorted(talk.id for talk in talks)
    assert [talk.owner() for talk in (*talks, other)] == ["queue", "queue", "agent"]
    assert [n.kind for n in talks[0].read(notes.of_conversation)] == ["signed_out"]
    assert desk.colleague(lin, 1).standing == "absent"
    assert desk.database.run_read(lambda s: notes.latest_kinds(s, [t.id for t in (*talks, other)])) == {
        talk.id: "signed_out" for talk in talks
    }


@pytest.mark.parametrize("idle", [3, 30])
def test_a_shorter_idle_time_holds_for_absence_too(desk: Desk, idle: int) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    assert returned(desk, 3, timedelta(minutes=idle)) == (["absent"] if idle == 3 else [])


def test_a_customer_s_deletion_ends_it(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.take(talk, lin)
    talk.write(conversations.delete, later(1))
    assert returned(desk, 60) == []
    assert Talk(desk.database).owner() == "bot"
