"""Erased words are found no more from the same moment on, and soon lie in no index either."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from casework.audit.types import Actor
from casework.complaints.erasure import erase
from casework.conversations import service as conversations
from casework.customers import erasing
from casework.db import Database
from casework.notes import service as notes
from casework.retention import service as retention
from casework.search import indexing
from casework.search.working import catch_up, tidy
from tests.casework.complaints.case import Case
from tests.casework.search.test_search import LATE, found, read, said, search
from tests.casework.talk import NOW, Talk

BOSS = Actor("s1", "wang", "supervisor")
WORDS = "轉帳給騙子了"
# The end of a token: its beginning may be left out where it is that of the token before.
CHEAT = "骗".encode()[1:]


def test_a_deleted_conversation_is_not_found_from_the_same_moment_on(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    said(talk, WORDS)
    said(other, WORDS)
    read(database)
    talk.write(conversations.delete, NOW)
    assert [hit.conversation_id for hit in found(database, "转账")] == [other.id]
    assert entries(database) == 1
    read(database)
    assert entries(database) == 1


def test_what_is_deleted_before_it_was_read_is_never_indexed(database: Database) -> None:
    talk = Talk(database)
    said(talk, WORDS)
    talk.write(conversations.delete, NOW)
    assert read(database) == 0


def test_what_is_deleted_between_reading_and_writing_is_never_indexed(database: Database) -> None:
    talk, case = Talk(database), Case(database)
    said(talk, WORDS)
    batches = [
        database.run_read(lambda s, source=source: indexing.read_batch(s, source, LATE))
        for source in ("message", "story")
    ]
    talk.write(conversations.delete, NOW)
    database.run_write(lambda s: erase(s, case.id, NOW))
    for batch in batches:
        assert database.run_write(lambda s, batch=batch: indexing.write_batch(s, batch)) == 0
    assert found(database, "转账") == found(database, "年费") == ()


def test_deleting_a_conversation_leaves_its_complaint_and_erasing_that_takes_all(database: Database) -> None:
    talk = Talk(database)
    said(talk, "年费")
    case = Case(database, conversation_id=talk.id)
    case.take("note", text="年费说明")
    read(database)
    talk.write(conversations.delete, NOW)
    assert {hit.source for hit in found(database, "年费")} == {"story", "text"}
    database.run_write(lambda s: erase(s, case.id, NOW))
    assert found(database, "年费") == ()
    assert entries(database) == 0


def test_erasing_a_customer_and_retention_take_it_out(database: Database) -> None:
    first, second = Talk(database), Talk(database)
    for talk in (first, second):
        said(talk, WORDS)
    read(database)
    database.run_write(
        lambda s: erasing.erase(s, BOSS, "客户要求", NOW, timedelta(days=1096), conversation_id=first.id)
    )
    assert [hit.conversation_id for hit in found(database, "转账")] == [second.id]
    database.run_write(lambda s: retention.run(s, NOW + timedelta(days=400)))
    assert found(database, "转账") == ()


def test_tidying_leaves_no_token_of_what_was_erased(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        talk, other = Talk(database), Talk(database)
        said(talk, WORDS)
        said(other, "网点几点开门")
        read(database)
        assert tidy(database) == 0
        assert CHEAT in index_of(sqlite_url)
        talk.write(conversations.delete, NOW)
        assert tidy(database) > 0
        assert tidy(database) == 0
        assert len(found(database, "网点")) == 1
        assert CHEAT not in index_of(sqlite_url)
    assert WORDS.encode() not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()


def index_of(url: str) -> bytes:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return b"".join(row[0] for row in connection.execute("SELECT block FROM search_index_data"))


def entries(database: Database) -> int:
    return int(
        database.run_read(lambda s: s.execute(text("SELECT count(*) FROM search_entries")).scalar_one())
    )


def test_notes_are_found_and_go_with_their_conversation(database: Database) -> None:
    talk = Talk(database)
    talk.write(notes.add, BOSS, "客戶要求轉帳記錄", NOW)
    read(database)
    (hit,) = found(database, "转账")
    assert (hit.source, hit.conversation_id) == ("note", talk.id)
    assert search(database, "转账", kind="note").hits == (hit,)
    talk.write(conversations.delete, NOW)
    assert found(database, "转账") == ()


def test_nothing_is_left_behind_by_a_reader_that_stops(database: Database) -> None:
    talk = Talk(database)
    said(talk, *(f"网点{n}" for n in range(7)))
    batch = database.run_read(lambda s: indexing.read_batch(s, "message", LATE, 3))
    assert batch is not None
    database.run_write(lambda s: indexing.write_batch(s, batch))
    assert catch_up(database, lambda: LATE) == 4
    assert len(found(database, "网点")) == 7
