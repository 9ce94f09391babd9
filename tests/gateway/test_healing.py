"""A process dies between storing and answering: the next one answers, exactly once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from gateway.chat.records import Incoming
from gateway.chat.sweeper import Sweeper
from tests.gateway.conftest import Customer, FakeEngine, Gateway, running, until
from xiaobao.settings import Settings

LONG_AGO = timedelta(minutes=5)


async def left_behind(gateway: Gateway, customer: Customer, text: str, name: str = "lost") -> None:
    """What a process leaves that was killed after storing: the message, and a lease nobody gives back."""
    then = datetime.now(UTC) - LONG_AGO
    new = Incoming(customer.id, name, text)
    database = gateway.app.state.database
    await database.write(lambda s: gateway.chat._store.accept(s, new, then))


async def test_the_sweeper_answers_what_was_left_behind_once(gateway: Gateway, customer: Customer) -> None:
    await left_behind(gateway, customer, "什么是知情权？")
    sweeper = Sweeper(gateway.chat)
    healed = sum(await asyncio.gather(*(sweeper.sweep(timedelta(0)) for _ in range(4))))
    assert healed == 1
    assert len(gateway.engine.asked) == 1
    assert [item["sender"] for item in await customer.history()] == ["customer", "bot"]
    again = await customer.say("什么是知情权？", "lost")
    assert again["replies"][0]["text"] == (await customer.history())[1]["text"]
    assert len(gateway.engine.asked) == 1


async def test_several_messages_of_one_conversation_are_healed_in_order(
    gateway: Gateway, customer: Customer
) -> None:
    texts = [f"第{number}个问题" for number in range(4)]
    for number, text in enumerate(texts):
        await left_behind(gateway, customer, text, f"lost{number}")
    sweeper = Sweeper(gateway.chat)
    async with asyncio.timeout(10):
        while len(await customer.history()) < 8:
            await sweeper.sweep(timedelta(0))
    assert [asked["text"] for asked in gateway.engine.asked] == texts


async def stored(customer: Customer, number: int) -> bool:
    return len(await customer.history()) == number


async def test_the_running_application_heals_by_itself(settings: Settings, engine: FakeEngine) -> None:
    async with running(settings, engine) as first:
        customer = await first.customer()
        await left_behind(first, customer, "什么是知情权？")
    async with running(settings, engine) as second:
        customer.http = second.http
        await until(lambda: stored(customer, 2))
        assert len(engine.asked) == 1


async def test_who_asks_again_after_a_crash_is_answered(gateway: Gateway, customer: Customer) -> None:
    await left_behind(gateway, customer, "什么是知情权？")
    body = await customer.say("什么是知情权？", "lost")
    assert body["replies"][0]["sender"] == "bot"
    assert len(gateway.engine.asked) == 1


async def test_a_new_message_after_a_crash_waits_for_the_lost_one(
    gateway: Gateway, customer: Customer
) -> None:
    await left_behind(gateway, customer, "第一个问题")
    asking = asyncio.create_task(customer.say("第二个问题"))
    await asyncio.sleep(0.1)
    await Sweeper(gateway.chat).sweep(timedelta(0))
    assert "第二个问题" in (await asking)["replies"][0]["text"]
    assert [asked["text"] for asked in gateway.engine.asked] == ["第一个问题", "第二个问题"]


async def test_healing_waits_for_an_engine_that_is_still_starting(
    gateway: Gateway, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(gateway, customer, "什么是知情权？")
    await gateway.engine.stop()
    sweeper = Sweeper(gateway.chat)
    assert await sweeper.sweep(timedelta(0)) == 0
    assert len(await customer.history()) == 1
    monkeypatch.setattr("gateway.chat.sweeper.ENGINE_PATIENCE", 0.0)
    gateway.app.state.engine._answered = float("-inf")
    assert await sweeper.sweep(timedelta(0)) == 1
    assert (await customer.history())[1]["sender"] == "system"
    assert (await customer.call("GET")).json()["owner"] == "queue"


async def test_a_secret_removed_before_the_crash_is_still_told(gateway: Gateway, customer: Customer) -> None:
    then = datetime.now(UTC) - LONG_AGO
    new = Incoming(customer.id, "lost", "验证码[已隐藏:验证码]给了别人", ("one_time_code",))
    await gateway.app.state.database.write(lambda s: gateway.chat._store.accept(s, new, then))
    await Sweeper(gateway.chat).sweep(timedelta(0))
    assert [item["sender"] for item in await customer.history()] == ["customer", "bot", "system", "system"]


async def test_what_a_human_owes_is_left_to_the_human(gateway: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    await left_behind(gateway, customer, "在吗")
    assert await Sweeper(gateway.chat).sweep(timedelta(0)) == 0
    assert gateway.engine.asked == []


async def test_a_refused_repetition_takes_no_turn(gateway: Gateway, customer: Customer) -> None:
    await left_behind(gateway, customer, "什么是知情权？")
    assert (await customer.post("别的问题", "lost")).status_code == 409
    assert await Sweeper(gateway.chat).sweep(timedelta(0)) == 1
