"""Fills the index every few seconds and tidies it now and then; customers' messages do not wait for it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from casework.db import Database
from casework.search.working import catch_up, tidy
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.indexing")
EVERY: Final = 2.0
# Several gateways that were started together do not read together.
FIRST: Final = (0.5, 2.5)
TIDY: Final = 6 * 3600.0
TIDY_FIRST: Final = (300.0, 1800.0)
# Between two writes, so that others go first.
_PAUSE: Final = 0.02
# A first start on an old database is worked off in rounds that can be stopped.
_MOST: Final = 500


class Indexer:
    """Safe in several gateways: of two that read the same, one writes it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def run(self) -> None:
        """Read and tidy until cancelled."""
        await asyncio.gather(
            repeat("indexing", self.once, EVERY, FIRST), repeat("tidying", self.tidy, TIDY, TIDY_FIRST)
        )

    async def once(self) -> int:
        """Index what is new; how much."""
        done = 0
        while found := await asyncio.to_thread(
            catch_up, self._database, self._clock, pause=_PAUSE, most=_MOST
        ):
            done += found
        return done

    async def tidy(self) -> int:
        """Write the index anew without what was erased."""
        steps = await asyncio.to_thread(tidy, self._database, pause=_PAUSE)
        if steps:
            log.info("tidied", steps=steps)
        return steps
