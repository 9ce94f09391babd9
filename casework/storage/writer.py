"""The writer thread: takes everything that waits, runs each function in a savepoint, commits once.

One transaction a group means one fsync a group: the disk sets the pace of groups, not of messages. A function
that raises undoes only its own savepoint. Nobody hears of success before the commit is on the disk.
"""

import queue
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from casework.errors import DatabaseBusyError, DatabaseClosedError
from casework.storage.line import Connect, GroupLostError, Line
from casework.storage.work import T, Work

GROUP_LIMIT = 64
GROUP_SECONDS = 0.02
BACKLOG_LIMIT = 10_000
# Whoever writes without pause leaves a gap long enough for another process to meet it.
_HOLD_SECONDS = 0.03
_GAP_SECONDS = 0.0015
# When nothing was written for this long, the write-ahead log is emptied: deleted text shall not linger there.
QUIET_SECONDS = 5.0


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    future: Future[Any] = field(default_factory=Future)
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Owns the only writing connection of this process; opens it anew when it broke."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._line: Line | None = None
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
        while not self._ended and (first := self._next()) is not None:
            self._leave_a_gap()
            self._tell(self._group(first))
        self._break()

    def _next(self) -> _Job | None:
        """The next job, however long it takes; when it takes long, tidy up once."""
        try:
            return self._queue.get(timeout=QUIET_SECONDS)
        except queue.Empty:
            if self._line is not None:
                self._line.empty_log()
            return self._queue.get()

    def _group(self, first: _Job) -> list[_Job]:
        jobs: list[_Job] = []
        taken = self._take(first)
        try:
            line = self._line = self._line or Line(self._connect)
            line.begin()
            for job in taken:
                jobs.append(job)
                self._attempt(line, job)
            line.commit()
        except Exception as error:  # noqa: BLE001 - nothing was stored: each caller of the group is told
            self._undo()
            jobs.extend(taken)
            for job in jobs:
                job.error = job.error or error
        return jobs

    def _take(self, first: _Job) -> Iterator[_Job]:
        """The first job and what else waits, until the group is full, old or complete."""
        deadline = time.monotonic() + GROUP_SECONDS
        job: _Job | None = first
        for room in reversed(range(GROUP_LIMIT)):
            if job is None:
                self._ended = True
                return
            if job.future.set_running_or_notify_cancel():
                yield job
            # Whoever is taken out of the queue must be yielded.
            if not room or time.monotonic() > deadline:
                return
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return

    @staticmethod
    def _attempt(line: Line, job: _Job) -> None:
        try:
            job.value = line.attempt(job.work)
        except GroupLostError as error:
            job.error = error.__cause__
            raise
        except Exception as error:  # noqa: BLE001 - handed to its own caller; the group goes on
            job.error = error

    def _undo(self) -> None:
        try:
            if self._line is not None:
                self._line.undo()
        except Exception:  # noqa: BLE001 - the connection is of no use any more; the next group opens another
            self._break()

    def _break(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(Exception):
                line.close()

    def _leave_a_gap(self) -> None:
        now = time.monotonic()
        if self._queue.empty():
            self._since = now
        elif now - self._since > _HOLD_SECONDS:
            time.sleep(_GAP_SECONDS)
            self._since = time.monotonic()

    @staticmethod
    def _tell(jobs: list[_Job]) -> None:
        for job in jobs:
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.value)
