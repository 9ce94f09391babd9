"""SQLite: many readers on snapshots, one writer thread that commits whole groups with a single fsync."""

import os
import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from casework.errors import DatabaseClosedError
from casework.storage.work import JSON_OPTIONS, T, Work, session_on
from casework.storage.writer import Writer

_READERS = 4
_BUSY_MS = 5_000
_PRAGMAS = (
    f"PRAGMA busy_timeout={_BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    # FULL: a commit is on the disk before anyone is told; NORMAL may lose the last ones at a power cut.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # REPLACE removes a row without asking its triggers otherwise: the audit's shall refuse that too.
    "PRAGMA recursive_triggers=ON",
    # What a customer deletes is overwritten, not only unlinked.
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=16777216",
)


class _Connection(sqlite3.Connection):
    """Transactions are begun and ended in plain SQL by their owner; nothing else may end a group early."""

    def commit(self) -> None:
        """Nothing: see the class."""

    def rollback(self) -> None:
        """Nothing: see the class."""


def path_of(url: str) -> Path:
    """The file in a `sqlite:///path` URL; a database in memory is refused, for it keeps nothing."""
    name = url.removeprefix("sqlite:///")
    if not name or name.startswith(":memory:") or name == url:
        raise ValueError("a SQLite URL must name a file: sqlite:///path/to/file.db")
    return Path(name)


def engine_for(path: Path) -> Engine:
    """An engine whose connections are in SQLite's own autocommit mode: `BEGIN` is sent by hand."""
    _make_private(path)
    return create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        connect_args={"factory": _Connection, "isolation_level": None, "check_same_thread": False},
        **JSON_OPTIONS,
    )


def connect(engine: Engine) -> tuple[Connection, sqlite3.Connection]:
    """A connection set up for durable work, and the driver's connection below it."""
    connection = engine.connect()
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("not a SQLite connection")
    for pragma in _PRAGMAS:
        raw.execute(pragma).close()
    return connection, raw


def _make_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


class SqliteBackend:
    """One file, shared with other processes."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(path_of(url))
        self._writer = Writer(lambda: connect(self._engine))
        self._readers = ThreadPoolExecutor(_READERS, "casework-reader")
        self._local = threading.local()
        self._opened: list[Connection] = []

    def read(self, work: Work[T]) -> Future[T]:
        """Run `work` in a reader thread, on one snapshot."""
        try:
            return self._readers.submit(self._read, work)
        except RuntimeError as error:
            raise DatabaseClosedError from error

    def write(self, work: Work[T]) -> Future[T]:
        """Queue `work` for the next group."""
        return self._writer.submit(work)

    def backlog(self) -> int:
        """Writes accepted and not yet begun."""
        return self._writer.backlog()

    def close(self) -> None:
        """Write what is queued, then close."""
        self._writer.close()
        self._readers.shutdown(wait=True)
        for connection in self._opened:
            connection.close()
        self._engine.dispose()

    def _read(self, work: Work[T]) -> T:
        connection, raw = self._reader()
        session: Session = session_on(connection)
        raw.execute("BEGIN")
        try:
            return work(session)
        finally:
            session.close()
            raw.execute("ROLLBACK")

    def _reader(self) -> tuple[Connection, sqlite3.Connection]:
        found: tuple[Connection, sqlite3.Connection] | None = getattr(self._local, "pair", None)
        if found is None:
            found = connect(self._engine)
            found[1].execute("PRAGMA query_only=ON")
            self._opened.append(found[0])
            self._local.pair = found
        return found
