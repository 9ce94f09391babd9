"""Processes that are killed in the middle of filing: `killed.py URL CONVERSATIONS`.

For each conversation a child puts a draft and files it; the n-th child is killed before its n-th statement.
A line on standard output is how far a child came (nothing, put, filed) and how it ended; the first that lives
ends the list.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from casework.complaints import drafts
from casework.db import Database
from tests.casework.complaints.case import CIPHER, matter


def child(url: str, conversation: str, number: int, told: int) -> None:
    seen = count(1)

    def before(*_: Any) -> None:
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    now = datetime.now(UTC)
    with Database(url) as database:
        event.listen(Engine, "before_cursor_execute", before)
        database.run_write(lambda s: drafts.put(s, conversation, "story", "说了", now))
        os.write(told, b"put")
        new = matter(conversation, number)
        database.run_write(lambda s: drafts.file_draft(s, CIPHER, conversation, new, now))
        os.write(told, b"filed")


def main(url: str, conversations: list[str]) -> None:
    for number, conversation in enumerate(conversations, start=1):
        hear, told = os.pipe()
        pid = os.fork()
        if not pid:
            child(url, conversation, number, told)
            os._exit(0)
        os.close(told)
        _, status = os.waitpid(pid, 0)
        came = os.read(hear, 100).decode() or "nothing"
        os.close(hear)
        sys.stdout.write(f"{came} {os.waitstatus_to_exitcode(status)}\n")
        if status == 0:
            return


main(sys.argv[1], sys.argv[2].split(","))
