"""A lean tracker store on Rasa's own `events` table: pooled, no COUNT, live trackers kept between turns."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from bot.nlu.event_table import (
    EVENTS,
    Query,
    all_sessions,
    create_engine,
    delete,
    insert,
    last_id,
    latest_session,
    silent,
    slim,
)

DEFAULT_URL = "sqlite:///var/tracker.db"
# What the store remembers on a live tracker: how many of its events are stored, the id of the last one.
_STORED = "_xiaobao_stored_events"
_LAST = "_xiaobao_last_id"
Result = TypeVar("Result")


class LeanTrackerStore(TrackerStore):
    """Same table, same events as Rasa's SQLTrackerStore; SQLite (WAL) or PostgreSQL."""

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
        return await self._run(lambda c: delete(c, EVENTS.c.sender_id == sender_id))

    async def forget_older(self, days: float) -> int:
        """Delete the conversations that have been silent for `days`; number of events deleted."""
        return await self._run(
            lambda c: delete(c, EVENTS.c.sender_id.in_(silent(time.time() - days * 86400)))
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
                event.parse_data = slim(event.parse_data)
        self._live[tracker.sender_id] = tracker
        if len(self._live) > self._cache:
            self._live.popitem(last=False)


def lean(store: TrackerStore) -> LeanTrackerStore | None:
    """Our store under Rasa's wrappers, or None when another one is configured."""
    inner: Any = store
    while inner is not None and not isinstance(inner, LeanTrackerStore):
        inner = getattr(inner, "_tracker_store", None)
    return inner


def session_of(tracker: DialogueStateTracker, events: list[Event], domain: Domain) -> DialogueStateTracker:
    """The same conversation as a session of just these events; saving it appends them, nothing is deleted.

    The table's latest session is then this one, also for another engine that keeps the old tracker alive.
    """
    start = max((n for n, event in enumerate(events, 1) if isinstance(event, SessionStarted)), default=0)
    made = DialogueStateTracker.from_events(
        tracker.sender_id, [SessionStarted(), *events[start:]], slots=domain.slots
    )
    made.model_id, made.assistant_id = tracker.model_id, tracker.assistant_id
    setattr(made, _STORED, 0)
    return made
