"""The desk's streams: that there is news, at once, and nothing of what it is."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Any

import httpx
import pytest

from gateway.desk.seat import COOKIE
from tests.gateway.conftest import FakeEngine, Gateway, redis, running, served, until
from tests.gateway.desk.conftest import CALM, Agent, alarm
from xiaobao.settings import Settings

__all__ = ["redis"]


@pytest.fixture
async def url(gateway: Gateway) -> AsyncIterator[str]:
    async with served(gateway.app) as base:
        yield base


async def stream(url: str, agent: Agent, path: str = "/desk/events") -> AsyncIterator[dict[str, str]]:
    """Its first piece is {}: the stream is open."""
    async with (
        httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http,
        http.stream("GET", path, headers={"Cookie": f"{COOKIE}={agent.http.cookies[COOKIE]}"}) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        yield {}
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if not line and event:
                yield event
                event = {}
            elif name:
                event[name] = value


async def opened(gateway: Gateway, events: AsyncIterator[dict[str, str]], streams: int = 1) -> None:
    assert await anext(events) == {}
    await until(lambda: gateway.app.state.hub.listeners("*") == streams)
    # It has looked how things stand by the time the next read is through.
    await gateway.app.state.database.read(lambda _: None)
    await asyncio.sleep(0.1)


async def test_the_desk_hears_of_any_conversation_within_300_ms(
    gateway: Gateway, url: str, agent: Agent
) -> None:
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        asking = asyncio.create_task(customer.say(CALM))
        async with asyncio.timeout(3):
            assert await anext(events) == {"event": "board", "data": "{}"}
        await asking
        await asyncio.sleep(0.5)
        started = time.monotonic()
        gateway.app.state.hub.wake(customer.id)
        async with asyncio.timeout(0.3):
            await anext(events)
        assert time.monotonic() - started < 0.3


async def test_the_desk_hears_of_alerts_and_of_their_end(gateway: Gateway, url: str, agent: Agent) -> None:
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        found = await alarm(gateway, customer)
        async with asyncio.timeout(3):
            while (seen := await anext(events))["event"] != "alerts":
                assert seen == {"event": "board", "data": "{}"}
        await agent.post(f"/desk/alerts/{found.id}/close", outcome="reported")
        async with asyncio.timeout(3):
            while (seen := await anext(events))["event"] != "alerts":
                assert seen == {"event": "board", "data": "{}"}
    assert seen == {"event": "alerts", "data": "{}"}


async def test_a_conversations_stream_tells_its_own_news_and_the_desks(
    gateway: Gateway, url: str, agent: Agent
) -> None:
    here, there = await gateway.customer(), await gateway.customer()
    async with aclosing(stream(url, agent, f"/desk/conversations/{here.id}/events")) as events:
        await opened(gateway, events)
        await there.say(CALM)
        async with asyncio.timeout(3):
            while (seen := await anext(events))["event"] == "news":
                pass
        assert seen == {"event": "board", "data": "{}"}
        found = await alarm(gateway, here)
        ids = []
        await agent.post(f"/desk/alerts/{found.id}/close", outcome="reported")
        async with asyncio.timeout(3):
            while len(ids) < 2 or seen["event"] != "alerts":
                seen = await anext(events)
                ids += [int(seen["id"])] if seen["event"] == "news" else []
        assert ids == sorted(set(ids))
        await here.call("DELETE")
        async with asyncio.timeout(3):
            rest = [event async for event in events]
    assert all(event["data"] == "{}" for event in rest)


async def test_a_stream_ends_with_the_session_and_lets_go(gateway: Gateway, url: str, agent: Agent) -> None:
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        await agent.post("/desk/sign-out")
        await customer.say(CALM)
        async with asyncio.timeout(3):
            assert [event async for event in events] == []
    await until(lambda: gateway.app.state.hub.listeners("*") == 0)


async def test_a_flood_is_a_few_pieces_of_news(gateway: Gateway, url: str, agent: Agent) -> None:
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        began, seen = time.monotonic(), 0

        async def flood() -> None:
            for _ in range(200):
                gateway.app.state.hub.wake("somebody")
                await asyncio.sleep(0.005)

        flooding = asyncio.create_task(flood())
        async with asyncio.timeout(10):
            while not flooding.done():
                await anext(events)
                seen += 1
        assert 1 <= seen <= (time.monotonic() - began) / 0.2 + 2


async def test_nobody_listens_without_signing_in(gateway: Gateway) -> None:
    assert (await gateway.http.get("/desk/events")).status_code == 401


async def test_redis_carries_the_desks_news_to_the_other_gateway(
    settings: Settings, engine: FakeEngine, redis: tuple[str, Any]
) -> None:
    shared = settings.model_copy(update={"redis_url": redis[0]})
    async with AsyncExitStack() as both:
        first = await both.enter_async_context(running(shared, engine))
        second = await both.enter_async_context(running(shared, engine))
        with second.app.state.hub.listen_to_all() as bell:
            await asyncio.sleep(0.3)
            first.app.state.hub.wake("somebody")
            async with asyncio.timeout(1):
                await bell.wait()
