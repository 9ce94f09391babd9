"""A message answered off the record: it moves no conversation, and nothing that stores anything runs."""

from __future__ import annotations

from typing import Any, Final

from rasa.core.agent import Agent
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.turn import TurnMessage, outcome

SENDER: Final = "aside"
# They look things up and speak; forms, quizzes, checks and handoffs are for the conversation itself.
_QUIET: Final = frozenset({"action_answer", "action_search", "action_dialogue", "action_tell_region"})


async def aside(agent: Agent, message: TurnMessage, topic: str | None) -> dict[str, Any]:
    """What would be said behind the answer `topic`, as a turn's outcome; no replies where it is not quiet.

    Raises what understanding, the policies or the action raise.
    """
    processor = agent.processor
    # It lives for this message alone.
    tracker = DialogueStateTracker(SENDER, processor.domain.slots)
    before = [SlotSet("topic", topic), ActionExecuted(ACTION_LISTEN_NAME)]
    tracker.update_with_events(before, processor.domain)
    read = await processor.parse_message(message, tracker)
    said = UserUttered(message.text, read["intent"], read["entities"], read, metadata=message.metadata)
    tracker.update(said, processor.domain)
    action, _ = processor.predict_next_with_tracker_if_should(tracker)
    if action.name() in _QUIET:
        events = await action.run(message.output_channel, processor.nlg, tracker, processor.domain)
        await processor.execute_side_effects(events, tracker, message.output_channel)
    return {**outcome(message), "failed": message.output_channel.action_failed}
