"""PostgreSQL: a pool of connections and as many threads, one transaction for each function."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from casework.errors import DatabaseBusyError, DatabaseClosedError
from casework.storage.work import JSON_OPTIONS, T, Work, session_on

_CONNECTIONS = 6
_ATTEMPTS = 3
_BACKLOG_LIMIT = 10_000
_AGAIN = frozenset(
    {"40001", "40P01"}
)  # serialization failure, deadlock: the transaction may simply be repeated
_BUSY = frozenset({"55P03", "53300"})  # lock not available, too many connections
_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=30s"
)


def engine_for(url: str) -> Engine:
    """An engine in UTC whose waits are bounded."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"options": _OPTIONS, "connect_timeout": 5, "application_name": "xiaobao"},
        **JSON_OPTIONS,
    )


class PostgresBackend:
    """Any number of processes on one server."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(_CONNECTIONS, "casework-postgres")
        self._waiting = 0
        self._gate = threading.Lock()

    def read(self, work: Work[T]) -> Future[T]:
        """Run `work` read-only on one snapshot."""
        return self._submit(self._read, work)

    def write(self, work: Work[T]) -> Future[T]:
        """Run `work` in a transaction of its own; repeated when the server asks for it."""
        return self._submit(self._write, work)

    def backlog(self) -> int:
        """Functions queued and not yet finished."""
        return self._waiting

    def close(self) -> None:
        """Finish what was accepted, then close the pool."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()

    def _submit(self, run: Callable[[Work[T]], T], work: Work[T]) -> Future[T]:
        with self._gate:
            if self._waiting >= _BACKLOG_LIMIT:
                raise DatabaseBusyError("too many functions are waiting")
            self._waiting += 1
        try:
            future = self._threads.submit(run, work)
        except RuntimeError as error:
            self._done()
            raise DatabaseClosedError from error
        future.add_done_callback(lambda _: self._done())
        return future

    def _done(self) -> None:
        with self._gate:
            self._waiting -= 1

    def _read(self, work: Work[T]) -> T:
        with self._snapshots.connect() as connection, session_on(connection) as session:
            return work(session)

    def _write(self, work: Work[T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(work)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state in _BUSY or (state in _AGAIN and attempt == _ATTEMPTS):
                    raise DatabaseBusyError("the database is busy") from error
                if state not in _AGAIN:
                    raise
            except PoolTimeoutError as error:
                raise DatabaseBusyError("no connection is free") from error
            time.sleep(0.01 * attempt)
        raise DatabaseBusyError("the database is busy")

    def _once(self, work: Work[T]) -> T:
        with self._engine.connect() as connection, session_on(connection) as session:
            value = work(session)
            session.commit()
            return value
