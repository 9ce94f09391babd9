"""Policies look at the last messages: stock Rasa replays the whole session five times a turn."""

from __future__ import annotations

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

# More than any rule or remembered story looks back.
_MESSAGES = 5
_stock_predict = MessageProcessor._predict_next_with_tracker


def _predict(self: MessageProcessor, tracker: DialogueStateTracker) -> PolicyPrediction:
    """Rasa's prediction on a short tracker; inside a form, or with a follow-up action, on the whole one."""
    whole = tracker.followup_action or tracker.active_loop
    return _stock_predict(self, tracker if whole else window(tracker))


def window(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The same tracker as if it had begun a few messages ago, with the slots that matter as they were."""
    events = list(tracker.events)
    start = _start(events)
    if start == 0:
        return tracker
    featured = {name for name, slot in tracker.slots.items() if slot.has_features()}
    slots = {e.key: e for e in events[:start] if isinstance(e, SlotSet) and e.key in featured}
    kept = [*slots.values(), *events[start:]]
    return DialogueStateTracker.from_events(tracker.sender_id, kept, slots=tracker.slots.values())


def _start(events: list[Event]) -> int:
    """Index of the action (listening) before the fifth last user message; 0 when there are not so many."""
    seen = 0
    for index in range(len(events) - 1, -1, -1):
        seen += isinstance(events[index], UserUttered)
        if seen >= _MESSAGES and isinstance(events[index], ActionExecuted):
            return index
    return 0


def shorten_policies_view() -> None:
    """Install the window."""
    MessageProcessor._predict_next_with_tracker = _predict


def policies_view_shortened() -> bool:
    """Whether Rasa uses it."""
    return MessageProcessor._predict_next_with_tracker is _predict
