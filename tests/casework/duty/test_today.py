"""Figures of the day: requests, waits, who left, what came back."""

from datetime import timedelta

from casework.conversations import service as conversations
from casework.duty import returning, today
from casework.handoffs import service as handoffs
from tests.casework.duty.conftest import Desk, later
from tests.casework.talk import NOW, Talk

BEGINS = NOW - timedelta(hours=10)


def figures(desk: Desk) -> today.Today:
    return desk.database.run_read(lambda s: today.today(s, BEGINS))


def test_a_quiet_day_has_no_waits(desk: Desk) -> None:
    assert figures(desk) == today.Today(0, 0, 0, None, None, 0, 0, 0, 0)


def test_waits_are_counted_from_the_request(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    for minutes, agent in ((1, lin), (2, lin), (9, chen)):
        desk.beat(agent, minutes)
        desk.take(desk.customer(), agent, minutes)
    desk.customer()
    found = figures(desk)
    assert (found.requests, found.taken, found.median, found.slow) == (4, 3, 120.0, 540.0)


def test_stepping_in_is_no_wait(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), Talk(desk.database)
    desk.take(talk, lin)
    talk.write(handoffs.release, lin.id, later(3))
    found = figures(desk)
    assert (found.requests, found.taken, found.stepped_in, found.handled) == (0, 0, 1, 1)
    assert found.median is None


def test_who_leaves_and_what_comes_back(desk: Desk) -> None:
    lin = desk.hire("lin")
    desk.customer().write(handoffs.leave, later(1))
    kept = desk.customer()
    desk.take(kept, lin, 1)
    desk.write(lambda s: returning.leave(s, lin.id, later(2)))
    found = figures(desk)
    assert (found.requests, found.abandoned, found.taken, found.recalled) == (2, 1, 0, 1)


def test_who_deletes_the_chat_while_waiting_has_left_the_queue(desk: Desk) -> None:
    lin, waits, taken = desk.hire("lin"), desk.customer(), desk.customer()
    desk.take(taken, lin, 1)
    for talk in (waits, taken):
        talk.write(conversations.delete, later(2))
    found = figures(desk)
    assert (found.requests, found.taken, found.abandoned) == (2, 1, 1)


def test_yesterday_is_another_day(desk: Desk) -> None:
    desk.customer().write(handoffs.leave, later(1))
    found = desk.database.run_read(lambda s: today.today(s, later(5)))
    assert (found.requests, found.abandoned) == (0, 0)
