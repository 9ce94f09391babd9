"""Killed between any two steps of filing, a complaint is whole or not there; asking again files it once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.complaints import drafts
from casework.complaints import service as complaints
from casework.complaints.persons import customer
from casework.complaints.types import Filed
from casework.db import Database
from tests.casework.complaints.case import CIPHER, NEW, matter
from tests.casework.talk import Talk

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent


def started(name: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", HERE / name, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def whole(session: Session, complaint_id: int) -> bool:
    """Everything that filing writes is there."""
    found = complaints.get(session, complaint_id)
    events = complaints.events_of(session, complaint_id)
    assert [event.kind for event in events] == ["filed"]
    assert found.version == 1
    assert complaints.contact_of(session, CIPHER, complaint_id).phone is not None
    code = complaints.code_of(session, CIPHER, complaint_id)
    return complaints.look_up(session, CIPHER, found.receipt, code) == found


def rows_of(session: Session, table: str) -> int:
    found: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


def again(database: Database, conversation: str, number: int) -> Filed:
    """What the customer's next message does: the same filing once more."""
    now = datetime.now(UTC)

    def file(session: Session) -> Filed:
        if not complaints.of_conversation(session, conversation):
            drafts.put(session, conversation, "story", "说了", now)
        return drafts.file_draft(session, CIPHER, conversation, matter(conversation, number), now)

    return database.run_write(file)


def test_killed_before_any_statement_it_is_whole_or_not_there(url: str) -> None:
    with Database(url) as database:
        talks = [Talk(database).id for _ in range(80)]
        out, err = started("killed.py", url, ",".join(talks)).communicate(timeout=100)
        lines = [line.split() for line in out.splitlines()]
        assert {line[0] for line in lines[:-1]} == {"nothing", "put"}, err
        assert {line[1] for line in lines[:-1]} == {str(-signal.SIGKILL)}
        assert lines[-1] == ["putfiled", "0"], err
        for talk, (came, _) in zip(talks, lines, strict=False):
            found = database.run_read(lambda s: complaints.of_conversation(s, talk))  # noqa: B023
            draft = database.run_read(lambda s: drafts.open_draft(s, talk))  # noqa: B023
            assert len(found) == (came == "putfiled")
            assert (draft is not None) == (came == "put")
            assert all(database.run_read(lambda s: whole(s, each.id)) for each in found)  # noqa: B023
        assert database.run_read(lambda s: rows_of(s, "complaint_parties")) == 1
        # Whoever was cut off says it again, and it is filed once; who was not gets the same again.
        filed = [again(database, talk, n) for n, talk in enumerate(talks[: len(lines)], start=1)]
        assert len({each.complaint.id for each in filed}) == len(filed)
        assert not any(each.joined for each in filed)
        assert database.run_read(lambda s: rows_of(s, "complaints")) == len(filed)


def test_killed_while_filing_many_nothing_acknowledged_is_lost(url: str) -> None:
    with Database(url) as database:
        talks = [Talk(database).id for _ in range(150)]
        process = started("filer.py", url, ",".join(talks))
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate(timeout=10)
        lines += rest.rpartition("\n")[0].splitlines()
        told = [line.split() for line in lines if line.strip()]
        assert len(told) >= 25

        def look(session: Session) -> list[int]:
            for receipt, code, conversation in told:
                found = complaints.look_up(session, CIPHER, receipt, code)
                assert found.conversation_id == conversation
            every = [each.id for talk in talks for each in complaints.of_conversation(session, talk)]
            assert all(whole(session, each) for each in every)
            return every

        every = database.run_read(look)
        # One may have been committed and not yet told.
        assert len(told) <= len(every) <= len(told) + 1
        untold = [talk for talk in talks if talk not in {conversation for *_, conversation in told}]
        next_one = again(database, untold[0], talks.index(untold[0]))
        assert database.run_read(
            lambda s: complaints.look_up(s, CIPHER, next_one.complaint.receipt, next_one.code)
        )


def test_the_same_draft_filed_by_many_at_once_is_one_complaint(url: str) -> None:
    with Database(url) as database:
        talk = Talk(database)
        now = datetime.now(UTC)
        new = replace(NEW, conversation_id=talk.id, happened_from=None, happened_to=None)
        talk.write(drafts.put, "story", "年费", now)
        with ThreadPoolExecutor(6) as pool:
            filed = list(
                pool.map(
                    lambda _: database.run_write(lambda s: drafts.file_draft(s, CIPHER, talk.id, new, now)),
                    range(6),
                )
            )
        assert len({(each.complaint.id, each.code, each.joined) for each in filed}) == 1
        assert database.run_read(lambda s: rows_of(s, "complaints")) == 1


def test_the_same_matter_filed_by_many_at_once_is_joined(url: str) -> None:
    with Database(url) as database:
        now = datetime.now(UTC)
        talk = Talk(database)
        new = replace(NEW, conversation_id=talk.id, happened_from=None, happened_to=None)
        with ThreadPoolExecutor(5) as pool:
            filed = list(
                pool.map(
                    lambda _: database.run_write(
                        lambda s: complaints.file(s, CIPHER, new, customer(talk.id), now)
                    ),
                    range(5),
                )
            )
        assert len({each.complaint.id for each in filed}) == 1
        assert sum(each.joined for each in filed) == 4
        assert database.run_read(lambda s: complaints.get(s, filed[0].complaint.id)).version == 5
