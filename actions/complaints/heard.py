"""What a turn of the form is about: the customer's message, and where the form stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from rasa_sdk import Tracker

from actions.complaints.flow import SLOT
from actions.context import DISTRESS, Turn, turn_of
from actions.fraud import alarm_of
from bot.fraud.finding import WORDING

REQUESTED: Final = "requested_slot"
REPORT: Final = "report_fraud"
_SURE: Final = 0.8
# Somebody else has the word now: the form keeps still.
_AWAY: Final = frozenset({"ask_human"})


@dataclass(frozen=True, slots=True)
class Heard:
    """The message as the form hears it.

    `asked`: the field in question; None when the form begins. `returning`: something else was answered in
    this turn, the form only asks again. `warned`: a fraud is told of, nothing is lost yet. `personal`:
    sealed values of this message, kind to (token, shown).
    """

    turn: Turn
    conversation_id: str
    today: date
    asked: str | None
    pending: str | None = None
    misses: int = 0
    returning: bool = False
    urgent: bool = False
    warned: bool = False
    asks: bool = False
    personal: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    message_id: int | None = None
    whole: str | None = None

    @property
    def text(self) -> str:
        """The message, as long as it was."""
        return self.whole or self.turn.text

    @property
    def intent(self) -> str:
        """What was understood, without `faq/`."""
        return self.turn.intent

    @property
    def entry(self) -> str:
        """The entry that would answer; nothing when the message is for no entry."""
        return (
            self.turn.ranking[0][0]
            if self.intent == "faq" and self.turn.ranking and not self.turn.retired
            else ""
        )

    @property
    def distress(self) -> bool:
        """True when a life may be at stake."""
        return self.entry == DISTRESS and self.turn.confidence >= 1.0

    @property
    def away(self) -> bool:
        """True when a human or an emergency has the word after this turn."""
        return self.urgent or self.distress or self.intent in _AWAY


def heard(tracker: Tracker, today: date, prefix: str = SLOT) -> Heard:
    """Read the turn of a form whose slots begin with `prefix`."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    slots = tracker.current_slot_values()
    asked = slots.get(REQUESTED)
    mine = isinstance(asked, str) and asked.startswith(prefix)
    return Heard(
        turn=turn_of(tracker),
        conversation_id=tracker.sender_id,
        today=today,
        asked=str(asked).removeprefix(prefix) if mine else None,
        pending=slots.get(f"{prefix}pending"),
        misses=int(slots.get(f"{prefix}misses") or 0),
        returning=mine and _interrupted(tracker.events),
        urgent=_reports(message) and alarm_of(tracker).urgent,
        warned=_reports(message) and _surely(message.get("fraud") or {}),
        asks=bool(message.get("asks")),
        personal=_personal(metadata),
        message_id=_number(metadata.get("message_id")),
    )


def _reports(message: Mapping[str, Any]) -> bool:
    return bool(message.get("intent", {}).get("name") == REPORT)


def _surely(found: Mapping[str, Any]) -> bool:
    """A rule and not the wording alone says so: the answers to a form are short, and guessed wrong sooner."""
    rules = [rule for rule in found.get("rules") or () if rule != WORDING]
    return found.get("stage") == "targeted" and bool(rules) and float(found.get("score") or 0.0) >= _SURE


def _interrupted(events: list[dict[str, Any]]) -> bool:
    """Whether the form has refused this message and something else has answered it."""
    for event in reversed(events):
        match event.get("event"):
            case "user":
                return False
            case "action_execution_rejected":
                return True
    return False


def _personal(metadata: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The last of each kind: 不是139…，是138…."""
    found = metadata.get("personal")
    rows = found if isinstance(found, list) else []
    return {str(r["kind"]): (str(r["token"]), str(r.get("shown") or "")) for r in rows if r.get("token")}


def _number(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() else None
