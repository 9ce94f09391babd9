"""The door to the database: hand in a function of a session, get plain values back."""

import asyncio
from types import TracebackType
from typing import Self

from casework.storage.migrate import upgrade
from casework.storage.postgres import PostgresBackend
from casework.storage.sqlite import SqliteBackend
from casework.storage.work import Backend, T, Work

__all__ = ["Database", "Work", "upgrade"]


class Database:
    """A SQLite file (`sqlite:///…`) or PostgreSQL (`postgresql://…`); safe from any thread and event loop.

    A write has happened, durably, when its call returns; if it raises, nothing of it was stored. Raises what
    the function raises, DatabaseBusyError when the database does not take it in time, DatabaseClosedError.
    """

    def __init__(self, url: str) -> None:
        self._backend: Backend = SqliteBackend(url) if url.startswith("sqlite:") else PostgresBackend(url)

    async def read(self, work: Work[T]) -> T:
        """Run `work(session)` on one consistent snapshot; it cannot write."""
        return await asyncio.wrap_future(self._backend.read(work))

    async def write(self, work: Work[T]) -> T:
        """Run `work(session)` in a transaction; returns once it is durable."""
        return await asyncio.wrap_future(self._backend.write(work))

    def run_read(self, work: Work[T]) -> T:
        """`read` for code without an event loop."""
        return self._backend.read(work).result()

    def run_write(self, work: Work[T]) -> T:
        """`write` for code without an event loop."""
        return self._backend.write(work).result()

    def backlog(self) -> int:
        """How many writes wait, for metrics and readiness."""
        return self._backend.backlog()

    def close(self) -> None:
        """Finish what was accepted and close; later calls raise DatabaseClosedError."""
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
