"""Ends once a day what has outlived its period; safe in several gateways, each batch is a transaction."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from casework.db import Database
from casework.files.store import FileStore
from casework.retention.rules import periods
from casework.retention.working import work_through
from gateway.ops.periodic import repeat
from xiaobao.settings import Settings

log = structlog.get_logger("gateway.keeping")
EVERY = 24 * 3600.0
# After a start customers come first; several gateways started together do not begin together.
FIRST = (60.0, 900.0)
_PAUSE = 0.2


class Keeper:
    """Runs the retention rules with the periods of the settings."""

    def __init__(
        self, settings: Settings, database: Database, files: FileStore, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._files, self._clock = database, files, clock
        self._kept, self._daily = periods(settings), settings.retention_daily

    async def run(self) -> None:
        """Keep house daily until cancelled; nothing when the setting says so."""
        if not self._daily:
            return
        await repeat("retention", self.once, EVERY, FIRST)

    async def once(self) -> dict[str, int]:
        """One run; how many of each class were ended."""
        done = await asyncio.to_thread(
            work_through, self._database, self._files, self._clock(), self._kept, pause=_PAUSE
        )
        if any(done.values()):
            log.info("retention", **done)
        return done
