"""The complaint form in Rasa's terms: what a turn led to becomes slots, replies and the next question."""

from dataclasses import replace
from typing import Any, Final

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.complaints import answered, asides, keeping, reading
from actions.complaints.filling import turn_of_form
from actions.complaints.flow import ASKED, SLOT, STORY, Answers, flow, next_step
from actions.complaints.heard import REQUESTED, Heard, heard
from actions.complaints.speaking import notice, say, utter
from actions.complaints.store import FAILURES, store
from actions.complaints.turned import Turned
from actions.context import Turn, knowledge
from actions.places import complaint_there
from actions.replies import Reply
from bot.intake import wishes
from casework.complaints.types import Draft

log = structlog.get_logger("actions.complaints")
FORM: Final = "complaint_form"
CONFIRM: Final = f"{SLOT}confirm"


class ActionBeginComplaint(Action):
    """Opens the draft, or the one that was put aside, and starts the form."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_begin_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Say what begins; without a database nothing does."""
        now = heard(tracker, store().today())
        try:
            draft, whole = await keeping.found(now.conversation_id, now.message_id)
            now = await _without_dead_number(replace(now, whole=whole))
            said, told = await _begun(now, draft)
        except FAILURES as error:
            return _failed(dispatcher, now, error)
        utter(dispatcher, _opened(said, now.turn), *told)
        going = said != "nothing_to_resume"
        return [FollowupAction(FORM), *_cleared()] if going else []


class ValidateComplaintForm(FormValidationAction):
    """Reads an answer, keeps it in the draft and asks the next question; refuses what is not for the form."""

    def name(self) -> str:
        """Name in the domain."""
        return f"validate_{FORM}"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[str]:
        """The questions that are still open for this draft."""
        draft, _ = await keeping.found(tracker.sender_id, None)
        return [step.slot for step in flow().steps if draft and step.field not in draft.answers]

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """One turn."""
        now = heard(tracker, store().today())
        try:
            draft, whole = await keeping.found(now.conversation_id, now.message_id)
            if draft is None:
                return _without_draft(dispatcher, now)
            now = await _without_dead_number(replace(now, whole=whole))
            turned = turn_of_form(now, draft.answers)
            await _kept(now, turned)
        except FAILURES as error:
            return [
                *_failed(dispatcher, now, error),
                SlotSet(f"{SLOT}misses", now.misses),
                *_asked(now.asked),
            ]
        utter(dispatcher, *turned.said)
        return _events(turned)


def _opened(said: str, turn: Turn) -> Reply:
    """What begins; who is elsewhere is told first how complaints go there: this form is the bank's."""
    there = complaint_there(turn) if said in ("begin", "begin_told") else None
    if there is None:
        return notice(say(said, turn))
    first = knowledge().say("dialogue.complain_there", **turn.style, title=there["title"])
    return notice(f"{first}\n{say(said, turn)}", [there])


async def _begun(now: Heard, draft: Draft | None) -> tuple[str, list[Reply]]:
    """The sentence to begin with, and what must be said with the story; an opening may tell it."""
    if draft is None and now.intent == "resume_complaint":
        return "nothing_to_resume", []
    answers = (await keeping.begin(now.conversation_id)).answers
    if STORY in answers:
        return "resumed", []
    kept = {"mode": now.turn.mode, **_opening(now, answers)}
    await keeping.keep(now.conversation_id, kept)
    told = answered.said_with(now, answers, answered.merged(answers, kept))
    return ("begin_told" if STORY in kept else "begin"), told


def _opening(now: Heard, answers: Answers) -> dict[str, Any]:
    """What stands beside the order: the story, or words to begin it with."""
    text, beside = now.text.strip(), wishes.beside_order(now.text)
    if now.intent != "file_complaint" or reading.is_any_button(text):
        return {}
    long = len(beside) >= flow().opening_story
    if beside and (reading.tells(text, now.today) if long else reading.names_wrong(beside)):
        kept = answered.told(now, answers, {"by": ASKED, "text": text})
        return kept | asides.contacts(now, {**answers, **kept}, None)
    tried = asides.tried(now, answers)
    # 我要投诉城东支行的柜员 names whom; what happened has still to be told.
    return tried if long or not tried else {asides.TRIED: tried[asides.TRIED] | {"named": True}}


async def _without_dead_number(now: Heard) -> Heard:
    """A number nobody can call is no answer."""
    if "phone" not in now.personal:
        return now
    if await keeping.callable_phone(now.conversation_id, now.personal["phone"][0], now.turn.region):
        return now
    return replace(now, personal={kind: value for kind, value in now.personal.items() if kind != "phone"})


async def _kept(now: Heard, turned: Turned) -> None:
    if turned.restarted:
        await keeping.restart(now.conversation_id)
    elif turned.ended in ("cancelled", "elsewhere"):
        await keeping.drop(now.conversation_id)
    await keeping.keep(now.conversation_id, turned.kept)


def _without_draft(dispatcher: CollectingDispatcher, now: Heard) -> list[EventType]:
    """Filed a moment ago, and asked again after a crash; or it was deleted meanwhile."""
    turned = turn_of_form(now, _COMPLETE) if now.asked == "confirm" else None
    if turned and turned.ended == "submit":
        return [SlotSet(CONFIRM, "submit"), SlotSet(REQUESTED, None)]
    utter(dispatcher, notice(say("lost", now.turn)))
    return [SlotSet(CONFIRM, "lost"), SlotSet(REQUESTED, None)]


def _events(turned: Turned) -> list[EventType]:
    if turned.passed:
        # Nothing but the question: Rasa takes the message for refused, and its own rule answers it.
        return _asked(turned.asked)
    mirrored = {
        f"{SLOT}{field}": (value or {}).get("by") for field, value in turned.kept.items() if _is_step(field)
    }
    state = {f"{SLOT}pending": turned.pending, f"{SLOT}misses": turned.misses}
    ended = {CONFIRM: turned.ended} if turned.ended else {}
    return [*(SlotSet(*one) for one in (mirrored | state | ended).items()), *_asked(turned.asked)]


def _asked(field: str | None) -> list[EventType]:
    return [SlotSet(REQUESTED, f"{SLOT}{field}" if field else None)]


def _cleared() -> list[EventType]:
    names = [*(step.slot for step in flow().steps), f"{SLOT}pending", f"{SLOT}misses"]
    return [SlotSet(name, None) for name in names]


def _is_step(field: str) -> bool:
    return any(step.field == field for step in flow().steps)


def _failed(dispatcher: CollectingDispatcher, now: Heard, error: Exception) -> list[EventType]:
    log.error("complaint_not_kept", error=type(error).__name__)
    utter(dispatcher, notice(say("not_saved", now.turn)))
    return []


# As if nothing were left to ask: what a filed draft had been.
_COMPLETE: Final[Answers] = {step.field: {"by": ASKED} for step in flow().steps if step.field != "confirm"}
__all__ = ["CONFIRM", "FORM", "ActionBeginComplaint", "ValidateComplaintForm", "next_step"]
