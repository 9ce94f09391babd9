"""When the office closes or the last human goes, who waits is told, and offered a call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.errors import NotFoundError
from casework.messages.types import Message
from casework.statuses import TicketCause
from casework.tickets import service as tickets
from gateway.chat.hub import Hub
from gateway.chat.humans import Humans
from gateway.ops.periodic import repeat

log = structlog.get_logger("gateway.closing")
EVERY: Final = 20.0
# Several gateways that were started together do not look together; after a start agents come back first.
FIRST: Final = (20.0, 40.0)
# An office that has closed is closed; a colleague may be back in a moment.
_AFTER: Final[dict[TicketCause, timedelta]] = {"hours": timedelta(0), "nobody": timedelta(minutes=2)}
_MOST: Final = 200  # a round


class Closing:
    """Safe in several gateways: each conversation is looked at again under its lock, and told once."""

    def __init__(self, database: Database, humans: Humans, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._database, self._humans, self._hub, self._clock = database, humans, hub, clock

    async def run(self) -> None:
        """Look until cancelled."""
        await repeat("closing", self.once, EVERY, FIRST)

    async def once(self) -> int:
        """Tell who waits and has no ticket, if no human is there; how many were told."""
        now = self._clock()
        alone = await self._database.read(lambda session: self._alone(session, now))
        told = [conversation_id for conversation_id in alone if await self._tell(conversation_id, now)]
        if told:
            log.info("told_nobody_is_there", conversations=len(told))
        return len(told)

    def _alone(self, session: Session, now: datetime) -> tuple[str, ...]:
        cause = self._humans.places.absent(session, now)
        return tickets.untold(session, now - _AFTER[cause], _MOST) if cause else ()

    async def _tell(self, conversation_id: str, now: datetime) -> Message | None:
        try:
            said = await self._database.write(
                lambda session: self._humans.left_alone(session, conversation_id, now)
            )
        except NotFoundError:
            return None  # deleted meanwhile
        if said:
            self._hub.wake(conversation_id)
        return said
