"""Where somebody stands who waits for a human: the place in the queue, or when humans are back."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy.orm import Session

from casework.handoffs import service as handoffs
from casework.handoffs.types import Handoff
from casework.handoffs.waits import usual_wait
from casework.statuses import TicketCause
from casework.tickets import service as tickets
from gateway.chat.attendance import Attendance
from gateway.chat.callbacks import Callbacks
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View


@dataclass(frozen=True, slots=True)
class Place:
    """How many are ahead; ``absent`` when no human is there."""

    ahead: int
    absent: bool = False


class Places:
    """Says it honestly: no minutes but those that others really waited."""

    def __init__(self, speaker: Speaker, attendance: Attendance, callbacks: Callbacks) -> None:
        self._speaker, self._attendance, self._callbacks = speaker, attendance, callbacks

    def absent(self, session: Session, now: datetime) -> TicketCause | None:
        """Why no human is there; None when somebody is."""
        return self._attendance.absent(session, now)

    def of(self, session: Session, conversation_id: str, now: datetime) -> Place | None:
        """The place now; None when they do not wait."""
        position = handoffs.position(session, conversation_id)
        if position is None:
            return None
        return Place(position - 1, self._attendance.absent(session, now) is not None)

    def told(self, session: Session, view: View, now: datetime) -> Reply:
        """What is said when they ask for a human; where none is there, a ticket, and a call is offered."""
        waiting = handoffs.open_one(session, view.id)
        cause = self._attendance.absent(session, now) if waiting and waiting.state == "waiting" else None
        if waiting is None or cause is None:
            return self._queued(session, view, waiting, now)
        ticket = tickets.open_for(session, view.id, waiting.id, cause, now)
        if ticket.contact != "asked":
            return self._absent("still_closed", session, view, cause, now)
        self._callbacks.ask(session, view)
        return self._absent("closed", session, view, cause, now, buttons=("no_call", "leave"))

    def again(self, session: Session, view: View, now: datetime) -> Reply:
        """What is said to a message of who waits already."""
        waiting = handoffs.open_one(session, view.id)
        cause = self._attendance.absent(session, now) if waiting else None
        if waiting is None or cause is None:
            ahead = (handoffs.position(session, view.id) or 1) - 1
            key = "waiting" if ahead else "waiting_first"
            return self._speaker.notice(key, view, buttons=("leave",), emergency=True, ahead=ahead)
        if tickets.of_handoff(session, waiting.id) is None:
            return self.told(session, view, now)
        return self._absent("still_closed", session, view, cause, now)

    def standing(self, session: Session, view: View, now: datetime, *, thanked: bool = False) -> Reply:
        """Where they stand and what they can do meanwhile, to who asks for the human again, or thanks."""
        waiting = handoffs.open_one(session, view.id)
        cause = self._attendance.absent(session, now) if waiting else None
        if waiting is not None and cause is not None:
            if tickets.of_handoff(session, waiting.id) is None:
                return self.told(session, view, now)
            reply = self._absent("standing", session, view, cause, now, last=thanked)
        else:
            ahead = (handoffs.position(session, view.id) or 1) - 1
            key, first = "standing" if ahead else "standing_first", _urgent(waiting) and not thanked
            reply = self._speaker.notice(
                key, view, buttons=("leave",), emergency=True, first=first, ahead=ahead
            )
        return reply | {"text": f"{self._speaker.say('thanked', view)}{reply['text']}"} if thanked else reply

    def _queued(self, session: Session, view: View, waiting: Handoff | None, now: datetime) -> Reply:
        ahead = (handoffs.position(session, view.id) or 1) - 1
        key = "queued" if ahead else "queued_first"
        reply = self._speaker.notice(key, view, buttons=("leave",), emergency=True, ahead=ahead)
        usual = usual_wait(session, waiting.urgency, now) if waiting else None
        if usual is None:
            return reply
        minutes = max(1, ceil(usual.total_seconds() / 60))
        first, mark, rest = reply["text"].partition("\n")
        said = self._speaker.say("usual_wait", view, minutes=minutes)
        return reply | {"text": f"{first}{said}{mark}{rest}"}

    def _absent(
        self,
        key: str,
        session: Session,
        view: View,
        cause: TicketCause,
        now: datetime,
        buttons: tuple[str, ...] = ("leave",),
        *,
        last: bool = False,
    ) -> Reply:
        when = self._attendance.back(self._speaker.say, view, now) if cause == "hours" else ""
        kind = cause if when or cause == "nobody" else "long"
        waiting = handoffs.open_one(session, view.id)
        first = _urgent(waiting) and not last
        return self._speaker.notice(
            f"{key}_{kind}", view, buttons=buttons, emergency=True, first=first, when=when
        )


def _urgent(waiting: Handoff | None) -> bool:
    return waiting is not None and waiting.urgency in ("urgent", "critical")
