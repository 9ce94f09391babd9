"""Rasa's `events` table: where it is, and the few statements the lean store needs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

# Results of understanding that only the turn itself needs.
NOT_STORED = frozenset({"intent_ranking", "faq_ranking", "response_selector", "text_tokens"})
EVENTS: sa.Table = SQLTrackerStore.SQLEvent.__table__
_INDEX = sa.Index("ix_events_sender_type_id", EVENTS.c.sender_id, EVENTS.c.type_name, EVENTS.c.id)
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
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
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
            data["parse_data"] = slim(data["parse_data"])
        yield {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data, ensure_ascii=False),
        }


def slim(parse_data: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a message's understanding."""
    return {key: value for key, value in parse_data.items() if key not in NOT_STORED}


def silent(before: float) -> Any:
    """Conversations whose last event is older than the Unix time `before`."""
    last = sa.func.max(EVENTS.c.timestamp)
    return sa.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(last < before)


def delete(connection: Connection, condition: Any) -> int:
    """Delete the events under a condition; how many."""
    return connection.execute(EVENTS.delete().where(condition)).rowcount
