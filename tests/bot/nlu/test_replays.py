"""A message asked twice gives the same question and leaves the same state, wherever in a form it stands."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from nlu_engine import ROOT
from rasa.core.agent import Agent
from rasa.model_training import train
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu import adaptations
from bot.nlu.adaptations import replays
from bot.nlu.stores import LeanTrackerStore
from bot.nlu.turn import GatewayOutput, TurnMessage, outcome

DOMAIN = {
    "version": "3.1",
    "intents": ["file", "greet"],
    "slots": {
        name: {
            "type": "text",
            "influence_conversation": False,
            "mappings": [
                {"type": "from_text", "conditions": [{"active_loop": "small", "requested_slot": name}]}
            ],
        }
        for name in ("story", "name", "phone")
    },
    "forms": {"small": {"required_slots": ["story", "name", "phone"]}},
    "responses": {
        "utter_ask_story": [{"text": "what happened?"}],
        "utter_ask_name": [{"text": "who are you?"}],
        "utter_ask_phone": [{"text": "your phone?"}],
        "utter_filed": [{"text": "filed"}],
        "utter_greet": [{"text": "hello"}],
    },
    "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
}
RULES = [
    {"rule": "greet", "steps": [{"intent": "greet"}, {"action": "utter_greet"}]},
    {"rule": "begin", "steps": [{"intent": "file"}, {"action": "small"}, {"active_loop": "small"}]},
    {
        "rule": "end",
        "condition": [{"active_loop": "small"}],
        "steps": [
            {"action": "small"},
            {"active_loop": None},
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": "utter_filed"},
        ],
    },
]
CONFIG = {
    "recipe": "default.v1",
    "assistant_id": "small",
    "language": "zh",
    "pipeline": [{"name": "KeywordIntentClassifier"}],
    "policies": [{"name": "RulePolicy"}],
}
NLU = [
    {"intent": "file", "examples": "- complain\n- grumble\n"},
    {"intent": "greet", "examples": "- hello\n- hi\n"},
]
TALK = ["hello", "complain", "they took money", "Wang", "138", "hello"]


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("small")
    contents: dict[str, Any] = {"domain": DOMAIN, "config": CONFIG}
    contents |= {"nlu": {"version": "3.1", "nlu": NLU}, "rules": {"version": "3.1", "rules": RULES}}
    for name, content in contents.items():
        (folder / f"{name}.yml").write_text(yaml.safe_dump(content))
    files = [str(folder / "nlu.yml"), str(folder / "rules.yml")]
    result = train(str(folder / "domain.yml"), str(folder / "config.yml"), files, output=str(folder))
    assert result.code == 0
    return str(result.model)


class One:
    """An engine of its own on the store of a folder."""

    def __init__(self, model: str, folder: Path, cache: int) -> None:
        os.chdir(ROOT)
        adaptations.install()
        self.agent = Agent.load(model)
        self.store = LeanTrackerStore(self.agent.domain, f"sqlite:///{folder}/t.db", cache=cache)
        self.agent.tracker_store = self.agent.processor.tracker_store = self.store

    async def ask(self, text: str, message_id: int | None) -> list[str]:
        metadata = {} if message_id is None else {"message_id": message_id}
        message = TurnMessage(text, GatewayOutput(), "a", metadata=metadata)
        await self.agent.handle_message(message)
        return [reply["text"] for reply in outcome(message)["replies"]]

    async def state(self) -> tuple[Any, ...]:
        tracker = await LeanTrackerStore(self.agent.domain, str(self.store.engine.url)).retrieve("a")
        assert tracker
        return told(tracker)


def told(tracker: DialogueStateTracker) -> tuple[Any, ...]:
    said = [e.text for e in tracker.events if isinstance(e, UserUttered)]
    # The metadata of a session's start is a slot of Rasa's own.
    slots = {k: v for k, v in tracker.current_slot_values().items() if k != "session_started_metadata"}
    return slots, tracker.active_loop_name, tracker.latest_action_name, said


async def once(engine: One) -> list[tuple[list[str], Any]]:
    return [(await engine.ask(text, n), await engine.state()) for n, text in enumerate(TALK)]


@pytest.mark.parametrize("cache", [0, 300])
@pytest.mark.parametrize("times", [2, 3])
def test_every_message_may_be_asked_again(small_model: str, tmp_path: Path, cache: int, times: int) -> None:
    async def repeated(engine: One) -> list[tuple[list[str], Any]]:
        seen = []
        for number, text in enumerate(TALK):
            for _ in range(times):
                replies = await engine.ask(text, number)
            seen.append((replies, await engine.state()))
        return seen

    (tmp_path / "b").mkdir()
    plain = asyncio.run(once(One(small_model, tmp_path, cache)))
    assert [replies[-1] for replies, _ in plain] == [
        "hello", "what happened?", "who are you?", "your phone?", "filed", "hello",
    ]  # fmt: skip
    assert asyncio.run(repeated(One(small_model, tmp_path / "b", cache))) == plain


def test_another_engine_is_asked_again_and_the_first_one_sees_it(small_model: str, tmp_path: Path) -> None:
    first, second = One(small_model, tmp_path, 300), One(small_model, tmp_path, 300)

    async def story() -> list[list[str]]:
        for number, text in enumerate(TALK[:3]):
            await first.ask(text, number)
        again = await second.ask(TALK[2], 2)
        return [again, await first.ask(TALK[3], 3), await second.ask(TALK[3], 3), await first.ask(TALK[4], 4)]

    assert asyncio.run(story()) == [["who are you?"], ["your phone?"], ["your phone?"], ["filed"]]
    slots = asyncio.run(first.state())[0]
    assert (slots["story"], slots["name"], slots["phone"]) == ("they took money", "Wang", "138")


def test_a_message_that_began_a_session(
    small_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three messages fill a session; the fourth begins another, asked twice."""
    monkeypatch.setenv("XIAOBAO_SESSION_TURNS", "3")
    engine = One(small_model, tmp_path, 300)

    async def story() -> tuple[list[str], list[str], int]:
        for number in range(3):
            await engine.ask("hello", number)
        one, two = await engine.ask("complain", 3), await engine.ask("complain", 3)
        tracker = await engine.store.retrieve("a")
        assert tracker
        return one, two, sum(isinstance(e, UserUttered) for e in tracker.events)

    assert asyncio.run(story()) == (["what happened?"], ["what happened?"], 1)


def test_the_last_message_of_a_full_session_stays_in_it(
    small_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_SESSION_TURNS", "2")
    engine = One(small_model, tmp_path, 300)

    async def story() -> tuple[list[str], Any]:
        for number, text in enumerate(TALK[:2]):
            await engine.ask(text, number)
        return await engine.ask(TALK[1], 1), (await engine.state())[3]

    assert asyncio.run(story()) == (["what happened?"], TALK[:2])


@pytest.mark.parametrize(("first", "second"), [(1, 2), (None, None), (1, None)])
def test_the_same_words_sent_again_are_a_new_message(
    small_model: str, tmp_path: Path, first: int | None, second: int | None
) -> None:
    engine = One(small_model, tmp_path, 300)

    async def story() -> Any:
        await engine.ask("complain", 0)
        await engine.ask("Wang", first)
        return await engine.ask("Wang", second), (await engine.state())[0]["name"]

    assert asyncio.run(story()) == (["your phone?"], "Wang")


def test_only_the_last_message_counts(small_model: str, tmp_path: Path) -> None:
    engine = One(small_model, tmp_path, 0)

    async def story() -> DialogueStateTracker:
        for number, text in enumerate(TALK[:4]):
            await engine.ask(text, number)
        tracker = await engine.store.retrieve("a")
        assert tracker
        return tracker

    tracker = asyncio.run(story())
    assert replays.before_message(tracker, 2) is None
    assert replays.before_message(tracker, None) is None
    before = replays.before_message(tracker, 3)
    assert before
    assert isinstance(before[0], SessionStarted)
    assert told(DialogueStateTracker.from_events("a", before, slots=tracker.slots.values()))[3] == TALK[:3]
