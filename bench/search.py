"""``python -m bench.search [SIZE] [URL]``: how long searching so many messages takes, and filling the index.

Without a URL on a SQLite file of its own; with one on that empty database (PostgreSQL), which it fills.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert

from bench.figures import timed
from casework.base import table_of
from casework.conversations import service as conversations
from casework.conversations.models import ConversationRow
from casework.db import Database, upgrade
from casework.events.models import EventRow
from casework.messages.models import MessageRow
from casework.search import service
from casework.search.types import Wanted
from casework.search.working import catch_up, tidy
from knowledge import load

SIZE, CHUNK, TALK, TIMES = 50_000, 10_000, 20, 5
START, SPAN = datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=365)
END = START + SPAN
MIDDLE = START + SPAN / 2
BUDGET = 0.3  # seconds at a million, p95
ROOT = Path(__file__).resolve().parent.parent
WISHES = {
    "a word of two": Wanted("轉帳"),
    "one of one": Wanted("的"),
    "one that is rare": Wanted("麒麟"),
    "one that is not there": Wanted("饕餮"),
    "a sentence": Wanted("没有说明年费"),
    "two common ones": Wanted("银行 电话"),
    "the beginning of a number": Wanted("12"),
    "a common one, rare colleague": Wanted("的", staff_id="s999"),
    "a common one with an alert": Wanted("您", alert=True),
    "a common one, half a year ago": Wanted("银行", since=MIDDLE, until=MIDDLE + timedelta(days=30)),
    "a rare one, one day": Wanted("麒麟", since=MIDDLE, until=MIDDLE + timedelta(days=1)),
    "all filters at once": Wanted("您", "message", "bot", "web", "s7", True, False, START, END),
}


def main(arguments: list[str]) -> None:
    """Fill, index, search, and print a line for each wish."""
    size = int(arguments[0]) if arguments else SIZE
    with tempfile.TemporaryDirectory(prefix="xiaobao-search-") as folder:
        url = arguments[1] if len(arguments) > 1 else f"sqlite:///{Path(folder) / 'search.db'}"
        upgrade(url)
        with Database(url) as database:
            before = fill(database, size, Path(folder))
            read(database, size, Path(folder), before)
            measure(database)
            erase(database)


def fill(database: Database, size: int, folder: Path) -> float:
    """Messages of one year in conversations of twenty; how many megabytes they take."""
    texts = Texts(size)
    for first in range(0, size, CHUNK):
        talks, said, told = texts.made(first, min(first + CHUNK, size))
        for table, rows in ((ConversationRow, talks), (MessageRow, said), (EventRow, told)):
            database.run_write(lambda s, table=table, rows=rows: s.execute(insert(table_of(table)), rows))
    return megabytes(folder)


def read(database: Database, size: int, folder: Path, before: float) -> None:
    """Index everything; how long the longest write was."""
    held: list[float] = []
    write = database.run_write
    database.run_write = lambda work: note(held, lambda: write(work))  # type: ignore[method-assign]
    took = timed(lambda: catch_up(database, lambda: END + timedelta(days=1)))
    database.run_write = write  # type: ignore[method-assign]
    held.sort()
    grown = megabytes(folder) - before
    print(f"{size:,} messages ({before:.0f} MB) indexed in {took:.0f} s ({grown:.0f} MB); "
          f"a write takes {p95(held) * 1000:.0f} ms (p95), {held[-1] * 1000:.0f} at most; "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip


def measure(database: Database) -> None:
    """Each wish some times, the first and the second page; p95 over all."""
    everything: list[float] = []
    for name, wanted in WISHES.items():
        runs = [run for _ in range(TIMES) for run in pages(database, wanted)]
        everything += runs
        print(
            f"{name:32} median {sorted(runs)[len(runs) // 2] * 1000:7.1f} ms, most {max(runs) * 1000:7.1f} ms"
        )
    print(f"all: p95 {p95(sorted(everything)) * 1000:.0f} ms   (<= {BUDGET * 1000:.0f} ms at a million)")


def pages(database: Database, wanted: Wanted) -> Iterator[float]:
    """Seconds for the first page, and for the next if there is one."""
    started = time.perf_counter()
    found = database.run_read(lambda s: service.find(s, wanted))
    yield time.perf_counter() - started
    if found.more:
        yield timed(lambda: database.run_read(partial(service.find, wanted=wanted, before=found.hits[-1].id)))


def erase(database: Database) -> None:
    """Delete one conversation, then write the index anew without its words."""
    took = timed(lambda: database.run_write(lambda s: conversations.delete(s, "c7", END)))
    held: list[float] = []
    write = database.run_write
    database.run_write = lambda work: note(held, lambda: write(work))  # type: ignore[method-assign]
    whole = timed(lambda: tidy(database))
    database.run_write = write  # type: ignore[method-assign]
    longest = max(held, default=0) * 1000
    print(f"deleting a conversation {took * 1000:.0f} ms; tidying {whole:.1f} s in {len(held)} steps, "
          f"{longest:.0f} ms at most")  # fmt: skip


class Texts:
    """Customers say what the training data says, the bot what the entries say; a rare word now and then."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked = [line for path in sorted((ROOT / "data/nlu").glob("*.yml")) for line in examples(path)]
        self.told = [
            entry.text.answer for entry in load(bank_name="本行", bank_hotline="95000").entries.values()
        ]

    def made(self, first: int, end: int) -> tuple[list[dict[str, Any]], ...]:
        """Conversations, messages and events with these numbers."""
        r = random.Random(first)
        numbers = range(first, end)
        talks = [talk(number // TALK, r) for number in numbers if number % TALK == 0]
        return talks, [self.message(number, r) for number in numbers], list(events(numbers, r))

    def message(self, number: int, r: random.Random) -> dict[str, Any]:
        """Every second one is the bot's."""
        asked = number % 2 == 0
        text = f"{r.choice(self.asked)}，{r.randrange(10_000)}元" if asked else r.choice(self.told)
        text += "麒麟" if r.random() < 0.0001 else ""
        return {
            "conversation_id": f"c{number // TALK}", "sender": "customer" if asked else "bot",
            "masked": False, "kind": "text" if asked else "answer", "text": text,
            "state": "answered" if asked else None,
            "created_at": START + SPAN * (number / self.size),
        }  # fmt: skip


def talk(number: int, r: random.Random) -> dict[str, Any]:
    """A conversation."""
    return {
        "id": f"c{number}", "channel": r.choice(("web", "wechat")), "script": "zh-Hans",
        "script_pinned": False, "region_pinned": False, "mode": "standard", "elder_hint": False,
        "owner": "bot", "created_at": START, "updated_at": END,
    }  # fmt: skip


def events(numbers: range, r: random.Random) -> Iterator[dict[str, Any]]:
    """An alert in every hundredth conversation, a colleague in every tenth, one of them in very few."""
    for number in numbers:
        if number % TALK:
            continue
        told = {"conversation_id": f"c{number // TALK}", "created_at": START}
        if r.random() < 0.01:
            yield {**told, "type": "alert_raised", "payload": {"alert_id": number}}
        if r.random() < 0.1:
            who = "s999" if r.random() < 0.001 else f"s{r.randrange(40)}"
            yield {**told, "type": "owner_changed", "payload": {"to": "agent", "agent_id": who}}


def examples(path: Path) -> list[str]:
    """What the training data says."""
    said = yaml.safe_load(path.read_text("utf-8")).get("nlu") or []
    return [line[2:] for one in said for line in (one.get("examples") or "").splitlines() if len(line) > 6]


def note(held: list[float], work: Callable[[], Any]) -> Any:
    """Do something and keep how long it took."""
    started = time.perf_counter()
    try:
        return work()
    finally:
        held.append(time.perf_counter() - started)


def p95(ordered: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return ordered[max(0, int(len(ordered) * 0.95) - 1)]


def megabytes(folder: Path) -> float:
    """What lies in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
