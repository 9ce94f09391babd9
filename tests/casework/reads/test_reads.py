"""How far staff have read: never back, never ahead, gone with the conversation."""

from datetime import UTC, datetime

import pytest

from casework.audit.types import SYSTEM
from casework.conversations import service as conversations
from casework.db import Database
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.reads import service as reads
from casework.staff import service as staff
from tests.casework.talk import NOW, Talk


@pytest.fixture
def lin(database: Database) -> str:
    return database.run_write(lambda s: staff.add(s, SYSTEM, "lin", "agent", "-", NOW)).id


def unread(talk: Talk, who: str) -> dict[str, int]:
    return dict(talk.database.run_read(lambda s: reads.unread(s, who, [talk.id])))


def note(talk: Talk, who: str, message_id: int) -> int:
    done: int = talk.database.run_write(lambda s: reads.note(s, who, talk.id, message_id, NOW))
    return done


def test_only_what_the_customer_said_since_counts(talk: Talk, lin: str) -> None:
    first = talk.accept("c1").message
    talk.answer(first.id)
    assert unread(talk, lin) == {talk.id: 1}
    newest = talk.history()[-1].id
    assert note(talk, lin, newest) == newest
    assert unread(talk, lin) == {}
    talk.write(messages.post, Reply("请稍等", "notice", "system"), NOW)
    assert unread(talk, lin) == {}
    talk.accept("c2")
    assert unread(talk, lin) == {talk.id: 1}


def test_reading_goes_forward_and_not_beyond_the_newest(talk: Talk, lin: str) -> None:
    first = talk.accept("c1").message.id
    talk.answer(first)
    second = talk.accept("c2").message.id
    assert note(talk, lin, second) == second
    assert note(talk, lin, first) == second
    assert note(talk, lin, 10**12) == second
    talk.answer(second)
    talk.accept("c3")
    assert unread(talk, lin) == {talk.id: 1}


def test_nothing_said_is_nothing_read(talk: Talk, lin: str) -> None:
    assert note(talk, lin, 5) == 0
    assert unread(talk, lin) == {}
    assert talk.database.run_read(lambda s: reads.unread(s, lin, [])) == {}


def test_each_reads_for_themselves(talk: Talk, lin: str) -> None:
    other = talk.database.run_write(lambda s: staff.add(s, SYSTEM, "chen", "agent", "-", NOW)).id
    note(talk, lin, talk.accept("c1").message.id)
    assert (unread(talk, lin), unread(talk, other)) == ({}, {talk.id: 1})


def test_it_goes_with_the_conversation(talk: Talk, lin: str) -> None:
    note(talk, lin, talk.accept("c1").message.id)
    talk.write(conversations.delete, datetime(2026, 11, 23, tzinfo=UTC))
    assert talk.database.run_read(lambda s: reads.last(s, lin, talk.id)) == 0
