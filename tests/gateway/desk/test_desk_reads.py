"""What an agent has not read: counted for each, gone when it was before their eyes."""

import re

from casework.conversations import service as conversations
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.conftest import Agent, Hire, alarm, rows


async def marks(agent: Agent, path: str = "/desk") -> list[str]:
    return re.findall(r'<span class="tag unread">(.*?)</span>', (await agent.get(path)).text)


async def taken(gateway: Gateway, agent: Agent) -> Customer:
    customer = await gateway.customer()
    await customer.say("你好")
    await agent.page(customer.id)
    assert (await agent.deed(customer.id, "take")).status_code == 303
    return customer


async def test_what_came_since_is_marked_until_the_page_is_opened(gateway: Gateway, agent: Agent) -> None:
    customer = await taken(gateway, agent)
    assert await marks(agent) == []
    await customer.say("还在吗")
    await customer.say("喂")
    assert await marks(agent) == ["2条新消息"]
    assert 'data-unread="1"' in (await agent.get("/desk")).text
    await agent.page(customer.id)
    assert await marks(agent) == []


async def test_the_page_that_renews_itself_has_read_only_what_it_says(gateway: Gateway, agent: Agent) -> None:
    customer = await taken(gateway, agent)
    first = (await customer.say("第一"))["message"]["id"]
    await customer.say("第二")
    await agent.get(f"/desk/conversations/{customer.id}", **{"X-Desk-Live": "1"})
    assert await marks(agent) == ["2条新消息"]
    done = await agent.deed(customer.id, "read", message=str(first))
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/board?current={customer.id}")
    assert await marks(agent) == ["1条新消息"]
    for nonsense in ("", "-1", "x", "9" * 30):
        await agent.deed(customer.id, "read", message=nonsense)
    assert await marks(agent) == ["1条新消息"]
    # What stands before one's eyes is not marked, but counted for a window nobody looks at.
    board = (await agent.get(f"/desk/board?current={customer.id}")).text
    assert "条新消息" not in board
    assert 'data-unread="1" data-unread-here="1"' in board


async def test_each_reads_for_themselves(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    customer, boss = await taken(gateway, agent), await hire("boss", "supervisor")
    await customer.say("还在吗")
    await boss.page(customer.id)
    assert await marks(agent) == ["1条新消息"]
    assert await marks(boss, "/desk?view=all") == []


async def test_only_by_their_own_form(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    customer = await taken(gateway, agent)
    auditor = await hire("auditor", "auditor")
    assert (await auditor.deed(customer.id, "read", message="1")).status_code == 403
    agent.form_token = "x"
    assert (await agent.deed(customer.id, "read", message="1")).status_code == 403
    assert (await agent.deed("nobody", "read", message="1")).status_code in (403, 404)


async def test_a_deleted_one_is_gone(gateway: Gateway, agent: Agent) -> None:
    customer = await taken(gateway, agent)
    await customer.call("DELETE")
    assert (await agent.deed(customer.id, "read", message="1")).status_code == 404


async def test_the_order_of_the_queue(gateway: Gateway, agent: Agent) -> None:
    """A critical alert, then the elderly, then who has waited longest."""
    first, second = await gateway.customer(), await gateway.customer()
    elder, alarmed = await gateway.customer(mode="large"), await gateway.customer()
    database, now = gateway.app.state.database, gateway.app.state.clock()
    hinted = await gateway.customer()
    await database.write(lambda s: conversations.update(s, hinted.id, now, elder_hint=True))
    for one in (first, second, elder, hinted, alarmed):
        await one.call("POST", "/handoff", json={})
    await alarm(gateway, alarmed)
    page = (await agent.get("/desk")).text
    assert rows(page) == [alarmed.id, elder.id, hinted.id, first.id, second.id]
    assert "长者" in page
