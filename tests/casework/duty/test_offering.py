"""Automatic assignment: the most urgent is offered to who has least and has been idle longest."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.conversations import service as conversations
from casework.duty import offering, offers, service
from casework.duty.types import Offer
from casework.errors import TransitionError
from casework.handoffs import service as handoffs
from tests.casework.duty.conftest import CAPACITY, Desk, later


def round_at(desk: Desk, minutes: float) -> int:
    return len(desk.write(lambda s: offering.offer_round(s, later(minutes), CAPACITY)))


def standing(desk: Desk, minutes: float) -> dict[str, Offer]:
    found = desk.database.run_read(lambda s: offers.standing(s, later(minutes)))
    return {offer.conversation_id: offer for offer in found}


def test_the_most_urgent_goes_to_who_has_been_idle_longest(desk: Desk) -> None:
    lin, chen = desk.hire("lin"), desk.hire("chen")
    desk.write(lambda s: service.set_state(s, desk.boss, "busy", later(0)))
    desk.take(desk.customer(), lin, 0.1)
    calm, urgent = desk.customer(0.2), desk.customer(0.3, "urgent")
    third, fourth, fifth = (desk.customer(minutes) for minutes in (0.4, 0.5, 0.6))
    assert round_at(desk, 1) == 3
    found = standing(desk, 1)
    assert {talk: found[talk.id].staff_id for talk in (urgent,)} == {urgent: chen.id}
    assert {found[calm.id].staff_id, found[third.id].staff_id} == {lin.id, chen.id}
    assert fourth.id not in found
    assert fifth.id not in found
    assert desk.colleague(lin, 1).room == desk.colleague(chen, 1).room == 0
    assert urgent.owner() == "queue"
    assert desk.take(urgent, chen, 1).owner == "agent"
    assert urgent.id not in standing(desk, 1)


def test_who_does_not_take_it_in_a_minute_lets_the_next_one_try(desk: Desk) -> None:
    lin, chen, talk = desk.hire("lin"), desk.hire("chen"), desk.customer(0, "urgent")
    desk.write(lambda s: service.set_state(s, desk.boss, "away", later(0)))
    round_at(desk, 0)
    first = standing(desk, 0.9)[talk.id].staff_id
    assert standing(desk, 1) == {}
    assert round_at(desk, 1) == 1
    second = standing(desk, 1.5)[talk.id].staff_id
    assert {first, second} == {lin.id, chen.id}
    for one in (lin, chen):
        desk.beat(one, 2)
    round_at(desk, 2)
    assert standing(desk, 2) == {}
    assert talk.read(handoffs.position) == 1
    for one in (lin, chen):
        desk.beat(one, 7)
    round_at(desk, 7)
    assert talk.id in standing(desk, 7)


def test_who_declines_is_not_asked_again_soon(desk: Desk) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.write(lambda s: service.set_state(s, desk.boss, "away", later(0)))
    round_at(desk, 0)
    assert desk.write(lambda s: offers.decline(s, talk.id, lin.id, later(0.1)))
    assert not desk.write(lambda s: offers.decline(s, talk.id, lin.id, later(0.1)))
    round_at(desk, 0.5)
    assert standing(desk, 0.5) == {}
    assert talk.owner() == "queue"


@pytest.mark.parametrize("state", ["busy", "away"])
def test_nothing_is_offered_to_who_is_not_available(desk: Desk, state: str) -> None:
    lin, talk = desk.hire("lin"), desk.customer()
    desk.write(lambda s: service.set_state(s, desk.boss, "away", later(0)))
    round_at(desk, 0)
    assert standing(desk, 0)[talk.id].staff_id == lin.id
    desk.write(lambda s: service.set_state(s, lin, state, later(0.1)))  # type: ignore[arg-type]
    round_at(desk, 0.2)
    assert standing(desk, 0.2) == {}
    desk.customer(0.3)
    round_at(desk, 5)
    assert standing(desk, 5) == {}


def test_an_offer_ends_when_the_customer_waits_no_more(desk: Desk) -> None:
    lin = desk.hire("lin")
    left, deleted, taken = (desk.customer() for _ in range(3))
    round_at(desk, 0)
    left.write(handoffs.leave, later(0.1))
    deleted.write(conversations.delete, later(0.1))
    desk.take(taken, lin, 0.1)
    assert standing(desk, 0.1) == {}
    assert round_at(desk, 0.2) == 2


def test_somebody_else_may_take_what_is_offered(desk: Desk) -> None:
    lin, chen, talk = desk.hire("lin"), desk.hire("chen"), desk.customer()
    round_at(desk, 0)
    offered = standing(desk, 0)[talk.id].staff_id
    other = next(one for one in (lin, chen, desk.boss) if one.id != offered)
    desk.take(talk, other, 0.1)
    late = next(one for one in (lin, chen, desk.boss) if one.id == offered)
    with pytest.raises(TransitionError):
        desk.take(talk, late, 0.1)
    assert desk.colleague(late, 0.1).offered == 0


def test_several_gateways_do_a_round_once(desk: Desk) -> None:
    desk.hire("lin")
    talks = [desk.customer() for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: round_at(desk, 0), range(6)))
    assert sorted(made) == [0, 0, 0, 0, 0, 3]
    assert set(standing(desk, 0)) == {talk.id for talk in talks}
    assert round_at(desk, 0.01) == 0
