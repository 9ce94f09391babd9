"""Typing both ways, and whether the customer is there: for seconds, only that, stored nowhere."""

import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy import func, select

from casework.base import table_of
from casework.events.models import EventRow
from gateway.chat.hub import Hub
from gateway.chat.typing import LASTS, is_here, is_typing, stays, types
from gateway.desk import news
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.conftest import Agent, Hire


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


def test_it_ends_by_itself_and_at_once_when_said() -> None:
    now = 0.0
    hub = Hub(lambda: now)
    types(hub, "c", "agent")
    assert is_typing(hub, "c", "agent")
    assert not is_typing(hub, "c", "customer")
    assert not is_typing(hub, "d", "agent")
    now = LASTS - 1
    types(hub, "c", "agent")
    now = LASTS + 1
    assert is_typing(hub, "c", "agent")
    now = LASTS * 3
    assert not is_typing(hub, "c", "agent")
    types(hub, "c", "customer")
    types(hub, "c", "customer", on=False)
    assert not is_typing(hub, "c", "customer")
    stays(hub, "c")
    assert is_here(hub, "c")
    now += 60
    assert not is_here(hub, "c")


async def test_only_who_has_it_is_heard(
    gateway: Gateway, agent: Agent, hire: Hire, customer: Customer
) -> None:
    hub = gateway.app.state.hub
    assert (await agent.deed(customer.id, "typing", on="1")).status_code == 204
    assert not is_typing(hub, customer.id, "agent")
    await agent.deed(customer.id, "take")
    other = await hire("chen")
    assert (await other.deed(customer.id, "typing", on="1")).status_code == 204
    assert not is_typing(hub, customer.id, "agent")
    await agent.deed(customer.id, "typing", on="1")
    assert is_typing(hub, customer.id, "agent")
    await agent.deed(customer.id, "reply", text="您好", message_id="a")
    assert not is_typing(hub, customer.id, "agent")
    agent.form_token = "x"
    assert (await agent.deed(customer.id, "typing", on="1")).status_code == 403


async def test_the_customer_s_stream_says_so_and_when_it_is_over(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await agent.deed(customer.id, "take")
    hub, heard = gateway.app.state.hub, []
    async with aclosing(gateway.chat.events(customer.id, 10**9)) as events, asyncio.timeout(20):
        turn = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        await agent.deed(customer.id, "typing", on="1")
        heard.append(await turn)
        assert is_here(hub, customer.id)
        turn = asyncio.ensure_future(anext(events))
        await agent.deed(customer.id, "typing", on="0")
        heard.append(await turn)
    assert [(event.kind, event.data) for event in heard] == [
        ("typing", {"typing": True}),
        ("typing", {"typing": False}),
    ]
    # A stream goes on where it was: nothing of this has an event's number.
    assert {event.id for event in heard} == {10**9}


async def test_the_desk_hears_the_customer_and_nothing_is_stored(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await agent.deed(customer.id, "take")
    database, hub = gateway.app.state.database, gateway.app.state.hub
    count = select(func.count()).select_from(table_of(EventRow))
    before = await database.read(lambda s: s.execute(count).scalar())
    async with aclosing(news.of_one(database, hub, customer.id, 10**9)) as stream, asyncio.timeout(20):
        turn = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        assert (await customer.call("POST", "/typing", json={})).status_code == 204
        assert (await turn).kind == "typing"
        turn = asyncio.ensure_future(anext(stream))
        assert (await customer.call("POST", "/typing", json={"typing": False})).status_code == 204
        assert (await turn).kind == "still"
    assert await database.read(lambda s: s.execute(count).scalar()) == before


async def test_what_was_sent_ends_it(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    shown, hidden = '<span id="typing" class="typing">', '<span id="typing" class="typing" hidden>'
    await customer.call("POST", "/typing", json={})
    assert shown in await agent.page(customer.id)
    await customer.say("好的")
    assert hidden in await agent.page(customer.id)


async def test_nobody_else_and_nothing_else(gateway: Gateway, customer: Customer) -> None:
    other = await gateway.customer()
    stranger = await gateway.http.post(f"{customer.path}/typing", json={}, headers=other.auth)
    assert stranger.status_code in (401, 403, 404)
    assert not is_typing(gateway.app.state.hub, customer.id, "customer")
    for body in ({"typing": "ja"}, {"text": "我要说的话"}):
        assert (await customer.call("POST", "/typing", json=body)).status_code == 422


async def test_whether_the_customer_is_there(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    assert "客户没开着页面" in await agent.page(customer.id)
    stays(gateway.app.state.hub, customer.id)
    assert "客户开着这个页面" in await agent.page(customer.id)
