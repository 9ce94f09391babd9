"""What both databases share: the shape of work, JSON, and sessions that never expire what they gave."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

import orjson
from sqlalchemy import Connection
from sqlalchemy.orm import Session

T = TypeVar("T")
Work = Callable[[Session], T]


class Backend(Protocol):
    """A database that takes work and gives futures; `backlog` is how many writes wait."""

    def read(self, work: Work[T]) -> Future[T]:
        """Run `work` on a consistent snapshot that cannot write."""
        ...

    def write(self, work: Work[T]) -> Future[T]:
        """Run `work` in a transaction; the future resolves once it is durable."""
        ...

    def backlog(self) -> int:
        """Writes accepted and not yet begun."""
        ...

    def close(self) -> None:
        """Finish what was accepted, then close every connection."""
        ...


def session_on(bind: Connection) -> Session:
    """A session for plain values: nothing expires, nothing is written before the service says so."""
    return Session(bind=bind, expire_on_commit=False)


def dump_json(value: Any) -> str:
    """JSON as the databases store it."""
    return orjson.dumps(value).decode()


JSON_OPTIONS = {"json_serializer": dump_json, "json_deserializer": orjson.loads}
