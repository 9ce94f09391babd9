"""Follows the published changes of answers: what was agreed to at the desk is said without a restart."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from casework.content import reading, service
from casework.content.types import InForce
from casework.db import Database
from casework.errors import CaseworkError
from gateway.ops.periodic import repeat
from knowledge import Knowledge
from knowledge.overlay import Laid, Published, laid

EVERY = 2.0  # seconds
log = structlog.get_logger("gateway.following")


class Follower:
    """Asks for the version of what is in force, and lays the changes over the files when it is another."""

    def __init__(self, database: Database, knowledge: Knowledge, clock: Callable[[], datetime]) -> None:
        self._database, self._knowledge, self._clock = database, knowledge, clock
        self._one = asyncio.Lock()
        self.parted: frozenset[str] = frozenset()
        self.force = InForce(0)

    async def run(self) -> None:
        """Until cancelled."""
        await repeat("following", self.look, EVERY, first=(EVERY, EVERY))

    async def look(self) -> None:
        """Be up to date when this returns; at once where a change was published by this very process."""
        async with self._one:
            if await self._database.read(reading.version) == self._knowledge.version:
                return
            force = await self._database.read(reading.in_force)
            found = await asyncio.to_thread(self._lay, force)
        self.parted, self.force = found.parted, force
        if found.broken:
            log.error("content_unreadable", entries=sorted(found.broken))
        for entry in sorted(found.merged):
            await self._end(force, entry)

    def _lay(self, force: InForce) -> Laid:
        changes = [Published(r.entry_id, r.body, r.file_digest) for r in force.revisions.values()]
        found = laid(self._knowledge.files, changes)
        self._knowledge.put(found.entries, force.version)
        return found

    async def _end(self, force: InForce, entry: str) -> None:
        revision, now = force.revisions[entry], self._clock()

        def work(session: Session) -> None:
            service.merged(session, revision.id, revision.version, now)

        try:
            await self._database.write(work)
        except CaseworkError:
            # Another gateway was first, or somebody published the next one.
            log.info("content_moved_on", entry=entry)
