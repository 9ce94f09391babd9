"""Messages: stored once, answered once, in order, and never by the bot once a human owns the conversation."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotFoundError, NotOwnerError, ValueRefusedError
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from tests.casework.talk import NOW, Talk


def test_a_message_is_stored_and_answered(talk: Talk) -> None:
    accepted = talk.accept(text="金融消费者有哪八项权利？")
    assert accepted.turn
    assert not accepted.duplicate
    assert accepted.message.state == "accepted"
    answered = talk.answer(accepted.message.id, "一", "二")
    assert [reply.text for reply in answered.replies] == ["一", "二"]
    assert not answered.dropped
    stored = talk.history()
    assert [m.sender for m in stored] == ["customer", "bot", "bot"]
    assert [m.id for m in stored] == sorted(m.id for m in stored)
    assert stored[0].state == "answered"
    assert stored[1].payload == {"entry": "about_assistant"}
    assert stored[1].in_reply_to == stored[0].id
    assert stored[1].created_at == NOW


def test_the_same_client_id_returns_the_stored_answer_and_stores_nothing(talk: Talk) -> None:
    first = talk.accept("c1")
    talk.answer(first.message.id, "答")
    count = len(talk.read(events.after))
    again = talk.accept("c1", "别的话")
    assert again.duplicate
    assert not again.turn
    assert again.message.id == first.message.id
    assert again.message.text == "你好"
    assert [reply.text for reply in again.replies] == ["答"]
    assert len(talk.history()) == 2
    assert len(talk.read(events.after)) == count


def test_a_repeat_while_the_first_is_being_answered_has_to_wait(talk: Talk) -> None:
    first = talk.accept("c1")
    again = talk.accept("c1")
    assert (again.duplicate, again.turn, again.replies, again.waits_for) == (True, False, (), None)
    talk.answer(first.message.id)
    assert talk.write(messages.claim, first.message.id, NOW).replies


def test_the_same_client_id_in_another_conversation_is_another_message(database: Database) -> None:
    one, two = Talk(database), Talk(database)
    assert one.accept("c1").message.id != two.accept("c1").message.id


def test_messages_are_answered_in_the_order_they_came(talk: Talk) -> None:
    first, second, third = talk.accept("c1"), talk.accept("c2"), talk.accept("c3")
    assert [first.turn, second.turn, third.turn] == [True, False, False]
    assert second.waits_for == first.message.id
    assert not talk.write(messages.claim, second.message.id, NOW).turn
    assert talk.answer(first.message.id).next_id == second.message.id
    assert talk.write(messages.claim, third.message.id, NOW).waits_for == second.message.id
    assert talk.write(messages.claim, second.message.id, NOW).turn
    assert not talk.write(messages.claim, second.message.id, NOW).turn
    assert talk.answer(second.message.id).next_id == third.message.id
    assert talk.write(messages.claim, third.message.id, NOW).turn
    assert talk.answer(third.message.id).next_id is None


def test_answering_twice_stores_the_first_answer_only(talk: Talk) -> None:
    message = talk.accept().message
    talk.answer(message.id, "先")
    again = talk.answer(message.id, "后")
    assert again.duplicate
    assert [reply.text for reply in again.replies] == ["先"]
    assert len(talk.history()) == 2


def test_two_accepts_at_the_same_moment_store_one_message(database: Database) -> None:
    talk = Talk(database)
    barrier = threading.Barrier(8)

    def accept(_: int) -> Any:
        barrier.wait()
        return talk.accept("same")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(accept, range(8)))
    assert sum(r.turn for r in results) == 1
    assert sum(not r.duplicate for r in results) == 1
    assert len({r.message.id for r in results}) == 1
    assert len(talk.history()) == 1


def test_the_turn_is_given_once_among_concurrent_messages(database: Database) -> None:
    talk = Talk(database)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: talk.accept(f"c{n}"), range(24)))
    assert sum(r.turn for r in results) == 1
    assert next(r for r in results if r.turn).message.id == min(r.message.id for r in results)


def test_two_answers_at_the_same_moment_store_one(database: Database) -> None:
    talk = Talk(database)
    message = talk.accept().message
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda n: talk.answer(message.id, f"{n}"), range(4)))
    assert len({r.replies[0].text for r in results}) == 1
    assert len(talk.history()) == 2


def test_a_lease_that_ran_out_may_be_taken_by_another(talk: Talk) -> None:
    message = talk.accept(holder="one", lease=timedelta(seconds=5)).message
    later = NOW + timedelta(seconds=4)
    assert not talk.write(messages.claim, message.id, later, holder="two").turn
    assert talk.write(messages.claim, message.id, NOW + timedelta(seconds=5), holder="two").turn


def test_a_resent_message_heals_what_a_killed_process_left(talk: Talk) -> None:
    talk.accept(lease=timedelta(seconds=5))
    talk.now += timedelta(seconds=6)
    again = talk.accept()
    assert (again.duplicate, again.turn) == (True, True)


def test_a_turn_can_be_given_back(talk: Talk) -> None:
    message = talk.accept().message
    talk.write(messages.give_back, message.id, NOW)
    assert talk.write(messages.claim, message.id, NOW).turn


def test_unanswered_lists_only_what_the_bot_owes_and_nobody_is_at(database: Database) -> None:
    abandoned, answered, busy, queued, young = (Talk(database) for _ in range(5))
    lost = abandoned.accept(lease=timedelta(seconds=1)).message
    waiting = abandoned.accept("c2").message
    answered.answer(answered.accept().message.id)
    busy.accept(lease=timedelta(hours=1))
    queued.accept(lease=timedelta(seconds=1))
    queued.write(handoffs.request, "customer", None, NOW)
    young.now += timedelta(seconds=58)
    young.accept(lease=timedelta(seconds=1))
    later = NOW + timedelta(minutes=1)
    found = database.run_read(lambda s: messages.unanswered(s, later, timedelta(seconds=10)))
    assert [(p.conversation_id, p.message_id) for p in found] == [
        (abandoned.id, lost.id),
        (abandoned.id, waiting.id),
    ]


def test_a_reply_that_comes_after_an_agent_took_over_is_dropped(talk: Talk) -> None:
    message = talk.accept().message
    talk.write(handoffs.take_over, "agent1", "risk", NOW)
    answered = talk.answer(message.id, "晚了")
    assert (answered.dropped, answered.replies, answered.owner) == (True, (), "agent")
    assert [m.state for m in talk.history()] == ["held"]
    dropped = [e for e in talk.read(events.after) if e.type == "reply_dropped"]
    assert [e.message.id for e in dropped if e.message] == [message.id]
    assert dropped[0].payload == {"owner": "agent", "kinds": ["answer"], "entries": ["about_assistant"]}
    assert talk.answer(message.id, "又晚了").duplicate
    assert len([e for e in talk.read(events.after) if e.type == "reply_dropped"]) == 1


def test_a_reply_from_before_the_human_stays_dropped_after_the_hand_back(talk: Talk) -> None:
    message = talk.accept().message
    talk.write(handoffs.take_over, "agent1", "risk", NOW)
    talk.write(handoffs.release, "agent1", NOW)
    assert talk.answer(message.id).dropped
    assert talk.accept("c2").turn


def test_the_message_that_asks_for_a_human_keeps_its_reply(talk: Talk) -> None:
    message = talk.accept(text="转人工").message
    talk.write(handoffs.request, "customer", None, NOW, message_id=message.id)
    answered = talk.answer(message.id, "正在为您转接")
    assert not answered.dropped
    assert talk.history()[0].state == "answered"


def test_its_reply_is_dropped_too_once_an_agent_is_there(talk: Talk) -> None:
    message = talk.accept(text="转人工").message
    talk.write(handoffs.request, "customer", None, NOW, message_id=message.id)
    talk.write(handoffs.take, "agent1", NOW)
    assert talk.answer(message.id).dropped


def test_while_a_human_owns_it_messages_are_held_and_the_agent_settles_them(talk: Talk) -> None:
    talk.write(handoffs.request, "customer", None, NOW)
    held = talk.accept()
    assert (held.turn, held.owner, held.message.state) == (False, "queue", "held")
    talk.write(handoffs.take, "agent1", NOW)
    talk.write(messages.post, Reply("我是小李", "text", "agent"), NOW, staff_id="agent1")
    assert [(m.sender, m.state) for m in talk.history()] == [("customer", "answered"), ("agent", None)]


def test_only_the_owning_agent_may_post(talk: Talk) -> None:
    reply = Reply("您好", "text", "agent")
    with pytest.raises(NotOwnerError):
        talk.write(messages.post, reply, NOW, staff_id="agent1")
    talk.write(handoffs.take_over, "agent1", "risk", NOW)
    with pytest.raises(NotOwnerError):
        talk.write(messages.post, reply, NOW, staff_id="agent2")
    with pytest.raises(NotOwnerError):
        talk.write(messages.post, reply, NOW)
    first = talk.write(messages.post, reply, NOW, staff_id="agent1", client_message_id="a1")
    again = talk.write(messages.post, reply, NOW, staff_id="agent1", client_message_id="a1")
    assert first == again
    assert len(talk.history()) == 1


def test_the_bot_cannot_post_around_its_turn(talk: Talk) -> None:
    with pytest.raises(ValueRefusedError):
        talk.write(messages.post, Reply("您好"), NOW)


def test_history_pages_by_id(talk: Talk) -> None:
    for n in range(5):
        talk.answer(talk.accept(f"c{n}", f"问{n}").message.id, f"答{n}")
    everything = talk.history()
    page = talk.read(messages.history, 0, 4)
    rest = talk.read(messages.history, page[-1].id, 100)
    assert page + rest == everything
    assert talk.read(messages.recent, 3) == everything[-3:]
    assert talk.read(messages.recent, 3, everything[-3].id) == everything[-6:-3]


@pytest.mark.parametrize(("client", "text"), [("", "x"), ("c" * 65, "x"), ("c", ""), ("c", "长" * 4001)])
def test_values_out_of_bounds_are_refused(talk: Talk, client: str, text: str) -> None:
    with pytest.raises(ValueRefusedError):
        talk.accept(client, text)
    assert talk.history() == ()


def test_unknown_conversations_and_foreign_messages_are_not_found(database: Database) -> None:
    one, two = Talk(database), Talk(database)
    message = one.accept().message
    with pytest.raises(NotFoundError):
        two.answer(message.id)
    with pytest.raises(NotFoundError):
        database.run_write(lambda s: messages.accept(s, "nobody", "c1", "x", False, NOW))


def test_nothing_is_accepted_or_answered_after_deletion(talk: Talk) -> None:
    message = talk.accept().message
    talk.write(conversations.delete, NOW)
    with pytest.raises(DeletedError):
        talk.accept("c2")
    with pytest.raises(DeletedError):
        talk.answer(message.id)
    assert [(m.text, m.state) for m in talk.history()] == [("", "lapsed")]


def test_text_comes_back_as_it_was(talk: Talk) -> None:
    text = "𠮷野家😀\n第二行\t“引号”' -- ; DROP TABLE"
    talk.accept(text=text)
    assert talk.history()[0].text == text
