"""The writer thread: takes everything that waits, runs each function in a savepoint, commits once.

One transaction a group means one fsync a group: the disk sets the pace of groups, not of messages. A function
that raises undoes only its own savepoint. Nobody hears of success before the commit is on the disk.
"""

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from casework.errors import DatabaseBusyError, DatabaseClosedError
from casework.storage.work import T, Work, session_on

GROUP_LIMIT = 64
GROUP_SECONDS = 0.02
BACKLOG_LIMIT = 10_000
_ATTEMPTS = 3
# Another process may be waiting for the lock; after this long at it without a gap, give it one.
_HOLD_SECONDS = 0.1
_GAP_SECONDS = 0.003


class _GroupLostError(Exception):
    """SQLite itself ended the transaction (disk full, I/O error): the whole group is undone."""


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    future: Future[Any] = field(default_factory=Future)
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Owns the only writing connection of this process."""

    def __init__(self, connect: Callable[[], tuple[Connection, sqlite3.Connection]]) -> None:
        self._connect = connect
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._ended = False
        self._since = 0.0
        self._thread = threading.Thread(target=self._run, name="casework-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """Queue one function; the future resolves after its group's commit."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself")
        if self._queue.qsize() >= BACKLOG_LIMIT:
            raise DatabaseBusyError("too many writes are waiting")
        job = _Job(work)
        with self._gate:
            if self._closed:
                raise DatabaseClosedError
            self._queue.put(job)
        return job.future

    def backlog(self) -> int:
        """Functions queued and not yet begun."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish the queue, stop the thread, close the connection."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._connection, self._raw = self._connect()
        except Exception as error:  # noqa: BLE001 - every waiting caller must hear it
            self._refuse(error)
            return
        self._session = session_on(self._connection)
        try:
            while not self._ended and (first := self._queue.get()) is not None:
                self._group(first)
        finally:
            self._session.close()
            self._connection.close()

    def _refuse(self, error: BaseException) -> None:
        while (job := self._queue.get()) is not None:
            job.future.set_exception(error)

    def _group(self, first: _Job) -> None:
        jobs: list[_Job] = []
        try:
            self._begin()
            for job in self._take(first):
                jobs.append(job)
                self._attempt(job)
            self._raw.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - nothing was stored: each caller of the group is told
            self._undo_group()
            jobs = jobs or list(self._take(first))
            for job in jobs:
                job.error = job.error or error
        self._tell(jobs)

    def _take(self, first: _Job) -> Iterator[_Job]:
        """The first job and what else waits, until the group is full, old or complete."""
        deadline = time.monotonic() + GROUP_SECONDS
        job: _Job | None = first
        for _ in range(GROUP_LIMIT):
            if job is None:
                self._ended = True
                return
            if job.future.set_running_or_notify_cancel():
                yield job
            if time.monotonic() > deadline:
                return
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return

    def _begin(self) -> None:
        """Take the write lock at once (IMMEDIATE): upgrading a read later is how two processes deadlock."""
        self._leave_a_gap()
        for attempt in range(_ATTEMPTS):
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if attempt == _ATTEMPTS - 1:
                    raise DatabaseBusyError("another process holds the database") from error
            else:
                return

    def _leave_a_gap(self) -> None:
        now = time.monotonic()
        if self._queue.empty() or not self._since:
            self._since = now
        elif now - self._since > _HOLD_SECONDS:
            time.sleep(_GAP_SECONDS)
            self._since = 0.0

    def _attempt(self, job: _Job) -> None:
        self._raw.execute("SAVEPOINT job")
        try:
            job.value = job.work(self._session)
            self._session.flush()
        except Exception as error:  # noqa: BLE001 - handed to its own caller; the group goes on
            job.error = error
            self._undo_job()
        else:
            self._session.expunge_all()
        if not self._raw.in_transaction:
            raise _GroupLostError("the transaction ended by itself") from job.error
        self._raw.execute("RELEASE job")

    def _undo_job(self) -> None:
        self._session.close()
        self._session = session_on(self._connection)
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK TO job")

    def _undo_group(self) -> None:
        self._session.close()
        self._session = session_on(self._connection)
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    @staticmethod
    def _tell(jobs: list[_Job]) -> None:
        for job in jobs:
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.value)
            # A traceback kept by a future would keep the session alive with it.
            job.error = None
