"""A complaint that tells of a fraud under way, or of despair: help comes first, and a human is called."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid5

import structlog

from bot.fraud.answers import entry_for
from bot.fraud.distress import despairs
from bot.fraud.finding import CALM, Finding
from bot.fraud.telling import told
from casework.alerts import service as alerts
from casework.db import Database
from gateway.chat.screening import Screener
from gateway.chat.service import ChatService
from gateway.errors import Problem

log = structlog.get_logger("gateway.complaints")

DISTRESS = "distress"
_MESSAGES = UUID("d5a0c5d4-7a31-4f0e-8f3a-6a2f3f4f9b52")
_PATIENCE = 8.0  # seconds a complaint waits for the alarm; it is filed in any case


@dataclass(frozen=True, slots=True)
class Danger:
    """``entry`` is what helps now; None without danger."""

    finding: Finding = CALM
    entry: str | None = None


class Guard:
    """Screens stories and raises the alarm in the customer's conversation."""

    def __init__(self, screener: Screener, chat: ChatService, database: Database) -> None:
        self._screener, self._chat, self._database = screener, chat, database

    def look(self, story: str) -> Danger:
        """What the story gives away; a fault of screening is no danger and stops nothing."""
        try:
            finding = self._screener.detector.screen(story, [])
            if finding.urgent:
                return Danger(finding, entry_for(told(finding)))
            return Danger(finding, DISTRESS) if despairs(story) else Danger(finding)
        except Exception as error:  # noqa: BLE001 - a fault of screening must not cost the complaint
            log.error("screening_failed", error=type(error).__name__)
            return Danger()

    async def alarm(self, conversation_id: str, client_id: str, story: str) -> int | None:
        """Say the story in the conversation, as the customer would: alert, steps and human follow from it.

        The id of the alert; None when it could not be raised in time.
        """
        message_id = str(uuid5(_MESSAGES, f"{client_id}\n{story}"))
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._chat.send(conversation_id, message_id, story)
        except (Problem, TimeoutError) as error:
            log.warning("alarm_late", error=type(error).__name__)
        return await self._alert_of(conversation_id)

    async def _alert_of(self, conversation_id: str) -> int | None:
        found = await self._database.read(lambda session: alerts.open_one(session, conversation_id))
        return found.id if found is not None else None
