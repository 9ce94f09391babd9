"""The desk reads a conversation without the customer's query code."""

from tests.gateway.conftest import Gateway
from tests.gateway.desk.conftest import Agent
from tests.gateway.test_codes import CODE, RECEIPT, files


async def test_the_transcript_shows_the_mark(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    files(gateway, customer)
    assert CODE in (await customer.say("提交"))["replies"][0]["text"]
    await customer.say(f"{RECEIPT} {CODE}")
    await customer.call("POST", "/handoff", json={})
    page = await agent.page(customer.id)
    assert RECEIPT in page
    assert CODE not in page
    assert "[已隐藏:查询码]" in page
