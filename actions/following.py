"""Follows the published changes of answers, so that the next turn says them."""

import asyncio

import structlog

from actions.complaints.store import FAILURES, store
from actions.context import knowledge
from casework.content import reading
from knowledge.overlay import Published, laid

EVERY = 1.0  # seconds
log = structlog.get_logger("actions.following")


async def follow() -> None:
    """Until cancelled; a database that is away leaves the answers as they are."""
    while True:
        try:
            await asyncio.to_thread(look)
        except FAILURES as error:
            log.warning("following_failed", error=type(error).__name__)
        await asyncio.sleep(EVERY)


def look() -> None:
    """Be up to date when this returns."""
    database, known = store().database, knowledge()
    if database.run_read(reading.version) == known.version:
        return
    force = database.run_read(reading.in_force)
    changes = [Published(r.entry_id, r.body, r.file_digest) for r in force.revisions.values()]
    known.put(laid(known.files, changes).entries, force.version, warm=True)
    log.info("answers_changed", version=force.version)
