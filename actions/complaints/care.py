"""What a customer does with a filed complaint: look, add, withdraw, have it reviewed, rate."""

from typing import Any, Final

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.complaints import cases, keeping
from actions.complaints.cases import Case
from actions.complaints.speaking import Button, button, human, notice, say, utter
from actions.complaints.standing import buttons, standing, state
from actions.complaints.store import FAILURES
from actions.context import Turn, turn_of
from actions.replies import Reply
from casework.errors import ThrottledError

log = structlog.get_logger("actions.complaints")
FORM: Final = "complaint_care_form"
SLOTS: Final = ("care_step", "care_case", "care_words", "care_sure", "care_misses")
# The intent, and the step of casework it asks for; status only looks.
STEPS: Final = {
    "complaint_status": "status",
    "complaint_supplement": "supplement",
    "complaint_withdraw": "withdraw",
    "complaint_review": "request_review",
    "complaint_rate": "rate",
}
NAMES: Final = {"request_review": "review"}
_MOST: Final = 3


class ActionComplaintCare(Action):
    """Answers at once what needs no question; begins the form for the rest."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_complaint_care"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Find the complaint that is meant."""
        turn = turn_of(tracker)
        step = STEPS.get(turn.intent, "status")
        try:
            found = await _meant(turn, tracker)
        except ThrottledError:
            utter(dispatcher, later(turn))
            return []
        except FAILURES as error:
            log.error("complaint_not_read", error=type(error).__name__)
            utter(dispatcher, notice(say("not_saved", turn)))
            return []
        if not found:
            if step == "request_review":
                # Perhaps only asked: what a review is, then whose.
                utter(dispatcher, replies.answer("complaint_review", turn) | {"buttons": []})
            return _begin(step, None)
        if step == "status":
            utter(dispatcher, *shown(found, turn))
            return []
        case = cases.pick(found, step)
        if case is None:
            utter(dispatcher, refused(found[0], step, turn))
            return []
        return _begin(step, case)


class ActionEndComplaintCare(Action):
    """Clears the form's slots, and reminds of a complaint that is still being taken down."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_end_complaint_care"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Say so when a draft waits."""
        turn = turn_of(tracker)
        try:
            draft, _ = await keeping.found(tracker.sender_id, None)
        except FAILURES:
            draft = None
        if draft and draft.answers:
            utter(dispatcher, notice(say("draft_waits", turn), [button("resume", turn)]))
        return [SlotSet(name, None) for name in SLOTS]


def shown(found: tuple[Case, ...], turn: Turn) -> list[Reply]:
    """How each stands; the newest one's steps as buttons."""
    few = found[: 1 if turn.mode == "large" else _MOST]
    text = "\n".join(standing(case, turn) for case in few)
    return [notice(text, buttons(found[0], turn))]


def refused(case: Case, step: str, turn: Turn) -> Reply:
    """Why a step is not possible now."""
    rated = step == "rate" and case.complaint.rated_at is not None
    key = "rated_before" if rated else f"cannot_{NAMES.get(step, step)}"
    text = say(key, turn, receipt=case.complaint.receipt, state=state(case, turn))
    more: list[Button] = buttons(case, turn)
    return notice(text, more)


def later(turn: Turn) -> Reply:
    """Too many wrong codes: the same for every number, and who can help meanwhile."""
    return notice(say("case_later", turn), [human(turn)])


async def _meant(turn: Turn, tracker: Tracker) -> tuple[Case, ...]:
    """The one whose numbers were said, or those of this conversation."""
    numbers = cases.numbers_in(turn.text, tracker.latest_message)
    if numbers.receipt:
        case = await cases.opened(numbers, tracker.sender_id)
        return (case,) if case else ()
    return await cases.own(tracker.sender_id)


def _begin(step: str, case: Case | None) -> list[EventType]:
    chosen = str(case.complaint.id) if case else None
    values = {**dict.fromkeys(SLOTS), "care_step": step, "care_case": chosen}
    return [FollowupAction(FORM), *(SlotSet(name, value) for name, value in values.items())]
