"""The lean store against Rasa's own: the same table, the same events; and what it does better."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.stores import LeanTrackerStore

SLOT = {"type": "text", "mappings": [{"type": "custom"}]}
DOMAIN = Domain.from_dict({"intents": ["faq"], "slots": {"topic": SLOT}, "actions": ["action_answer"]})
Store = LeanTrackerStore | SQLTrackerStore


def lean(directory: Path, **options: int) -> LeanTrackerStore:
    return LeanTrackerStore(DOMAIN, f"sqlite:///{directory}/lean.db", **options)


def stock(directory: Path, name: str = "stock.db") -> SQLTrackerStore:
    return SQLTrackerStore(DOMAIN, db=str(directory / name))


def turn(number: int) -> list[Event]:
    ranking = [{"entry": "x", "confidence": 0.1}]
    parsed = {
        "intent": {"name": "faq", "confidence": 0.9},
        "entities": [],
        "text": f"問{number}",
        "script": "zh-Hant-TW",
    }
    return [
        UserUttered(
            f"問{number}", parsed["intent"], [], {**parsed, "faq_ranking": ranking, "intent_ranking": []}
        ),
        ActionExecuted("action_answer"),
        BotUttered(f"答{number}", {"custom": {"kind": "answer"}}),
        SlotSet("topic", str(number)),
        ActionExecuted("action_listen"),
    ]


def session_start() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


async def converse(store: Store, numbers: range, sender: str = "a", *, new_session: bool = False) -> None:
    for number in numbers:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        events = session_start() if new_session or not tracker.events else []
        new_session = False
        tracker.update_with_events([*events, *turn(number)], DOMAIN)
        await store.save(tracker)


def told(tracker: DialogueStateTracker | None) -> list[dict]:
    assert tracker
    events = [event.as_dict() for event in tracker.events]
    for event in events:
        event.pop("timestamp")
        for key in ("intent_ranking", "faq_ranking"):
            event.get("parse_data", {}).pop(key, None)
    return events


@pytest.mark.parametrize("cache", [0, 300])
async def test_event_for_event_like_the_stock_store(tmp_path: Path, cache: int) -> None:
    """Two sessions with a restart in the middle of each."""
    ours, theirs = lean(tmp_path, cache=cache), stock(tmp_path)
    for store in (ours, theirs):
        await converse(store, range(3))
    assert told(await lean(tmp_path).retrieve("a")) == told(await stock(tmp_path).retrieve("a"))
    for store in (lean(tmp_path, cache=cache), stock(tmp_path)):
        await converse(store, range(3, 5))
        await converse(store, range(5, 8), new_session=True)
    fresh = lean(tmp_path)
    assert told(await fresh.retrieve_full_tracker("a")) == told(
        await stock(tmp_path).retrieve_full_tracker("a")
    )
    assert told(await fresh.retrieve("a"))[-16:] == told(await stock(tmp_path).retrieve("a"))[-16:]
    assert list(await fresh.keys()) == list(await theirs.keys()) == ["a"]


async def test_a_live_tracker_equals_the_stored_one(tmp_path: Path) -> None:
    store = lean(tmp_path)
    await converse(store, range(4))
    live, stored = await store.retrieve("a"), await lean(tmp_path).retrieve("a")
    # Rasa leaves the action before the session's first event behind when it reads a session.
    assert told(live)[1:] == told(stored)
    assert live.get_slot("topic") == stored.get_slot("topic") == "3"


async def test_rasas_store_reads_our_table_and_we_read_its(tmp_path: Path) -> None:
    await converse(lean(tmp_path), range(2))
    assert told(await stock(tmp_path, "lean.db").retrieve("a")) == told(await lean(tmp_path).retrieve("a"))
    await converse(stock(tmp_path), range(2))
    other = LeanTrackerStore(DOMAIN, f"sqlite:///{tmp_path}/stock.db")
    await converse(other, range(2, 3))
    assert told(await other.retrieve("a")) == told(await stock(tmp_path).retrieve("a"))


async def test_rankings_are_not_stored_and_chinese_is_readable(tmp_path: Path) -> None:
    await converse(lean(tmp_path), range(1))
    rows = sqlite3.connect(tmp_path / "lean.db").execute("select data from events").fetchall()
    text = "".join(row[0] for row in rows)
    assert "ranking" not in text
    assert "問0" in text


async def test_a_turn_that_failed_leaves_nothing_behind(tmp_path: Path) -> None:
    store = lean(tmp_path)
    await converse(store, range(2))
    broken = await store.retrieve("a")
    broken.update_with_events(turn(99), DOMAIN)
    assert "問99" not in str(told(await store.retrieve("a")))


async def test_another_engine_has_written(tmp_path: Path) -> None:
    one, other = lean(tmp_path), lean(tmp_path)
    await converse(one, range(2))
    await converse(other, range(2, 3))
    assert "問2" in str(told(await one.retrieve("a")))
    await converse(one, range(3, 4))
    full = told(await other.retrieve_full_tracker("a"))
    assert [e["text"] for e in full if e["event"] == "user"] == ["問0", "問1", "問2", "問3"]


async def test_a_new_session_starts_short(tmp_path: Path) -> None:
    store = lean(tmp_path)
    await converse(store, range(10))
    await converse(store, range(10, 11), new_session=True)
    assert len((await store.retrieve("a")).events) == 2 + 5


async def test_few_trackers_stay_alive(tmp_path: Path) -> None:
    store = lean(tmp_path, cache=2)
    for sender in "abc":
        await converse(store, range(1), sender)
    assert list(store._live) == ["b", "c"]


async def test_forget_one(tmp_path: Path) -> None:
    store = lean(tmp_path)
    await converse(store, range(2), "a")
    await converse(store, range(2), "b")
    assert await store.forget("a") == 3 + 10
    assert await store.retrieve("a") is None
    assert list(await store.keys()) == ["b"]


async def test_forget_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = lean(tmp_path)
    await converse(store, range(1), "old")
    monkeypatch.setattr("bot.nlu.stores.time.time", lambda: time.time_ns() / 1e9 + 40 * 86400)
    assert await store.forget_older(30) > 0
    assert await store.retrieve("old") is None


async def test_settings_of_sqlite(tmp_path: Path) -> None:
    with lean(tmp_path / "new" / "directory").engine.connect() as connection:
        ask: Callable[[str], object] = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert (ask("journal_mode"), ask("synchronous"), ask("busy_timeout")) == ("wal", 1, 5000)


async def test_the_session_start_is_found_by_index(tmp_path: Path) -> None:
    query = "SELECT max(id) FROM events WHERE sender_id='a' AND type_name='s'"
    with lean(tmp_path).engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").fetchall()
        assert "ix_events_sender_type_id" in str(plan)
