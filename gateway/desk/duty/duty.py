"""Presence at the desk: every request of somebody who is signed in is a sign of life, the page's own too."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework.db import Database
from casework.duty import service
from casework.duty.types import Colleague
from casework.staff.roles import may
from casework.staff.types import Staff
from casework.statuses import DUTY_STATES
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat


@dataclass(frozen=True, slots=True)
class Duty:
    """``capacity``: the bank's, for accounts without their own."""

    database: Database
    clock: Callable[[], datetime]
    capacity: int

    async def beat(self, seat: Seat) -> Seat:
        """The seat with what its holder says of themselves; a sign of life, written every 30 seconds."""
        now, staff_id = self.clock(), seat.staff.id
        found = await self.database.read(lambda session: service.presence(session, staff_id))
        if found is None or service.needs_beat(found, now):
            found = await self.database.write(lambda session: service.beat(session, staff_id, now))
        return replace(seat, duty=found.state)

    async def arrive(self, staff: Staff) -> None:
        """Signed in; with a one-time password they are not at work yet."""
        if staff.must_change or not may(staff.role, "desk"):
            return
        now = self.clock()
        await self.database.write(lambda session: service.arrive(session, staff.id, now))

    async def say(self, seat: Seat, state: str) -> None:
        """Available, busy or away; Refusal when it is none of them."""
        known, now = next((name for name in DUTY_STATES if name == state), None), self.clock()
        if known is None:
            raise Refusal("duty_state")
        await self.database.write(lambda session: service.set_state(session, seat.actor, known, now))

    def roster(self, session: Session) -> tuple[Colleague, ...]:
        """Everybody who may handle conversations."""
        return service.roster(session, self.clock(), self.capacity)
