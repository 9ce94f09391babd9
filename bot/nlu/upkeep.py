"""Deletes conversations: one on request, old ones every day."""

from __future__ import annotations

import asyncio
import logging
import os

from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore

from bot.nlu.stores import lean

logger = logging.getLogger(__name__)
_DAY = 86_400


async def forget(agent: Agent, sender: str) -> int | None:
    """Delete everything the engine holds about a conversation; number of events, None if the store cannot."""
    store = lean(agent.tracker_store)
    if store is None:
        return None
    async with agent.lock_store.lock(sender):
        return await store.forget(sender)


async def keep_tidy(tracker_store: TrackerStore) -> None:
    """Now and then daily, delete conversations silent for XIAOBAO_TRACKER_DAYS (30); runs until cancelled."""
    store = lean(tracker_store)
    days = float(os.environ.get("XIAOBAO_TRACKER_DAYS", "30"))
    while store is not None and days > 0:
        try:
            logger.info("Deleted %d old tracker events.", await store.forget_older(days))
        except Exception as error:  # noqa: BLE001 - the next day may be better
            logger.error("Could not delete old tracker events: %s", type(error).__name__)
        await asyncio.sleep(_DAY)
