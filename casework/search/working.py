"""A whole round of the indexer: everything new, then a piece of tidying. Blocks; short transactions."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.db import Database
from casework.search import index, indexing
from casework.search.erasure import ERASED
from casework.search.models import SearchCursorRow
from casework.search.sources import SOURCES

_PAGES: Final = 64
_cursors = table_of(SearchCursorRow)
_c = _cursors.c


def catch_up(
    database: Database, clock: Callable[[], datetime], *, pause: float = 0.0, most: int = 1_000_000
) -> int:
    """Index what is new, at most about `most` texts; how many.

    `pause` (seconds) after each batch lets others go first. May be stopped at any point.
    """
    done = sum(_source(database, source, clock, pause, most) for source in SOURCES)
    while told := database.run_read(lambda s: indexing.read_events(s, clock())):
        database.run_write(partial(indexing.write_events, told=told))
        if told.conversations:
            time.sleep(pause)
    return done


def tidy(database: Database, *, pause: float = 0.0) -> int:
    """Write SQLite's index anew without what was erased since the last time; in how many steps.

    Nothing to do, and nothing written, when nothing was erased.
    """
    erased = database.run_read(_erased)
    if not erased:
        return 0
    database.run_write(lambda s: index.merge(s, -_PAGES))
    steps = 1
    while database.run_write(lambda s: index.merge(s, _PAGES)):
        steps += 1
        time.sleep(pause)
    database.run_write(lambda s: _tidied(s, erased))
    return steps


def _source(database: Database, source: str, clock: Callable[[], datetime], pause: float, most: int) -> int:
    done = 0
    while done < most and (
        batch := database.run_read(lambda s: indexing.read_batch(s, source, clock()))  # type: ignore[arg-type]
    ):
        done += (written := database.run_write(partial(indexing.write_batch, batch=batch)))
        if not written and batch.last == batch.seen:
            break
        time.sleep(pause)
    return done


def _erased(session: Session) -> int:
    return session.execute(select(_c.last).where(_c.source == ERASED)).scalar() or 0


def _tidied(session: Session, erased: int) -> None:
    """Nothing is left to do, unless more was erased meanwhile."""
    session.execute(update(_cursors).where(_c.source == ERASED, _c.last == erased).values(last=0))
