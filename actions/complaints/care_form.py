"""The form about a filed complaint: which one, then the words or the yes that its step needs."""

from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions import replies
from actions.complaints import cases, deeds, keeping
from actions.complaints.care import FORM, NAMES, later, refused, shown
from actions.complaints.cases import Case, Numbers
from actions.complaints.heard import REQUESTED, Heard, heard
from actions.complaints.speaking import button, day, human, is_button, notice, prompt, say, utter
from actions.complaints.store import FAILURES, store
from actions.replies import Reply
from bot.intake import wishes
from casework.errors import ThrottledError

log = structlog.get_logger("actions.complaints")
_PREFIX: Final = "care_"
_DETAIL: Final = {"supplement": "words", "withdraw": "sure", "request_review": "words", "rate": "sure"}
_BUTTONS: Final = {
    "supplement": ("no_need",),
    "withdraw": ("really_withdraw", "keep"),
    "request_review": ("no_reason", "no_need"),
    "rate": (),
}
_PASSED: Final = frozenset(
    {"ask_human", "faq", "greet", "thanks", "goodbye", "abuse", "out_of_scope", "check_scam", "check_text"}
    | {"report_fraud", "switch_simplified", "switch_traditional", "switch_large", "switch_standard"}
    | {"file_complaint", "resume_complaint", "refuse_human"}
    | {"take_quiz", "case_of_day", "family_card"}
)
_EXPLAIN, _END = 2, 3


@dataclass(frozen=True, slots=True)
class Cared:
    """What a turn led to; `asked` None ends the form."""

    asked: str | None
    said: tuple[Reply, ...] = ()
    case: int | None = None
    misses: int = 0
    passed: bool = False
    slots: dict[str, Any] = field(default_factory=dict)


class ValidateComplaintCareForm(FormValidationAction):
    """Reads what the step needs and takes it."""

    def name(self) -> str:
        """Name in the domain."""
        return f"validate_{FORM}"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[str]:
        """The complaint first, then what its step needs."""
        detail = _DETAIL.get(str(tracker.get_slot("care_step")))
        return ["care_case", *([_PREFIX + detail] if detail else [])]

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """One turn."""
        now = heard(tracker, store().today(), _PREFIX)
        numbers = cases.numbers_in(now.turn.text, tracker.latest_message)
        step, chosen = str(tracker.get_slot("care_step") or "status"), tracker.get_slot("care_case")
        try:
            cared = await _turn(now, step, int(chosen) if chosen else None, numbers)
        except ThrottledError:
            cared = Cared(None, (later(now.turn),))
        except FAILURES as error:
            log.error("complaint_step_failed", error=type(error).__name__)
            cared = Cared(None, (notice(say("not_saved", now.turn)),))
        utter(dispatcher, *cared.said)
        requested = SlotSet(REQUESTED, _PREFIX + cared.asked if cared.asked else None)
        if cared.passed:
            return [requested]
        chosen_now = str(cared.case) if cared.case else chosen
        return [SlotSet("care_case", chosen_now), SlotSet("care_misses", cared.misses), requested]


async def _turn(now: Heard, step: str, chosen: int | None, numbers: Numbers) -> Cared:
    if now.asked is None:
        return await _first(now, step, chosen)
    if now.returning:
        return Cared(now.asked) if now.away else await _again(now, step, chosen)
    if now.urgent or now.distress or now.warned or now.intent == "ask_human":
        return Cared(now.asked, passed=True)
    if _human(now):
        return Cared(now.asked, (replies.sentence("handoff", now.turn, kind="handoff"),), misses=now.misses)
    return await (_case(now, step, numbers) if now.asked == "case" else _detail(now, step, chosen or 0))


async def _first(now: Heard, step: str, chosen: int | None) -> Cared:
    if chosen is None:
        return Cared("case", (_ask_case("ask_case", now),))
    return _ask(now, step, await cases.by_id(chosen, now.conversation_id))


async def _again(now: Heard, step: str, chosen: int | None) -> Cared:
    if now.asked == "case" or chosen is None:
        return Cared("case", (_ask_case("fix_case" if now.misses else "ask_case", now),), misses=now.misses)
    return _ask(now, step, await cases.by_id(chosen, now.conversation_id))


async def _case(now: Heard, step: str, numbers: Numbers) -> Cared:
    case = await cases.opened(numbers, now.conversation_id) if numbers.receipt else None
    if case is not None:
        return _found(now, step, case)
    if _stops(now):
        return Cared(None, (notice(say("case_end", now.turn)),))
    if not numbers.receipt and (now.asks or now.intent in _PASSED):
        return Cared(now.asked, passed=True)
    misses = now.misses + 1
    if misses >= _END:
        return Cared(None, (notice(say("case_end", now.turn), [human(now.turn)]),))
    return Cared(
        "case", (_ask_case("explain_case" if misses >= _EXPLAIN else "fix_case", now),), misses=misses
    )


def _found(now: Heard, step: str, case: Case) -> Cared:
    if step == "status":
        return Cared(None, tuple(shown((case,), now.turn)), case.complaint.id)
    if step not in case.allowed:
        return Cared(None, (refused(case, step, now.turn),), case.complaint.id)
    return _ask(now, step, case)


async def _detail(now: Heard, step: str, chosen: int) -> Cared:
    whole = (await keeping.found(now.conversation_id, now.message_id))[1]
    case = await cases.by_id(chosen, now.conversation_id)
    deed = deeds.read(step, now.turn.text, whole or now.turn.text)
    if deed is None and deeds.another(now.turn.text):
        # Begun from here it would lose the form that asks: the button begins it.
        return Cared(None, (notice(say("stopped", now.turn), [button("file", now.turn)]),))
    if deed is None and _stops(now):
        key = "kept" if step == "withdraw" else "stopped"
        values = {"receipt": case.complaint.receipt} if step == "withdraw" else {}
        return Cared(None, (notice(say(key, now.turn, **values)),))
    if now.asks or (deed is None and now.intent in _PASSED):
        return Cared(now.asked, passed=True)
    if deed is None:
        return _missed(now, step)
    return Cared(None, (await deeds.done(case, deed, now),))


def _missed(now: Heard, step: str) -> Cared:
    misses = now.misses + 1
    if misses >= _END:
        return Cared(None, (notice(say("stopped", now.turn), [human(now.turn)]),))
    key = f"{'explain' if misses >= _EXPLAIN else 'fix'}_{NAMES.get(step, step)}"
    shown_ = [*_buttons(step, now), *([human(now.turn)] if misses >= _EXPLAIN else [])]
    return Cared(now.asked, (prompt(say(key, now.turn), _expects(step), shown_),), misses=misses)


def _ask(now: Heard, step: str, case: Case) -> Cared:
    values: dict[str, Any] = {"receipt": case.complaint.receipt}
    key = f"ask_{NAMES.get(step, step)}"
    if step == "request_review":
        until = case.clock.review_until
        key, values = (key, {**values, "until": day(until, now.turn)}) if until else (f"{key}_open", values)
    asked = prompt(say(key, now.turn, **values), _expects(step), _buttons(step, now))
    return Cared(_DETAIL[step], (asked,), case.complaint.id)


def _ask_case(key: str, now: Heard) -> Reply:
    return prompt(say(key, now.turn), "case", [button("no_need", now.turn), human(now.turn)])


def _buttons(step: str, now: Heard) -> list[dict[str, str]]:
    if step == "rate":
        scores = [{"title": str(score), "value": str(score)} for score in range(1, 6)]
        return [*scores, button("unsaid", now.turn)]
    return [button(name, now.turn) for name in _BUTTONS[step]]


def _expects(step: str) -> str:
    return "story" if _DETAIL[step] == "words" else "confirm"


def _stops(now: Heard) -> bool:
    wish = wishes.wish(now.turn.text)
    stops = ("no", "cancel", "later", "back")
    return (
        is_button("no_need", now.turn.text)
        or is_button("keep", now.turn.text)
        or deeds.keeps(now.turn.text)
        or bool(wish and wish.kind in stops)
    )


def _human(now: Heard) -> bool:
    wish = wishes.wish(now.turn.text)
    return bool(wish and wish.kind == "human")
