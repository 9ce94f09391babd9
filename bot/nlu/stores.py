"""A lean tracker store on Rasa's own `events` table: pooled, no COUNT, live trackers kept between turns."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from bot.nlu.event_types import remember_event_types

# Results of understanding that only the turn itself needs.
NOT_STORED = frozenset({"intent_ranking", "faq_ranking", "response_selector", "text_tokens"})
DEFAULT_URL = "sqlite:///var/tracker.db"
EVENTS: sa.Table = SQLTrackerStore.SQLEvent.__table__
_INDEX = sa.Index("ix_events_sender_type_id", EVENTS.c.sender_id, EVENTS.c.type_name, EVENTS.c.id)
# What the store remembers on a live tracker: how many of its events are stored, the id of the last one.
_STORED = "_xiaobao_stored_events"
_LAST = "_xiaobao_last_id"
Result = TypeVar("Result")


class LeanTrackerStore(TrackerStore):
    """Same table, same events as Rasa's SQLTrackerStore; SQLite (WAL) or PostgreSQL; one writing process."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        cache: int = 300,
        **kwargs: Any,
    ) -> None:
        """`host` is a complete SQLAlchemy URL; `cache` is the number of live trackers kept."""
        super().__init__(domain, event_broker, **kwargs)
        remember_event_types()
        self.engine = create_engine(host or DEFAULT_URL)
        self._inline = self.engine.dialect.name == "sqlite"
        self._live: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._cache = cache

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Tracker of the latest session.

        A live tracker is handed out once and comes back by `save`: a turn that fails in between
        leaves nothing behind, and the next one reads the table again. So it does when another engine
        has written to the conversation.
        """
        live = self._live.pop(sender_id, None)
        if live is not None and await self._run(lambda c: last_id(c, sender_id)) == getattr(live, _LAST):
            return live
        return await self._load(sender_id, latest_session)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Tracker of all sessions, always from the table."""
        return await self._load(conversation_id, all_sessions)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the tracker's new events in one transaction, then keep the tracker for the next turn."""
        await self.stream_events(tracker)
        stored = getattr(tracker, _STORED, None)
        if stored is None:
            stored = len(await self._read(latest_session, tracker.sender_id))
        fresh = list(tracker.events)[stored:]
        if fresh:
            setattr(tracker, _LAST, await self._run(lambda c: insert(c, tracker.sender_id, fresh)))
        setattr(tracker, _STORED, stored + len(fresh))
        self._keep(tracker, fresh)

    async def keys(self) -> Iterable[str]:
        """All conversations."""
        return await self._run(lambda c: list(c.execute(sa.select(EVENTS.c.sender_id).distinct()).scalars()))

    async def forget(self, sender_id: str) -> int:
        """Delete a conversation; number of events deleted."""
        self._live.pop(sender_id, None)
        return await self._run(lambda c: _delete(c, EVENTS.c.sender_id == sender_id))

    async def forget_older(self, days: float) -> int:
        """Delete the conversations that have been silent for `days`; number of events deleted."""
        return await self._run(
            lambda c: _delete(c, EVENTS.c.sender_id.in_(silent(time.time() - days * 86400)))
        )

    async def _load(self, sender_id: str, query: Query) -> DialogueStateTracker | None:
        events = await self._read(query, sender_id)
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(
            sender_id, [json.loads(e) for e in events], self.domain.slots
        )
        # A tracker of all sessions has no place among the live ones.
        if query is latest_session:
            setattr(tracker, _STORED, len(events))
        return tracker

    async def _read(self, query: Query, sender_id: str) -> list[str]:
        return await self._run(lambda connection: query(connection, sender_id))

    async def _run(self, work: Callable[[Connection], Result]) -> Result:
        # SQLite answers in a fraction of a millisecond; a network database must not hold up the loop.
        return self._transaction(work) if self._inline else await asyncio.to_thread(self._transaction, work)

    def _transaction(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.begin() as connection:
            return work(connection)

    def _keep(self, tracker: DialogueStateTracker, fresh: list[Event]) -> None:
        rotated = any(isinstance(e, SessionStarted) for e in fresh) and len(tracker.events) > len(fresh)
        if self._cache <= 0 or rotated or not hasattr(tracker, _LAST):
            # The next turn shall not carry the events of the session before.
            return
        for event in fresh:
            if isinstance(event, UserUttered):
                event.parse_data = _slim(event.parse_data)
        self._live[tracker.sender_id] = tracker
        if len(self._live) > self._cache:
            self._live.popitem(last=False)


Query = Callable[[Connection, str], list[str]]


def create_engine(url: str) -> Engine:
    """A pooled engine with the table and the indexes in place."""
    address = sa.engine.make_url(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    EVENTS.create(engine, checkfirst=True)
    _create_index(engine)
    return engine


def _sqlite(address: sa.engine.URL) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    options = {"check_same_thread": False}
    engine = sa.create_engine(address, poolclass=QueuePool, pool_size=5, connect_args=options)
    sa.event.listen(engine, "connect", _pragmas)
    return engine


def _postgresql(address: sa.engine.URL) -> Engine:
    """With Rasa's own setting for a schema apart (POSTGRESQL_SCHEMA), made when it does not exist."""
    schema = os.environ.get("POSTGRESQL_SCHEMA") or "engine"
    options = {"options": f"-csearch_path={schema}"}
    # Whatever driver the main database uses, this environment has psycopg2.
    address = address.set(drivername="postgresql+psycopg2")
    engine = sa.create_engine(address, pool_size=5, pool_pre_ping=True, connect_args=options)
    with engine.begin() as connection:
        if schema not in sa.inspect(connection).get_schema_names():
            connection.execute(sa.schema.CreateSchema(schema))
    return engine


def _create_index(engine: Engine) -> None:
    # A table that Rasa's own store made lacks it.
    names = {index["name"] for index in sa.inspect(engine).get_indexes(EVENTS.name)}
    if _INDEX.name not in names:
        _INDEX.create(engine)


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def all_sessions(connection: Connection, sender_id: str) -> list[str]:
    """Serialised events of a conversation, oldest first."""
    query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender_id).order_by(EVENTS.c.id)
    return list(connection.execute(query).scalars())


def latest_session(connection: Connection, sender_id: str) -> list[str]:
    """Serialised events from the latest session start on; all of them when there is none."""
    last = sa.select(sa.func.max(EVENTS.c.id)).where(
        EVENTS.c.sender_id == sender_id, EVENTS.c.type_name == SessionStarted.type_name
    )
    start = connection.execute(last).scalar()
    query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender_id, EVENTS.c.id >= (start or 0))
    return list(connection.execute(query.order_by(EVENTS.c.id)).scalars())


def insert(connection: Connection, sender_id: str, events: list[Event]) -> int | None:
    """Store events in their order; the id of the last one."""
    connection.execute(EVENTS.insert(), list(_rows(sender_id, events)))
    return last_id(connection, sender_id)


def last_id(connection: Connection, sender_id: str) -> int | None:
    """Id of a conversation's last event, None without any."""
    query = sa.select(sa.func.max(EVENTS.c.id)).where(EVENTS.c.sender_id == sender_id)
    return connection.execute(query).scalar()


def _rows(sender_id: str, events: list[Event]) -> Iterator[dict[str, Any]]:
    for event in events:
        data = event.as_dict()
        if "parse_data" in data:
            data["parse_data"] = _slim(data["parse_data"])
        yield {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data, ensure_ascii=False),
        }


def _slim(parse_data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parse_data.items() if key not in NOT_STORED}


def silent(before: float) -> Any:
    """Conversations whose last event is older than the Unix time `before`."""
    last = sa.func.max(EVENTS.c.timestamp)
    return sa.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(last < before)


def _delete(connection: Connection, condition: Any) -> int:
    return connection.execute(EVENTS.delete().where(condition)).rowcount
