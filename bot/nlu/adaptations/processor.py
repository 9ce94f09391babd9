"""The turn itself: sessions bounded in messages, and what was understood kept for the channel."""

from __future__ import annotations

import os
from typing import Any

from rasa.core.actions.action import ActionSessionStart
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_stock_expired = MessageProcessor._has_session_expired
_stock_parse = MessageProcessor.parse_message


def longest_session() -> int:
    """User messages in one session (XIAOBAO_SESSION_TURNS)."""
    return int(os.environ.get("XIAOBAO_SESSION_TURNS", "50"))


def _expired(self: MessageProcessor, tracker: DialogueStateTracker) -> bool:
    """Rasa's rule, or a full session; an unfinished form gets as many messages again."""
    turns = sum(isinstance(event, UserUttered) for event in tracker.events)
    allowed = longest_session() * (2 if tracker.active_loop else 1)
    return turns >= allowed or _stock_expired(self, tracker)


def _carried(tracker: DialogueStateTracker) -> list[SlotSet]:
    """The last value of each slot; Rasa carries every change ever made and grows with the conversation."""
    last: dict[str, SlotSet] = {}
    for event in tracker.applied_events():
        if isinstance(event, SlotSet):
            last[event.key] = event
    return [SlotSet(key=e.key, value=e.value, metadata=e.metadata) for e in last.values()]


def bound_session() -> None:
    """Install the bounded session."""
    MessageProcessor._has_session_expired = _expired
    ActionSessionStart._slot_set_events_from_tracker = staticmethod(_carried)


def session_bounded() -> bool:
    """Whether Rasa uses it."""
    carried = ActionSessionStart._slot_set_events_from_tracker is _carried
    return carried and MessageProcessor._has_session_expired is _expired


async def _parse(
    self: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker | None = None,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    """Rasa's parsing; the result also stays on the message, where the channel reads it."""
    parse_data = await _stock_parse(self, message, tracker, only_output_properties)
    message.parse_data = parse_data
    return parse_data


def keep_parse_data() -> None:
    """Install it."""
    MessageProcessor.parse_message = _parse


def parse_data_kept() -> bool:
    """Whether Rasa uses it."""
    return MessageProcessor.parse_message is _parse
