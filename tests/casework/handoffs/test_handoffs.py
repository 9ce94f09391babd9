"""Handoffs: one open in each conversation, an honest queue, agents who do not trip over one another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotOwnerError, TransitionError, ValueRefusedError
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.statuses import Urgency
from tests.casework.talk import NOW, Talk


def ask(talk: Talk, minutes: int = 0, urgency: Urgency = "info") -> int | None:
    when = NOW + timedelta(minutes=minutes)
    position: int | None = talk.write(
        handoffs.request, "customer", {"topic": "投诉"}, when, urgency=urgency
    ).position
    return position


def places(*talks: Talk) -> list[int | None]:
    return [talk.read(handoffs.position) for talk in talks]


def test_the_queue_is_by_urgency_and_then_by_waiting_time(database: Database) -> None:
    first, second, urgent, critical, idle = (Talk(database) for _ in range(5))
    assert ask(first) == 1
    assert ask(second, 1) == 2
    assert ask(urgent, 2, "urgent") == 1
    assert ask(critical, 3, "critical") == 1
    assert places(critical, urgent, first, second, idle) == [1, 2, 3, 4, None]
    line = database.run_read(lambda s: handoffs.waiting(s))
    assert [h.conversation_id for h in line] == [critical.id, urgent.id, first.id, second.id]
    assert (line[0].urgency, line[0].state) == ("critical", "waiting")
    assert line[0].summary is not None
    assert line[0].summary["topic"] == "投诉"


def test_who_asked_at_the_same_moment_stands_in_the_order_of_asking(database: Database) -> None:
    talks = [Talk(database) for _ in range(3)]
    assert [ask(talk) for talk in talks] == [1, 2, 3]
    assert places(*talks) == [1, 2, 3]


def test_the_queue_moves_up_when_somebody_leaves_or_is_taken(database: Database) -> None:
    talks = [Talk(database) for _ in range(3)]
    for minute, talk in enumerate(talks):
        ask(talk, minute)
    talks[0].write(handoffs.leave, NOW)
    assert places(*talks) == [None, 1, 2]
    talks[1].write(handoffs.take, "agent1", NOW)
    assert places(*talks) == [None, None, 1]


def test_asking_again_keeps_the_place_and_may_only_raise_it(database: Database) -> None:
    first, second = Talk(database), Talk(database)
    ask(first)
    ask(second, 1)
    again = second.write(handoffs.request, "other", None, NOW + timedelta(minutes=2))
    assert (again.changed, again.position, again.handoff.reason) == (False, 2, "customer")
    raised = second.write(handoffs.request, "risk", None, NOW, urgency="urgent")
    assert (raised.changed, raised.position, raised.handoff.id) == (True, 1, again.handoff.id)
    ask(second, 3, "watch")
    assert places(second, first) == [1, 2]
    assert [e.type for e in second.read(events.after)].count("handoff_raised") == 1


def test_a_transferred_customer_keeps_the_time_they_waited(database: Database) -> None:
    first, second = Talk(database), Talk(database)
    ask(first)
    first.write(handoffs.take, "agent1", NOW)
    ask(second, 1)
    outcome = first.write(handoffs.transfer, "agent1", NOW + timedelta(minutes=5))
    assert (outcome.owner, outcome.position, outcome.handoff.taken_by) == ("queue", 1, None)
    assert places(first, second) == [1, 2]
    raised = second.read(handoffs.open_one)
    assert raised.urgency == "info"


def test_a_transfer_may_raise_the_urgency(talk: Talk) -> None:
    ask(talk)
    talk.write(handoffs.take, "agent1", NOW)
    assert talk.write(handoffs.transfer, "agent1", NOW, urgency="critical").handoff.urgency == "critical"


def test_of_many_agents_one_gets_it(database: Database) -> None:
    talk = Talk(database)
    ask(talk)

    def take(n: int) -> bool:
        try:
            talk.write(handoffs.take, f"agent{n}", NOW)
        except TransitionError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(take, range(6))) == 1
    assert talk.read(handoffs.open_one).taken_by == talk.read(conversations.get).agent_id


def test_of_many_requests_one_is_stored(database: Database) -> None:
    talk = Talk(database)
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda _: talk.write(handoffs.request, "customer", None, NOW), range(6)))
    assert sum(o.changed for o in outcomes) == 1
    assert len({o.handoff.id for o in outcomes}) == 1


def test_only_the_agent_who_has_it_hands_back_or_transfers(talk: Talk) -> None:
    ask(talk)
    talk.write(handoffs.take, "agent1", NOW)
    for act in (handoffs.release, handoffs.transfer):
        with pytest.raises(NotOwnerError):
            talk.write(act, "agent2", NOW)
    with pytest.raises(TransitionError):
        talk.write(handoffs.take, "agent2", NOW)


def test_after_the_hand_back_the_bot_answers_and_a_new_request_is_a_new_handoff(talk: Talk) -> None:
    ask(talk)
    held = talk.accept("c1").message
    talk.write(handoffs.take, "agent1", NOW)
    back = talk.write(handoffs.release, "agent1", NOW + timedelta(minutes=9))
    assert (back.owner, back.handoff.state, back.handoff.closed_at) == (
        "bot",
        "returned",
        NOW + timedelta(minutes=9),
    )
    assert talk.history()[0].state == "lapsed"
    assert talk.accept("c2").turn
    assert talk.write(handoffs.request, "customer", None, NOW).handoff.id != back.handoff.id
    assert held.state == "held"


def test_take_over_silences_the_bot_at_once(talk: Talk) -> None:
    in_flight = talk.accept("c1").message
    waiting = talk.accept("c2").message
    talk.write(handoffs.take_over, "agent1", "risk", NOW)
    assert [m.state for m in talk.history()] == ["held", "held"]
    assert talk.answer(in_flight.id).dropped
    assert talk.answer(waiting.id).dropped
    assert not talk.accept("c3").turn
    found = talk.read(handoffs.open_one)
    assert (found.state, found.taken_by, found.reason) == ("taken", "agent1", "risk")


def test_events_name_the_handoff_and_the_agent_but_hold_no_summary(talk: Talk) -> None:
    ask(talk)
    talk.write(handoffs.take, "agent1", NOW)
    talk.write(handoffs.release, "agent1", NOW)
    payloads = [e.payload for e in talk.read(events.after) if e.type == "owner_changed"]
    assert [p["agent_id"] for p in payloads] == [None, "agent1", "agent1"]
    assert len({p["handoff_id"] for p in payloads}) == 1
    assert "投诉" not in repr(payloads)


def test_a_deleted_conversation_has_no_queue(talk: Talk) -> None:
    ask(talk)
    talk.write(conversations.delete, NOW)
    with pytest.raises(DeletedError):
        ask(talk)


@pytest.mark.parametrize("values", [{"reason": ""}, {"reason": "x" * 65}, {"urgency": "very"}])
def test_values_out_of_bounds_are_refused(talk: Talk, values: dict[str, str]) -> None:
    with pytest.raises(ValueRefusedError):
        talk.write(handoffs.request, **{"reason": "customer", "summary": None, "now": NOW, **values})
    assert talk.owner() == "bot"
