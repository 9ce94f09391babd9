"""Events: in order, complete, resumable, without text of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.db import Database
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from tests.casework.talk import NOW, Talk


def test_every_message_is_an_event_that_carries_it(talk: Talk) -> None:
    talk.answer(talk.accept(text="问").message.id, "答一", "答二")
    found = talk.read(events.after)
    assert [e.type for e in found] == ["created", "message", "message", "message"]
    assert [e.message.text for e in found if e.message] == ["问", "答一", "答二"]
    assert all(e.payload is None for e in found if e.message)
    assert [e.message for e in found if e.message] == list(talk.history())


def test_resuming_anywhere_misses_and_repeats_nothing(talk: Talk) -> None:
    for n in range(5):
        talk.answer(talk.accept(f"c{n}").message.id)
    everything = [e.id for e in talk.read(events.after, 0, 1000)]
    assert everything == sorted(set(everything))
    for cut in range(len(everything)):
        assert [e.id for e in talk.read(events.after, everything[cut], 1000)] == everything[cut + 1 :]
    assert [e.id for e in talk.read(events.after, 0, 3)] == everything[:3]
    assert talk.read(events.last) == everything[-1]


def test_conversations_do_not_see_one_another(database: Database) -> None:
    one, two = Talk(database), Talk(database)
    one.accept()
    assert {e.conversation_id for e in two.read(events.after)} == {two.id}
    assert database.run_read(lambda s: events.last(s, "nobody")) == 0


def test_a_reader_that_follows_sees_each_event_once_while_many_write(database: Database) -> None:
    talk = Talk(database)
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        while True:
            finished = done.is_set()
            found = talk.read(events.after, seen[-1] if seen else 0, 7)
            seen.extend(e.id for e in found)
            if finished and not found:
                return

    reader = threading.Thread(target=follow)
    reader.start()

    def act(n: int) -> None:
        if n % 3:
            talk.accept(f"c{n}")
        else:
            talk.write(conversations.update, NOW, mode="large" if n % 2 else "standard")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(90)))
    done.set()
    reader.join()
    assert seen == [e.id for e in talk.read(events.after, 0, 10_000)]
    assert len(seen) >= 61


def test_a_handoff_and_its_answer_are_one_transaction(talk: Talk) -> None:
    def fail_at_the_end(session, conversation_id):  # type: ignore[no-untyped-def]
        handoffs.request(session, conversation_id, "customer", None, NOW)
        raise LookupError

    count = talk.read(events.last)
    with pytest.raises(LookupError):
        talk.write(fail_at_the_end)
    assert talk.owner() == "bot"
    assert talk.read(events.last) == count


def test_no_younger_event_is_seen_before_an_older_one_that_is_not_committed(database: Database) -> None:
    talk, inside, go = Talk(database), threading.Event(), threading.Event()
    start = talk.read(events.last)

    def say(session: Session, text: str, slow: bool) -> None:
        messages.post(session, talk.id, Reply(text, sender="system"), NOW)
        if slow:
            inside.set()
            assert go.wait(30)

    with ThreadPoolExecutor(2) as pool:
        older = pool.submit(database.run_write, lambda s: say(s, "先", True))
        assert inside.wait(30)
        younger = pool.submit(database.run_write, lambda s: say(s, "后", False))
        # Its number would be greater than one that nobody can read yet: whoever follows would skip that.
        assert not wait([younger], timeout=0.3).done
        assert talk.read(events.after, start) == ()
        go.set()
        for one in (older, younger):
            one.result(30)
    assert [e.message.text for e in talk.read(events.after, start) if e.message] == ["先", "后"]
