"""The desk's streams: that there is news, at once, and nothing of what it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Any

import httpx
import pytest

from casework.audit.types import SYSTEM
from casework.events import service as events_of
from casework.staff import service as staff
from gateway.desk import news
from gateway.desk.seat import COOKIE
from tests.gateway.conftest import FakeEngine, Gateway, redis, running, served, until
from tests.gateway.desk.cases import id_of
from tests.gateway.desk.conftest import CALM, Agent, alarm
from xiaobao.settings import Settings

__all__ = ["redis"]
WAIT = 30.0  # seconds: only a broken stream is so late


@pytest.fixture
async def url(gateway: Gateway) -> AsyncIterator[str]:
    async with served(gateway.app) as base:
        yield base


async def stream(url: str, agent: Agent, path: str = "/desk/events") -> AsyncIterator[dict[str, str]]:
    """Its first piece is {}: the stream is open."""
    async with (
        httpx.AsyncClient(base_url=url, timeout=WAIT, trust_env=False) as http,
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
    hub = gateway.app.state.hub
    await until(lambda: hub.listeners("*") == streams)
    # It has looked how things stand when it can tell of something.
    hub.wake("nobody")
    await told(events, "board")


async def told(events: AsyncIterator[dict[str, str]], kind: str) -> list[dict[str, str]]:
    """All that comes up to and with the next piece of this kind."""
    seen: list[dict[str, str]] = []
    async with asyncio.timeout(WAIT):
        while not seen or seen[-1]["event"] != kind:
            seen.append(await anext(events))
    return seen


async def test_the_desk_hears_of_any_conversation_by_its_bell(
    gateway: Gateway, url: str, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "_POLL", 3600)
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        asking = asyncio.create_task(customer.say(CALM))
        assert await told(events, "board") == [{"event": "board", "data": "{}"}]
        await asking
        gateway.app.state.hub.wake(customer.id)
        assert await told(events, "board") == [{"event": "board", "data": "{}"}]


async def test_the_desk_hears_of_alerts_and_of_their_end(gateway: Gateway, url: str, agent: Agent) -> None:
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        found = await alarm(gateway, customer)
        raised = await told(events, "alerts")
        await agent.post(f"/desk/alerts/{found.id}/close", outcome="reported")
        closed = await told(events, "alerts")
    for *before, last in (raised, closed):
        assert all(event == {"event": "board", "data": "{}"} for event in before)
        assert last == {"event": "alerts", "data": "{}"}


async def test_a_conversations_stream_tells_its_own_news_and_the_desks(
    gateway: Gateway, url: str, agent: Agent
) -> None:
    here, there = await gateway.customer(), await gateway.customer()
    async with aclosing(stream(url, agent, f"/desk/conversations/{here.id}/events")) as events:
        await opened(gateway, events)
        await there.say(CALM)
        *own, seen = await told(events, "board")
        assert {event["event"] for event in own} <= {"news"}
        assert seen == {"event": "board", "data": "{}"}
        found = await alarm(gateway, here)
        ids = []
        await agent.post(f"/desk/alerts/{found.id}/close", outcome="reported")
        async with asyncio.timeout(WAIT):
            while len(ids) < 2 or seen["event"] != "alerts":
                seen = await anext(events)
                ids += [int(seen["id"])] if seen["event"] == "news" else []
        assert ids == sorted(set(ids))
        await here.call("DELETE")
        async with asyncio.timeout(WAIT):
            rest = [event async for event in events]
    assert all(event["data"] == "{}" for event in rest)


async def test_a_stream_ends_with_the_session_and_lets_go(gateway: Gateway, url: str, agent: Agent) -> None:
    customer = await gateway.customer()
    async with aclosing(stream(url, agent)) as events:
        await opened(gateway, events)
        await agent.post("/desk/sign-out")
        await customer.say(CALM)
        async with asyncio.timeout(WAIT):
            assert [event async for event in events] == []
    await until(lambda: gateway.app.state.hub.listeners("*") == 0)


async def test_a_stream_ends_with_the_right_to_it(gateway: Gateway, url: str, agent: Agent) -> None:
    customer, now, id_ = await gateway.customer(), gateway.app.state.clock(), await id_of(gateway, "lin")
    async with aclosing(stream(url, agent, f"/desk/conversations/{customer.id}/events")) as events:
        await opened(gateway, events)
        await gateway.app.state.database.write(lambda s: staff.add(s, SYSTEM, "boss", "supervisor", "-", now))
        await gateway.app.state.database.write(lambda s: staff.set_role(s, SYSTEM, id_, "editor", now))
        before = await gateway.app.state.database.read(lambda s: events_of.last(s, customer.id))
        await customer.say(CALM)
        async with asyncio.timeout(WAIT):
            # What happened while they had the right may still come; nothing of later.
            assert [event async for event in events if int(event.get("id", 0)) > before] == []


async def test_a_session_has_so_many_streams_and_no_more(gateway: Gateway, url: str, agent: Agent) -> None:
    async with AsyncExitStack() as leaving:
        streams = [await leaving.enter_async_context(aclosing(stream(url, agent))) for _ in range(20)]
        for events in streams:
            assert await anext(events) == {}
        await until(lambda: gateway.app.state.hub.listeners("*") == 20)
        assert (await agent.get("/desk/events")).status_code == 429
    await until(lambda: gateway.app.state.hub.listeners("*") == 0)
    async with aclosing(stream(url, agent)) as events:
        assert await anext(events) == {}


class Naps:
    """asyncio as it is, but for sleep: it lasts until the test ends it."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.over = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)
        await self.over.wait()


async def test_a_flood_is_one_more_piece_of_news_after_each_gap(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps, hub = Naps(), gateway.app.state.hub
    monkeypatch.setattr(news, "asyncio", naps)
    async with aclosing(news.of_the_desk(gateway.app.state.database, hub)) as heard:
        first = asyncio.ensure_future(anext(heard))
        await until(lambda: hub.listeners("*") == 1)
        hub.wake("somebody")
        await asyncio.wait_for(first, WAIT)
        second = asyncio.ensure_future(anext(heard))
        await until(lambda: len(naps.taken) == 1)
        for _ in range(200):
            hub.wake("somebody")
            await asyncio.sleep(0)
        assert not second.done()
        naps.over.set()
        await asyncio.wait_for(second, WAIT)
        third = asyncio.ensure_future(anext(heard))
        await until(lambda: len(naps.taken) == 2)
        for _ in range(20):
            await gateway.app.state.database.read(lambda _: None)
        assert not third.done()
        hub.wake("somebody")
        await asyncio.wait_for(third, WAIT)
    assert 0.1 <= min(naps.taken) == max(naps.taken) <= 0.2


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
            async with asyncio.timeout(WAIT):
                while not bell.is_set():  # the other may not yet listen to Redis
                    first.app.state.hub.wake("somebody")
                    await asyncio.sleep(0.05)
