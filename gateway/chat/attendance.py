"""Whether humans are there: the bank's office hours, and whether anybody is on duty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.duty.service import on_duty
from casework.hours.service import ZONE, OfficeHours
from casework.statuses import TicketCause
from gateway.chat.types import View

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Asked in the transaction in which somebody asks for a human."""

    hours: OfficeHours

    def absent(self, session: Session, now: datetime) -> TicketCause | None:
        """Why no human is there now; None when somebody is."""
        if not self.hours.open_at(now):
            return "hours"
        return None if on_duty(session, now) else "nobody"

    def back(self, say: Say, view: View, now: datetime) -> str:
        """When humans are back, in words: 明天9:00; empty when that is not known."""
        moment = self.hours.next_open(now)
        if moment is None:
            return ""
        today, day = now.astimezone(ZONE).date(), moment.date()
        time = f"{moment.hour}:{moment.minute:02}"
        near = {0: "today", 1: "tomorrow"}.get((day - today).days)
        if near:
            return say(f"when_{near}", view, time=time)
        return say(
            "when_day", view, month=day.month, day=day.day, weekday=_weekday(say, view, day), time=time
        )


def _weekday(say: Say, view: View, day: date) -> str:
    return say("weekdays", view).split("、")[day.weekday()]
