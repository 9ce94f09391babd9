"""Looking for unusual look-ups while a gateway runs; of several gateways one does each round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.duty import rounds
from casework.hours.types import OfficeHours
from casework.watch import service
from casework.watch.types import Flag, Hit
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.watch")
EVERY: Final = timedelta(minutes=5)
FIRST: Final = (10.0, 70.0)
_ROUND, _DONE = "watch", "watch_done"


class WatchKeeper:
    """Reads in one transaction and writes in another: nobody waits for a long look."""

    def __init__(self, database: Database, clock: Callable[[], datetime], hours: OfficeHours) -> None:
        self._database, self._clock, self._hours = database, clock, hours

    async def run(self) -> None:
        """Look until cancelled."""
        await repeat("watching", self.once, EVERY.total_seconds(), FIRST)

    async def once(self) -> tuple[Flag, ...]:
        """One round; the new flags."""
        now = self._clock()
        if not await self._database.write(lambda session: rounds.begin(session, _ROUND, now, EVERY)):
            return ()
        hits = await self._database.read(lambda session: self._found(session, now))
        made = await self._database.write(lambda session: _noted(session, hits, now))
        if made:
            log.info("flagged", flags=len(made))
        return made

    def _found(self, session: Session, now: datetime) -> tuple[Hit, ...]:
        since = (rounds.done_at(session, _DONE) or now) - service.OVERLAP
        return service.find(session, since, now, self._hours)


def _noted(session: Session, hits: tuple[Hit, ...], now: datetime) -> tuple[Flag, ...]:
    rounds.note_done(session, _DONE, now)
    return service.note(session, hits, now)
