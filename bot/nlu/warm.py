"""Makes the loaded agent ready for its first customer."""

from __future__ import annotations

import gc

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.memory import give_back
from bot.nlu.endpoint import PooledEndpoint

# Nothing is stored or sent: the tracker exists only here.
_SAMPLE = "金融消费者有哪些权利？"
# As from the gateway, which screens: only without one does the engine need a detector of its own.
_SCREENED = {"fraud": {"stage": "none"}}


async def prepare(agent: Agent) -> None:
    """Pool the action endpoint, then run one message through understanding and policies off the record."""
    processor = agent.processor
    if processor is None:
        raise RasaException("There is no trained model: run `rasa train` first.")
    if agent.action_endpoint:
        agent.action_endpoint = processor.action_endpoint = PooledEndpoint.of(agent.action_endpoint)
    tracker = DialogueStateTracker("warm-up", processor.domain.slots)
    parsed = await processor.parse_message(UserMessage(_SAMPLE, metadata=_SCREENED), tracker)
    if not parsed["intent"]["name"]:
        raise RasaException("The model understands nothing: it was trained without the examples of data/nlu.")
    tracker.update(UserUttered(_SAMPLE, parsed["intent"], parsed["entities"], parsed), processor.domain)
    processor.predict_next_with_tracker(tracker)
    _settle()


async def release(agent: Agent) -> None:
    """Close what `prepare` opened."""
    if isinstance(agent.action_endpoint, PooledEndpoint):
        await agent.action_endpoint.close()


def _settle() -> None:
    """Keep the collector away from what stays for ever: later runs look at the young objects only."""
    gc.collect()
    give_back()
    gc.freeze()
    gc.enable()
