"""``python -m bench.figures [SIZE] [URL]``: how long the figures of so many complaints take.

Without a URL on a SQLite file of its own; with one on that empty database (PostgreSQL), which it fills.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from casework import statuses
from casework.base import table_of
from casework.complaints.calendar import day_of
from casework.complaints.figures import service
from casework.complaints.figures.types import Scope
from casework.complaints.models import ComplaintRow
from casework.db import Database, upgrade

SIZE, CHUNK, TIMES = 20_000, 5_000, 3
START = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = Scope(date(2025, 1, 1), date(2025, 12, 31))
SCOPES = {
    "a whole year": YEAR,
    "one cause of it": Scope(YEAR.first, YEAR.last, (("cause", "rule"),)),
    "one branch of it": Scope(YEAR.first, YEAR.last, (("branch", "第7支行"),)),
    "one month": Scope(date(2025, 10, 1), date(2025, 10, 31)),
}
BUDGET = 2.0  # seconds at a million
# Nearly three of four complaints are about one cause, as in a bank's published year.
CAUSES = [30 if cause == "rule" else 1 for cause in statuses.CAUSES]


def main(arguments: list[str]) -> None:
    """Fill, then count, and print one line for each scope."""
    size = int(arguments[0]) if arguments else SIZE
    with tempfile.TemporaryDirectory(prefix="xiaobao-figures-") as folder:
        url = arguments[1] if len(arguments) > 1 else f"sqlite:///{Path(folder) / 'figures.db'}"
        upgrade(url)
        with Database(url) as database:
            measure(database, size)


def measure(database: Database, size: int) -> None:
    """Best of three for each scope; the first one may read from the disk."""
    filled = timed(lambda: fill(database, size))
    print(f"{size:,} complaints filled in {filled:.0f} s; load {os.getloadavg()[0]:.1f}")
    for name, scope in SCOPES.items():
        runs = [
            timed(lambda scope=scope: database.run_read(lambda s: service.figures(s, scope)))
            for _ in range(TIMES)
        ]
        print(f"{name:18} best {min(runs):6.2f} s, first {runs[0]:6.2f} s   (<= {BUDGET:.0f} s at a million)")


def fill(database: Database, size: int) -> None:
    """Complaints of one year, each with a story of 200 characters."""
    for first in range(0, size, CHUNK):
        rows = list(made(first, min(first + CHUNK, size)))
        database.run_write(lambda s, rows=rows: s.execute(insert(table_of(ComplaintRow)), rows))


def made(first: int, end: int) -> Iterator[dict[str, Any]]:
    """The complaints with these numbers."""
    r = random.Random(first)
    for number in range(first, end):
        at = START + timedelta(seconds=r.randrange(365 * 86_400))
        day, took = day_of(at).toordinal(), r.randrange(25) if r.random() < 0.95 else None
        yield {
            "receipt": f"B{number}", "state": r.choice(statuses.COMPLAINT_STATES),
            "door": r.choice(statuses.DOORS), "region": r.choice(statuses.REGIONS), "kind": "own",
            "people": 1, "script": "zh-Hans",
            "mode": "standard", "story": "事" * 200, "wish": "退费", "happened_said": "", "place_said": "",
            "branch": f"第{r.randrange(300)}支行", "currency": "CNY",
            "channel": r.choice(statuses.COMPLAINT_CHANNELS), "business": r.choice(statuses.BUSINESSES),
            "cause": r.choices(statuses.CAUSES, CAUSES)[0], "sure": 0.9, "classified_by": "auto",
            "by_regulator": r.random() < 0.05, "agent_suspected": False, "received_at": at, "filed_at": at,
            "updated_at": at, "first_response_at": at + timedelta(hours=r.random() * 48),
            "decided_at": None if took is None else at + timedelta(days=took), "version": 5, "demo": False,
            "received_day": day, "decided_day": None if took is None else day + took, "run": "main",
            "start_day": day, "limit_days": 15, "paused_days": 0, "stage": "normal", "appraisal": False,
            "reviewed": False, "reopened": int(r.random() < 0.02), "extension_days": 15 * (r.random() < 0.06),
            "on_time": None if took is None else took <= 15, "satisfaction": r.choice([None, 3, 4, 5]),
        }  # fmt: skip


def timed(work: Callable[[], Any]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1:])
