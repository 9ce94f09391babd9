"""Several processes on one database, and what a killed one leaves behind."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.db import Database
from casework.events import service as events
from casework.messages import service as messages
from casework.messages.types import Message
from tests.casework.talk import Talk

ROOT = Path(__file__).resolve().parents[3]
FLOOD = Path(__file__).with_name("flood.py")


def flood(url: str, talks: list[Talk], name: str, count: int) -> subprocess.Popen[str]:
    conversations = ",".join(talk.id for talk in talks)
    return subprocess.Popen(
        [sys.executable, "-W", "error", FLOOD, url, conversations, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_processes_write_the_same_conversations(url: str) -> None:
    with Database(url) as database:
        talks = [Talk(database) for _ in range(4)]
        processes = [flood(url, talks, name, 25) for name in ("one", "two")]
        for process in processes:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, err) == (0, "")
            assert len(out.split()) == 100
        for talk in talks:
            stored = talk.history()
            asked = [m for m in stored if m.sender == "customer"]
            assert len(asked) == 50
            assert {m.state for m in asked} == {"answered"}
            assert [m.in_reply_to for m in stored if m.sender == "bot"] == [m.id for m in asked]
            ids = [e.message.id for e in talk.read(events.after, 0, 1000) if e.message]
            assert ids == [m.id for m in stored]


def test_kill_9_loses_nothing_that_was_acknowledged(url: str) -> None:
    with Database(url) as database:
        talks = [Talk(database) for _ in range(8)]
        process = flood(url, talks, "x", 10_000)
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(60)]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate(timeout=10)
        # The last line may be cut in the middle.
        acknowledged += rest.rpartition("\n")[0].split()
        much_later = datetime.now(UTC) + timedelta(minutes=5)

        def look(session: Session) -> tuple[list[Message], set[int]]:
            # One snapshot: the server may still be finishing what the killed process had sent.
            stored = [m for talk in talks for m in messages.history(session, talk.id, 0, 100_000)]
            found = messages.unanswered(session, much_later, timedelta(seconds=10))
            return stored, {pending.message_id for pending in found}

        stored, found = database.run_read(look)
        answered = [m.client_message_id for m in stored if m.state == "answered"]
        for client in set(acknowledged):
            assert answered.count(client) >= acknowledged.count(client)
        assert len([m for m in stored if m.sender == "bot"]) == len(answered)
        assert found == {m.id for m in stored if m.state == "accepted"}


def test_sqlite_is_sound_after_kill_9(sqlite_url: str) -> None:
    with Database(sqlite_url) as database:
        talk = Talk(database)
    process = flood(sqlite_url, [talk], "x", 10_000)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.2)
    process.kill()
    process.communicate(timeout=10)
    with Database(sqlite_url) as database:
        assert database.run_read(lambda s: s.execute(text("PRAGMA integrity_check")).scalar()) == "ok"
        assert database.run_read(lambda s: list(s.execute(text("PRAGMA foreign_key_check")))) == []
        assert Talk(database).accept().turn
