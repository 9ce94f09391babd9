"""The database door: durability, groups, isolation of failures, limits, closing."""

import asyncio
import sqlite3
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DatabaseBusyError, DatabaseClosedError
from casework.storage import line, writer
from tests.casework.talk import NOW, Talk

WAIT = 30  # seconds: only a broken door is so late


def make(session: Session) -> str:
    return conversations.create(session, "web", "zh-Hans", None, "standard", NOW).id


def make_and_fail(session: Session) -> str:
    make(session)
    raise LookupError("mine")


def how_many(database: Database) -> int:
    count: int = database.run_read(
        lambda s: s.execute(text("SELECT count(*) FROM conversations")).scalar_one()
    )
    return count


async def test_async_and_sync_see_the_same(database: Database) -> None:
    made = await database.write(make)
    assert (await database.read(lambda s: conversations.get(s, made))).id == made
    assert database.run_read(lambda s: conversations.get(s, made)).id == made


async def test_a_failing_function_undoes_only_itself(database: Database) -> None:
    work = [make if n % 3 else make_and_fail for n in range(60)]
    results = await asyncio.gather(*(database.write(w) for w in work), return_exceptions=True)
    failed = [r for r in results if isinstance(r, LookupError)]
    made = {r for r in results if isinstance(r, str)}
    assert (len(failed), len(made)) == (20, 40)
    assert how_many(database) == 40


async def test_a_failing_statement_undoes_only_its_function(database: Database) -> None:
    def broken(session: Session) -> None:
        make(session)
        session.execute(text("INSERT INTO nowhere VALUES (1)"))

    results = await asyncio.gather(
        database.write(make), database.write(broken), database.write(make), return_exceptions=True
    )
    assert [isinstance(r, str) for r in results] == [True, False, True]
    assert how_many(database) == 2


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        database.run_read(make)
    assert how_many(database) == 0


def test_a_read_sees_one_moment(database: Database) -> None:
    Talk(database)
    looked, written = threading.Event(), threading.Event()
    counts: list[int] = []

    def twice(session: Session) -> None:
        count = text("SELECT count(*) FROM conversations")
        counts.append(session.execute(count).scalar_one())
        looked.set()
        written.wait(WAIT)
        counts.append(session.execute(count).scalar_one())

    reader = threading.Thread(target=lambda: database.run_read(twice))
    reader.start()
    looked.wait(WAIT)
    database.run_write(make)
    written.set()
    reader.join()
    assert counts == [1, 1]
    assert how_many(database) == 2


def test_after_close_nothing_is_taken(url: str) -> None:
    database = Database(url)
    made = database.run_write(make)
    database.close()
    database.close()
    with pytest.raises(DatabaseClosedError):
        database.run_write(make)
    with pytest.raises(DatabaseClosedError):
        database.run_read(lambda s: conversations.get(s, made))
    with Database(url) as again:
        assert again.run_read(lambda s: conversations.get(s, made)).id == made


async def test_close_finishes_what_was_accepted(url: str) -> None:
    database = Database(url)
    waiting = [asyncio.ensure_future(database.write(make)) for _ in range(30)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    assert len({await w for w in waiting}) == 30


async def test_a_cancelled_caller_harms_nobody(database: Database) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> str:
        started.set()
        go_on.wait(WAIT)
        return make(session)

    first = asyncio.ensure_future(database.write(slow))
    await asyncio.to_thread(started.wait, WAIT)
    others = [asyncio.ensure_future(database.write(make)) for _ in range(12)]
    await asyncio.sleep(0)
    first.cancel()
    others[10].cancel()
    go_on.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert sum(isinstance(r, str) for r in results) == 11


def traced(database: Database, writes: int) -> list[str]:
    """What SQLite is told when so many writes wait while the first of them is at work."""
    started, go_on, statements = threading.Event(), threading.Event(), list[str]()
    backend: Any = database._backend

    def trace(session: Session) -> None:
        raw = session.connection().connection.dbapi_connection
        raw.set_trace_callback(statements.append)  # type: ignore[union-attr]

    def first(session: Session) -> str:
        started.set()
        assert go_on.wait(WAIT)
        return make(session)

    database.run_write(trace)
    statements.clear()
    waiting = [backend.write(first)]
    assert started.wait(WAIT)
    waiting += [backend.write(make) for _ in range(writes - 1)]
    go_on.set()
    assert len({w.result() for w in waiting}) == writes
    return statements


@pytest.mark.parametrize(
    ("seconds", "limit", "groups"),
    [(3600, 64, 1), (3600, 8, 3), (-1, 64, 20)],
    ids=["together", "full", "its time is up"],
)
def test_a_group_is_one_transaction_on_sqlite(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, seconds: float, limit: int, groups: int
) -> None:
    monkeypatch.setattr(writer, "GROUP_SECONDS", seconds)
    monkeypatch.setattr(writer, "GROUP_LIMIT", limit)
    with Database(sqlite_url) as database:
        statements = traced(database, 20)
    assert statements.count("BEGIN IMMEDIATE") == statements.count("COMMIT") == groups
    assert sum(s.startswith("SAVEPOINT") for s in statements) == 20


def test_groups_are_short_enough_to_wait_for_and_large_enough_to_pay() -> None:
    assert 0 < writer.GROUP_SECONDS <= 0.02
    assert writer.GROUP_LIMIT >= 64


async def test_when_sqlite_ends_the_transaction_the_whole_group_is_told(sqlite_url: str) -> None:
    def lose(session: Session) -> None:
        # What SQLite does by itself when the disk is full.
        session.connection().connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]

    with Database(sqlite_url) as database:
        group = (database.write(make), database.write(lose), database.write(make))
        results = await asyncio.gather(*group, return_exceptions=True)
        made = [r for r in results if isinstance(r, str)]
        assert how_many(database) == len(made)
        assert isinstance(results[1], Exception)
        assert await database.write(make)


async def test_a_commit_that_fails_fails_everybody(sqlite_url: str) -> None:
    def orphan(session: Session) -> None:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        session.execute(
            text(
                "INSERT INTO personal_values (token, conversation_id, kind, created_at)"
                " VALUES ('t', 'nobody', 'phone', '2026-11-22 00:00:00.000000')"
            )
        )

    with Database(sqlite_url) as database:
        with pytest.raises(sqlite3.IntegrityError):
            await database.write(orphan)
        assert how_many(database) == 0
        assert await database.write(make)


async def test_a_broken_connection_is_replaced(sqlite_url: str) -> None:
    def breaking(session: Session) -> None:
        session.connection().connection.dbapi_connection.close()  # type: ignore[union-attr]

    with Database(sqlite_url) as database:
        group = (database.write(make), database.write(breaking), database.write(make))
        results = await asyncio.gather(*group, return_exceptions=True)
        assert isinstance(results[1], Exception)
        assert how_many(database) == sum(isinstance(r, str) for r in results)
        assert await database.write(make)


def test_a_database_that_cannot_be_opened_says_so_and_recovers(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with Database(sqlite_url) as database:
        content = path.read_bytes()
        path.write_bytes(b"not a database at all" * 100)
        with pytest.raises(sqlite3.DatabaseError):
            database.run_write(make)
        path.write_bytes(content)
        assert database.run_write(make)


def test_a_session_cannot_end_the_group(sqlite_url: str) -> None:
    def sneaky(session: Session) -> None:
        make(session)
        session.commit()
        raise LookupError

    with Database(sqlite_url) as database:
        with pytest.raises(LookupError):
            database.run_write(sneaky)
        assert how_many(database) == 0


def test_a_write_inside_a_write_is_refused_instead_of_hanging(sqlite_url: str) -> None:
    with Database(sqlite_url) as database, pytest.raises(RuntimeError, match="inside a write"):
        database.run_write(lambda _: database.run_write(make))


def test_another_process_holding_the_lock_is_waited_for_and_then_reported(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Database(sqlite_url) as database:
        with pytest.raises(DatabaseBusyError):
            database.run_write(make)
        other.execute("COMMIT")
        other.close()
        assert database.run_write(make)


def test_a_backlog_has_an_end(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BACKLOG_LIMIT", 2)
    go_on = threading.Event()
    with Database(sqlite_url) as database:
        backend: Any = database._backend
        first = backend.write(lambda _: go_on.wait(WAIT))
        while database.backlog():
            pass
        waiting = [backend.write(make), backend.write(make)]
        assert database.backlog() == 2
        with pytest.raises(DatabaseBusyError):
            backend.write(make)
        go_on.set()
        assert first.result()
        assert len({w.result() for w in waiting}) == 2


def test_a_lost_connection_to_postgres_is_replaced(postgres_url: str) -> None:
    kill = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with Database(postgres_url) as database, Database(postgres_url) as other:
        Talk(database)
        other.run_write(lambda s: s.execute(kill).close())
        assert Talk(database).accept().turn
        assert database.run_read(lambda s: s.execute(text("SELECT 1")).scalar()) == 1


def test_a_deadlock_on_postgres_is_solved_by_repeating(postgres_url: str) -> None:
    with Database(postgres_url) as database:
        one, two = Talk(database), Talk(database)
        both = threading.Barrier(2)
        tries: list[str] = []

        def crosswise(first: Talk, second: Talk) -> None:
            def work(session: Session) -> None:
                tries.append(first.id)
                conversations.update(session, first.id, NOW, mode="large")
                if len(tries) <= 2:
                    both.wait(WAIT)
                conversations.update(session, second.id, NOW, region="HK")

            database.run_write(work)

        threads = [threading.Thread(target=crosswise, args=pair) for pair in ((one, two), (two, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Who is repeated may be quicker than who waited, and they meet crosswise again.
        assert len(tries) >= 3
        for talk in (one, two):
            found = talk.read(conversations.get)
            assert (found.mode, found.region) == ("large", "HK")


def test_sqlite_is_set_up_for_durability(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:

        def pragma(name: str) -> Any:
            return database.run_write(lambda s: s.execute(text(f"PRAGMA {name}")).scalar())

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("secure_delete") == 1
        assert database.run_read(lambda s: s.execute(text("PRAGMA busy_timeout")).scalar()) == 5000


def test_a_quiet_writer_empties_the_log(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "QUIET_SECONDS", 0.05)
    log = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")
    with Database(sqlite_url) as database:
        database.run_write(make)
        assert log.stat().st_size > 0
        while log.stat().st_size:
            time.sleep(0.01)
        assert database.run_write(make)


def test_the_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "x.db"
    with Database(f"sqlite:///{path}") as database:
        database.run_write(lambda s: s.execute(text("CREATE TABLE t (x)")).close())
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must name a file"):
        Database(url)


def test_times_are_utc_and_naive_ones_refused(talk: Talk) -> None:
    found = talk.read(conversations.get)
    assert found.created_at == NOW
    assert found.created_at.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="time zone"):
        talk.write(conversations.update, NOW.replace(tzinfo=None), mode="large")
