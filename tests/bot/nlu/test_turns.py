"""Whole turns with and without the shortcuts: the same events, whatever the way."""

import asyncio
import os
from typing import Any

import pytest
from nlu_engine import ROOT, FakeActions
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import adaptations
from bot.nlu.adaptations import runner, window
from bot.nlu.turn import GatewayOutput, TurnMessage

TEXTS = ["你好", "怎么投诉银行", "😀", "什么是知情权", "转人工", "谢谢", "鼹鼠钻石朦胧", "我被骗了怎么办"] * 3


@pytest.fixture
def agent(model: str, actions: FakeActions) -> Agent:
    os.chdir(ROOT)
    adaptations.install()
    address = f"http://127.0.0.1:{actions.port}/webhook"
    return Agent.load(model, action_endpoint=EndpointConfig(address, enable_selective_domain=True))


async def story(agent: Agent, sender: str) -> list[Any]:
    for text in TEXTS:
        await agent.handle_message(TurnMessage(text, GatewayOutput(), sender))
    tracker = await agent.tracker_store.retrieve(sender)
    return [(e.type_name, getattr(e, "action_name", None), getattr(e, "text", None)) for e in tracker.events]


def test_the_same_events_as_stock_rasa(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    short = asyncio.run(story(agent, "short"))
    monkeypatch.setattr(MessageProcessor, "_predict_next_with_tracker", window._stock_predict)
    monkeypatch.setattr(DaskGraphRunner, "run", runner._stock_run)
    assert asyncio.run(story(agent, "stock")) == short
    assert len([e for e in short if e[0] == "user"]) == len(TEXTS)


def test_the_direct_runner_fails_as_dask_does(agent: Agent) -> None:
    graph, target = agent.processor.graph_runner, agent.processor.model_metadata.core_target
    for run in (runner._run, runner._stock_run):
        with pytest.raises(GraphRunError):
            run(graph, {}, [target])


SLOT = {"type": "text", "mappings": [{"type": "custom"}]}
DOMAIN = Domain.from_dict(
    {"intents": ["faq"], "slots": {"felt": SLOT, "unfelt": {**SLOT, "influence_conversation": False}}}
)


def tracker(turns: int, *more: Event) -> DialogueStateTracker:
    events: list[Event] = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]
    for number in range(turns):
        events += [UserUttered(f"問{number}"), ActionExecuted("a"), SlotSet("felt", str(number))]
        events += [SlotSet("unfelt", "x"), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("a", [*events, *more], slots=DOMAIN.slots)


def test_the_window_begins_by_listening_five_messages_ago() -> None:
    seen = window.window(tracker(20, UserUttered("last")))
    users = [event.text for event in seen.events if isinstance(event, UserUttered)]
    assert users == ["問16", "問17", "問18", "問19", "last"]
    kinds = [event.type_name for event in seen.events]
    assert kinds[:3] == ["slot", "action", "user"]
    assert seen.events[0].key == "felt"
    assert seen.events[0].value == "15"
    assert seen.get_slot("felt") == "19"
    assert seen.latest_message.text == "last"


def test_a_short_conversation_is_seen_whole() -> None:
    whole = tracker(4)
    assert window.window(whole) is whole


def test_inside_a_form_everything_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[DialogueStateTracker] = []
    monkeypatch.setattr(window, "_stock_predict", lambda _, seen: given.append(seen))
    inside, outside = tracker(20, ActiveLoop("form")), tracker(20)
    for one in (inside, outside):
        window._predict(object(), one)
    assert given[0] is inside
    assert len(given[1].events) < len(outside.events)
