"""The writing connection: one transaction for a group of functions, a savepoint for each of them."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from casework.errors import DatabaseBusyError
from casework.storage.work import Work, session_on

BUSY_SECONDS = 10.0
# Another process may hold the lock: ask again every half millisecond. SQLite's own handler sleeps 100 ms
# and more, and starves beside a busy process.
_RETRY_SECONDS = 0.0005

Connect = Callable[[], tuple[Connection, sqlite3.Connection]]


class GroupLostError(Exception):
    """SQLite itself ended the transaction (disk full, I/O error): the whole group is undone."""


class Line:
    """Transactions are begun and ended in plain SQL, below SQLAlchemy, so that no session can end a group."""

    def __init__(self, connect: Connect) -> None:
        self._connection, self._raw = connect()
        self._raw.execute("PRAGMA busy_timeout=0").close()
        self._session = session_on(self._connection)

    def begin(self) -> None:
        """Take the write lock at once (IMMEDIATE): upgrading a read later is how two processes deadlock."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > deadline:
                    raise DatabaseBusyError("another process holds the database") from error
                time.sleep(_RETRY_SECONDS)
            else:
                return

    def attempt(self, work: Work[Any]) -> Any:
        """Run one function in its savepoint; raises what it raises, with nothing of it left."""
        self._raw.execute("SAVEPOINT job")
        try:
            value = work(self._session)
            self._session.flush()
        except Exception as error:
            self._renew()
            if not self._raw.in_transaction:
                raise GroupLostError("the transaction ended by itself") from error
            self._raw.execute("ROLLBACK TO job")
            self._raw.execute("RELEASE job")
            raise
        if not self._raw.in_transaction:
            raise GroupLostError("the transaction ended by itself")
        self._session.expunge_all()
        self._raw.execute("RELEASE job")
        return value

    def commit(self) -> None:
        """Durable when this returns."""
        self._raw.execute("COMMIT")

    def undo(self) -> None:
        """Leave nothing of the group."""
        self._renew()
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def empty_log(self) -> None:
        """Move the write-ahead log into the database and cut it to nothing, if nobody reads from it now."""
        with suppress(sqlite3.OperationalError):
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Close session and connection."""
        self._session.close()
        self._connection.close()

    def _renew(self) -> None:
        self._session.close()
        self._session = session_on(self._connection)
