"""Two gateways on one database: order, exactly once and live events hold between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from gateway.chat.hub import RedisHub
from gateway.chat.waiting import Waiting
from tests.gateway.conftest import Customer, FakeEngine, Gateway, running
from xiaobao.settings import Settings


@pytest.fixture
async def pair(
    either: Settings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Gateway, Gateway]]:
    # Ten turns in a row shall not use up the patience of the last on a slow machine.
    monkeypatch.setattr(Waiting, "every", 0.05)
    async with running(either, engine) as first, running(either, engine) as second:
        yield first, second


def same(customer: Customer, gateway: Gateway) -> Customer:
    return Customer(gateway.http, {"conversation_id": customer.id, "token": customer.token})


async def test_one_conversation_is_answered_in_order_by_both(pair: tuple[Gateway, Gateway]) -> None:
    first, second = pair
    first.engine.delay = 0.02
    here = await first.customer()
    there = same(here, second)
    texts = [f"第{number}个问题" for number in range(10)]
    sides = [
        here.say(t, t.encode().hex()) if n % 2 else there.say(t, t.encode().hex())
        for n, t in enumerate(texts)
    ]
    answers = await asyncio.gather(*sides)
    assert first.engine.overlaps == 0
    assert len(first.engine.asked) == 10
    for text, answer in zip(texts, answers, strict=True):
        assert text in answer["replies"][0]["text"]
    stored = [item["text"] for item in await here.history() if item["sender"] == "customer"]
    assert [asked["text"] for asked in first.engine.asked] == stored


async def test_a_duplicate_at_the_other_gateway_waits_for_the_same_answer(
    pair: tuple[Gateway, Gateway],
) -> None:
    first, second = pair
    first.engine.delay = 0.1
    here = await first.customer()
    answers = await asyncio.gather(
        here.post("什么是知情权？", "x"), same(here, second).post("什么是知情权？", "x")
    )
    assert answers[0].content == answers[1].content
    assert len(first.engine.asked) == 1


async def test_every_step_of_a_conversation(pair: tuple[Gateway, Gateway]) -> None:
    first, second = pair
    here = await first.customer()
    there = same(here, second)
    assert (await here.say("请问13800138000，卡号6222020200112233446", "a"))["message"]["masked"]
    first.engine.mood = "failed"
    assert (await there.say("我被骗了", "b"))["owner"] == "queue"
    assert (await here.say("在吗", "c"))["replies"][0]["sender"] == "system"
    assert (await there.call("DELETE", "/handoff")).json()["owner"] == "bot"
    assert (await here.call("PATCH", json={"region": "HK", "mode": "large"})).json()["region"] == "HK"
    items = await there.history()
    assert [item["id"] for item in items] == [str(number) for number in range(1, len(items) + 1)]
    await here.call("DELETE")
    assert (await there.call("GET")).status_code == 404


async def test_redis_carries_wake_ups_and_survives_its_loss(
    settings: Settings, engine: FakeEngine, redis: tuple[str, Any]
) -> None:
    url, process = redis
    shared = settings.model_copy(update={"redis_url": url})
    async with AsyncExitStack() as both:
        first = await both.enter_async_context(running(shared, engine))
        second = await both.enter_async_context(running(shared, engine))
        assert isinstance(second.app.state.hub, RedisHub)
        customer = await first.customer()
        events = second.chat.events(customer.id)
        await customer.say("第一个问题")
        assert [(await anext(events)).data["sender"] for _ in range(2)] == ["customer", "bot"]
        waiting = asyncio.create_task(anext(events))
        await asyncio.sleep(0.3)
        await customer.say("第二个问题")
        async with asyncio.timeout(0.5):
            assert (await waiting).data["text"] == "第二个问题"
        assert (await anext(events)).data["sender"] == "bot"
        process.kill()
        await process.wait()
        assert (await customer.say("第三个问题"))["replies"][0]["sender"] == "bot"
        async with asyncio.timeout(7):
            assert (await anext(events)).data["text"] == "第三个问题"
        await events.aclose()
