"""Whatever answers a message that only sounds like a fraud also says whom to call, and offers a human."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from actions import replies
from actions.alarms import Alarm
from actions.context import turn_of


def careful(called: Mapping[str, Any], said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an action said (rasa-sdk's responses); before the first reply of the turn the number.

    An alarm of money or secrets that are gone needs nothing: the gateway says the number and brings the human
    unless the answer did.
    """
    found = ((called.get("tracker") or {}).get("latest_message") or {}).get("fraud") or {}
    if not found.get("doubted") or Alarm.read(found).urgent or not said:
        return said
    tracker = Tracker.from_dict(dict(called["tracker"]))
    first = said[0].get("custom") or {}
    if not first.get("text") or first.get("doubted") or _spoke(tracker):
        return said
    reply = replies.just_in_case(first, turn_of(tracker))
    return [{**said[0], "text": reply["text"], "custom": reply}, *said[1:]]


def _spoke(tracker: Tracker) -> bool:
    """Something was answered in this turn already."""
    events = [event.get("event") for event in reversed(tracker.events)]
    return "bot" in events[: events.index("user")] if "user" in events else False
