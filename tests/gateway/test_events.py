"""Live events over a real socket: each once, in order, whatever happens to the connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.audit.types import SYSTEM
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from tests.gateway.conftest import Customer, Gateway, served, until

Event = dict[str, Any]
FINDING = Finding("paying", "police", "urgent", 0.8, "self", (), {})


@pytest.fixture
async def url(gateway: Gateway) -> AsyncIterator[str]:
    async with served(gateway.app) as base:
        yield base


async def stream(url: str, customer: Customer, **headers: str) -> AsyncIterator[Event]:
    sent = customer.auth | {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http,
        http.stream("GET", f"{customer.path}/events", headers=sent) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        event: Event = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if not line and event:
                yield event
                event = {}
            elif name == "data":
                event["data"] = json.loads(value)
            elif name in ("id", "event"):
                event[name] = value


async def take(events: AsyncIterator[Event], number: int) -> list[Event]:
    found = []
    async with asyncio.timeout(8):
        async for event in events:
            found.append(event)
            if len(found) == number:
                break
    return found


async def test_both_sides_and_changes_arrive_in_order(url: str, customer: Customer) -> None:
    async with aclosing(stream(url, customer)) as events:
        await customer.say("什么是知情权？")
        await customer.call("PATCH", json={"mode": "large"})
        await customer.call("POST", "/handoff", json={})
        seen = await take(events, 5)
    kinds = [event["event"] for event in seen]
    assert kinds[:3] == ["message", "message", "conversation"]
    assert sorted(kinds[3:]) == ["message", "owner"]
    assert [event["data"].get("sender") for event in seen[:2]] == ["customer", "bot"]
    assert seen[2]["data"] == {"mode": "large"}
    ids = [int(event["id"]) for event in seen]
    assert ids == sorted(set(ids))
    assert [item["id"] for item in await customer.history()] == [
        event["data"]["id"] for event in seen if event["event"] == "message"
    ]


async def test_an_agents_message_arrives_at_once(gateway: Gateway, url: str, customer: Customer) -> None:
    now = datetime.now(UTC)
    database = gateway.app.state.database
    await database.write(lambda s: handoffs.take_over(s, customer.id, "lin", "watching", now))
    async with aclosing(stream(url, customer)) as events:
        await take(events, 1)
        waiting = asyncio.create_task(take(events, 1))
        await asyncio.sleep(0.2)
        said = Reply("您好", "answer", "agent", None, "zh-Hans")
        await database.write(lambda s: messages.post(s, customer.id, said, now, staff_id="lin"))
        gateway.app.state.hub.wake(customer.id)
        async with asyncio.timeout(0.3):
            [event] = await waiting
    assert (event["data"]["sender"], event["data"]["text"]) == ("agent", "您好")


async def test_resuming_after_any_event_misses_and_repeats_none(url: str, customer: Customer) -> None:
    for number in range(4):
        await customer.say(f"第{number}个问题")
    everything = [event async for event in limited(stream(url, customer), 8)]
    for cut in range(8):
        rest = [
            event
            async for event in limited(stream(url, customer, Last_Event_ID=everything[cut]["id"]), 7 - cut)
        ]
        assert rest == everything[cut + 1 :]


async def limited(events: AsyncIterator[Event], number: int) -> AsyncIterator[Event]:
    async with aclosing(events):  # type: ignore[type-var]
        if number:
            for event in await take(events, number):
                yield event


async def test_a_listener_that_drops_and_returns_again_and_again_sees_each_event_once(
    url: str, customer: Customer
) -> None:
    total, seen, last = 30, [], "0"

    async def talk() -> None:
        for number in range(total):
            await customer.say(f"第{number}个问题")

    talking = asyncio.create_task(talk())
    while len(seen) < total * 2:
        got = [
            e async for e in limited(stream(url, customer, Last_Event_ID=last), min(7, total * 2 - len(seen)))
        ]
        seen += got
        last = got[-1]["id"]
    await talking
    said = [event["data"]["text"] for event in seen if event["data"]["sender"] == "customer"]
    assert said == [f"第{number}个问题" for number in range(total)]
    assert len({event["id"] for event in seen}) == total * 2


async def test_the_history_cursor_is_where_the_stream_goes_on(url: str, customer: Customer) -> None:
    await customer.say("第一个问题")
    cursor = (await customer.call("GET", "/messages")).json()["cursor"]
    where = f"{customer.path}/events?after={cursor}"
    async with (
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        http.stream("GET", where, headers=customer.auth) as answer,
        asyncio.timeout(5),
    ):
        await customer.say("第二个问题")
        async for line in answer.aiter_lines():
            if line.startswith("data"):
                assert json.loads(line[6:])["text"] == "第二个问题"
                break


async def test_the_stream_ends_when_the_chat_is_deleted(url: str, customer: Customer) -> None:
    await customer.say("什么是知情权？")
    async with aclosing(stream(url, customer)) as events:
        await take(events, 2)
        await customer.call("DELETE")
        rest = [event async for event in events]
    assert [event["event"] for event in rest] == ["deleted"]


async def test_open_streams_are_counted_and_let_go(gateway: Gateway, url: str, customer: Customer) -> None:
    await customer.say("什么是知情权？")
    async with aclosing(stream(url, customer)) as events:
        await take(events, 2)
        assert "xiaobao_sse_clients 1.0" in (await gateway.http.get("/metrics")).text
    await until(lambda: none_open(gateway))
    assert gateway.app.state.hub._waiting == {}


async def test_one_conversation_has_ten_streams_at_most(gateway: Gateway, customer: Customer) -> None:
    with ExitStack() as windows:
        for _ in range(10):
            windows.enter_context(gateway.app.state.hub.listen(customer.id))
        refused = await customer.call("GET", "/events")
        assert refused.status_code == 429
        assert refused.headers["retry-after"]


async def none_open(gateway: Gateway) -> bool:
    return "xiaobao_sse_clients 0.0" in (await gateway.http.get("/metrics")).text


async def test_a_customer_sees_no_inside_events(gateway: Gateway, url: str, customer: Customer) -> None:
    gateway.engine.gate = asyncio.Event()
    asking = asyncio.create_task(customer.say("我被骗了"))
    await gateway.engine.reached.wait()
    now = datetime.now(UTC)
    database = gateway.app.state.database
    await database.write(lambda s: handoffs.take_over(s, customer.id, "lin", "watching", now))
    gateway.engine.gate.set()
    await asking
    said = (await customer.history())[0]["id"]
    noted = await database.write(lambda s: alerts.note(s, customer.id, int(said), FINDING, now))
    await database.write(lambda s: alerts.close(s, noted.alert.id, "false_alarm", SYSTEM, now))
    await customer.call("DELETE")
    seen = [event async for event in limited(stream_until_end(url, customer, gateway), 3)]
    assert {event["event"] for event in seen} == {"message", "owner", "deleted"}
    assert "lin" not in json.dumps(seen)
    assert "police" not in json.dumps(seen)


async def stream_until_end(url: str, customer: Customer, gateway: Gateway) -> AsyncIterator[Event]:
    async for event in gateway.chat.events(customer.id):
        yield {"event": event.kind, "data": event.data}
