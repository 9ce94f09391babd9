"""Removes uploads that no complaint came to name: forms refused or left; safe in several gateways."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from casework.db import Database
from casework.files.store import FileStore
from casework.retention.working import named
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.sweeping")
EVERY: Final = 12 * 60.0
# Longer than a form may hold on to its files (gateway.complaints.keeping), and than any request takes.
GRACE: Final = timedelta(minutes=30)
# What is older was looked at many times, or is left to the daily run (gateway.ops.keeping).
BACK: Final = timedelta(hours=6)
FIRST: Final = (60.0, 300.0)


class OrphanSweeper:
    """Looks every twelve minutes at what was stored in the last hours."""

    def __init__(self, database: Database, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._database, self._files, self._clock = database, files, clock

    async def run(self) -> None:
        """Sweep until cancelled."""
        await repeat("orphans", self.once, EVERY, FIRST)

    async def once(self) -> int:
        """One sweep; how many files were removed."""
        removed = await asyncio.to_thread(self._sweep, self._clock())
        if removed:
            log.info("orphans", removed=removed)
        return removed

    def _sweep(self, now: datetime) -> int:
        return self._files.sweep(
            lambda keys: self._database.run_read(partial(named, keys=keys)), now - GRACE, now - BACK
        )
