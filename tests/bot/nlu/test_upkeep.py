"""The pooled endpoint, the reply shapes, forgetting and tidying."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from nlu_engine import FakeActions
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.nlu.endpoint import PooledEndpoint
from bot.nlu.locks import AsyncLockStore
from bot.nlu.stores import LeanTrackerStore, lean
from bot.nlu.turn import GatewayOutput, TurnMessage, outcome
from bot.nlu.upkeep import forget, keep_tidy


def call(text: str) -> dict:
    message = {"text": text, "faq_ranking": []}
    return {"next_action": "action_answer", "tracker": {"latest_message": message, "slots": {}, "events": []}}


async def test_the_endpoint_keeps_its_connection(actions: FakeActions) -> None:
    stock = EndpointConfig(f"http://127.0.0.1:{actions.port}/webhook", enable_selective_domain=True)
    pooled = PooledEndpoint.of(stock)
    assert pooled.kwargs == stock.kwargs
    for _ in range(2):
        reply = await pooled.request(json=call("你好"), method="post", timeout=300, compress=False)
        assert reply["responses"][0]["text"] == "你好"
    assert len(pooled._client.connector._conns) == 1
    with pytest.raises(ClientResponseError):
        await pooled.request(json=call("失败"))
    await pooled.close()
    await pooled.close()


async def test_the_endpoint_does_not_wait_for_ever(
    actions: FakeActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_ACTION_TIMEOUT", "0.1")
    pooled = PooledEndpoint.of(EndpointConfig(f"http://127.0.0.1:{actions.port}/webhook"))
    with pytest.raises(asyncio.TimeoutError):
        await pooled.request(json=call("卡住"))
    await pooled.close()


async def test_plain_responses_take_the_same_shape() -> None:
    output = GatewayOutput()
    await output.send_response("a", {"text": "答", "buttons": [{"title": "甲", "payload": "乙"}]})
    await output.send_response(
        "a", {"text": "x", "custom": {"kind": "notice", "text": "告知", "buttons": []}}
    )
    assert output.messages == [
        {"kind": "answer", "text": "答", "buttons": [{"title": "甲", "value": "乙"}]},
        {"kind": "notice", "text": "告知", "buttons": []},
    ]


def test_nothing_said_is_a_failed_turn() -> None:
    message = TurnMessage("你好", GatewayOutput(), "a")
    nothing = {"name": None, "confidence": 0.0}
    assert outcome(message) == {"replies": [], "intent": nothing, "entities": [], "failed": True}


async def test_forget_works_through_rasas_wrappers(tmp_path: Path) -> None:
    store = LeanTrackerStore(Domain.empty(), f"sqlite:///{tmp_path}/a.db")
    assert lean(FailSafeTrackerStore(store)) is store
    agent = SimpleNamespace(tracker_store=FailSafeTrackerStore(store), lock_store=AsyncLockStore())
    assert await forget(agent, "a") == 0


async def test_another_store_is_left_alone() -> None:
    store = FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty()))
    assert lean(store) is None
    agent = SimpleNamespace(tracker_store=store, lock_store=AsyncLockStore())
    assert await forget(agent, "a") is None
    await asyncio.wait_for(keep_tidy(store), 1)


async def test_tidying_survives_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LeanTrackerStore(Domain.empty(), f"sqlite:///{tmp_path}/a.db")
    asked: list[float] = []

    async def broken(days: float) -> int:
        asked.append(days)
        raise OSError

    monkeypatch.setattr(store, "forget_older", broken)
    monkeypatch.setenv("XIAOBAO_TRACKER_DAYS", "7")
    task = asyncio.ensure_future(keep_tidy(store))
    await asyncio.sleep(0.01)
    assert asked == [7]
    assert not task.done()
    task.cancel()


async def test_tidying_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_TRACKER_DAYS", "0")
    await asyncio.wait_for(keep_tidy(LeanTrackerStore(Domain.empty(), f"sqlite:///{tmp_path}/a.db")), 1)
