"""Notes on complaints that are soon due or overdue, every few minutes; the database keeps each to once."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from casework.complaints import service
from casework.db import Database
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.reminding")
EVERY: Final = 300.0
# Several gateways that were started together do not look together.
FIRST: Final = (5.0, 60.0)
_MOST_BATCHES: Final = 500


class Reminder:
    """Safe in several gateways: who is second finds the complaint changed or reminded, and leaves it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def run(self) -> None:
        """Look until cancelled."""
        await repeat("reminding", self.once, EVERY, FIRST)

    async def once(self) -> int:
        """Remind of all that is due; of how many."""
        done = 0
        for _ in range(_MOST_BATCHES):
            batch = await self._database.write(lambda session: service.remind_due(session, self._clock()))
            done += batch
            if not batch:
                break
        if done:
            log.info("reminded", complaints=done)
        return done
