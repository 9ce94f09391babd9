"""The form is over: file what was confirmed and say what happens now; nothing is called filed that is not."""

from dataclasses import replace
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.complaints.flow import SLOT, flow
from actions.complaints.form import CONFIRM
from actions.complaints.speaking import button, day, human, notice, say, utter
from actions.complaints.store import FAILURES, store
from actions.complaints.submitting import submit
from actions.context import Turn, turn_of
from actions.replies import Reply
from bot.text import QUERY_CODE
from casework.complaints.time_left import Clock
from casework.complaints.types import Filed
from casework.errors import TooMuchError
from casework.vault.codes import seal_code

log = structlog.get_logger("actions.complaints")


class ActionSubmitComplaint(Action):
    """Files the confirmed complaint; a form that was left in another way has said so itself."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_submit_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """File once, say the receipt; or say honestly that it did not work."""
        if tracker.get_slot(CONFIRM) == "submit":
            utter(dispatcher, await _submitted(tracker.sender_id, turn_of(tracker)))
        names = [*(step.slot for step in flow().steps), f"{SLOT}pending", f"{SLOT}misses"]
        return [SlotSet(name, None) for name in names]


async def _submitted(conversation_id: str, turn: Turn) -> Reply:
    try:
        filed, clock = await submit(conversation_id, turn)
    except TooMuchError:
        return notice(say("too_much", turn), [button("status", turn), human(turn)])
    except FAILURES as error:
        log.error("complaint_not_filed", error=type(error).__name__)
        return notice(say("not_filed", turn), [button("resume", turn), human(turn)])
    turn = replace(turn, region=filed.complaint.region)
    lines = joined(filed, turn) if filed.joined else made(filed, clock, turn)
    buttons = [button("status", turn), button("supplement", turn)]
    reply = notice("\n".join(lines), buttons) | {"receipt": filed.complaint.receipt}
    return reply | _sealed(conversation_id, filed.code)


def _sealed(conversation_id: str, code: str) -> Reply:
    """The code for the gateway to put where its mark stands; what is uttered is stored as it is."""
    return {"sealed": {"code": seal_code(store().cipher, conversation_id, code)}} if code else {}


def made(filed: Filed, clock: Clock, turn: Turn) -> list[str]:
    """Receipt and the mark of the code, the day an answer is due, what comes next, where to look."""
    receipt = filed.complaint.receipt
    lines = [say("filed", turn, receipt=receipt, code=QUERY_CODE)]
    if clock.shown and clock.due_on:
        lines.append(say("filed_due", turn, day=day(clock.due_on, turn)))
    lines.append(say("filed_next", turn))
    return [*lines, say("filed_look_up", turn, page=f"/complaints/{receipt}")]


def joined(filed: Filed, turn: Turn) -> list[str]:
    """The older one of this conversation it belongs to, and its code."""
    lines = [say("joined", turn, receipt=filed.complaint.receipt)]
    return [*lines, say("joined_code", turn, code=QUERY_CODE)]
