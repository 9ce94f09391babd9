"""A message asked twice: the tracker goes back to before it, so that a form asks the same question again.

The gateway asks again when it died between the engine's answer and storing it. Rasa's own rewind cannot be
used: inside a form it takes back everything up to the message that began the form.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.stores import lean, session_of

MESSAGE_ID = "message_id"


async def _fetch(
    self: MessageProcessor,
    sender_id: str,
    output_channel: OutputChannel | None = None,
    metadata: dict[str, Any] | None = None,
) -> DialogueStateTracker:
    """Rasa's, on the tracker as it was before this very message was answered."""
    tracker = await self.get_tracker(sender_id)
    before = before_message(tracker, (metadata or {}).get(MESSAGE_ID))
    if before is not None and lean(self.tracker_store) is not None:
        tracker = session_of(tracker, before, self.domain)
    await self._update_tracker_session(tracker, output_channel, metadata)
    return tracker


def before_message(tracker: DialogueStateTracker, message_id: Any) -> list[Event] | None:
    """The events before the last message of the customer, if that is the one with this id; else None."""
    if message_id is None:
        return None
    events = list(tracker.events)
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if isinstance(event, UserUttered):
            return events[:index] if (event.metadata or {}).get(MESSAGE_ID) == message_id else None
    return None


def rewind_replays() -> None:
    """Install the rewinding."""
    MessageProcessor.fetch_tracker_and_update_session = _fetch


def replays_rewound() -> bool:
    """Whether Rasa uses it."""
    return MessageProcessor.fetch_tracker_and_update_session is _fetch
