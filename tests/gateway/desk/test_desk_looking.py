"""Who else is looking: while their page is open, by name, and nowhere stored."""

from contextlib import aclosing

from tests.gateway.conftest import Gateway, served, until
from tests.gateway.desk.conftest import Agent, Hire
from tests.gateway.desk.test_desk_news import stream


async def test_a_page_opened_by_hand_is_seen_by_others_not_by_oneself(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customer, chen = await gateway.customer(), await hire("chen")
    assert "也在看" not in await agent.page(customer.id)
    assert "也在看：lin" in await chen.page(customer.id)
    assert "也在看：chen" in await agent.page(customer.id)
    wang = await hire("wang")
    await wang.get(f"/desk/conversations/{customer.id}", **{"X-Desk-Live": "1"})
    assert "wang" not in await agent.page(customer.id)


async def test_an_open_stream_tells_others_and_its_end_too(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customer, chen = await gateway.customer(), await hire("chen")
    path = f"/desk/conversations/{customer.id}"
    async with served(gateway.app) as url, aclosing(stream(url, agent, f"{path}/events")) as events:
        await anext(events)
        hub = gateway.app.state.hub
        await until(lambda: hub.listeners(customer.id) == 1)
        async with aclosing(stream(url, chen, f"{path}/events")) as others:
            await anext(others)
            found = await anext(events)
            while found.get("event") != "news":
                found = await anext(events)
            live = {"X-Desk-Live": "1"}
            assert "也在看：chen" in (await agent.get(path, **live)).text
        await until(lambda: len(hub.marked(customer.id, "look")) == 1)
        assert "也在看" not in (await agent.get(path, **live)).text
