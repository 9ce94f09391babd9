"""Several agents take the same conversation at the same instant, at two gateways on one database."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from casework.audit.types import SYSTEM
from casework.conversations import service as conversations
from casework.events import service as events
from casework.staff import login
from tests.gateway.conftest import Customer, Gateway, running
from tests.gateway.desk.conftest import Agent
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

NAMES = ("lin", "chen", "zhou", "wu")


@pytest.fixture
async def pair(either: Settings, engine: FakeEngine) -> AsyncIterator[tuple[Gateway, Gateway]]:
    async with running(either, engine) as first, running(either, engine) as second:
        yield first, second


@pytest.fixture
async def agents(pair: tuple[Gateway, Gateway]) -> AsyncIterator[list[Agent]]:
    """Two at each gateway."""
    made = []
    for number, name in enumerate(NAMES):
        gateway, now = pair[number % 2], datetime.now(UTC)
        account = await asyncio.to_thread(
            login.add_account, gateway.app.state.database, SYSTEM, name, "agent", now
        )
        made.append(await Agent(gateway, name, account.one_time_password).settle())
    yield made
    for agent in made:
        await agent.http.aclose()


async def owner(gateway: Gateway, customer: Customer) -> tuple[str, int]:
    """The name of who has it, and how often it was taken."""

    def read(session):  # type: ignore[no-untyped-def]
        from casework.staff import service as staff

        held = conversations.get(session, customer.id).agent_id
        moves = [e.payload or {} for e in events.after(session, customer.id)]
        names = {one.id: one.name for one in staff.everyone(session)}
        return names[held or ""], sum(1 for move in moves if move.get("to") == "agent")

    name, times = await gateway.app.state.database.read(read)
    return str(name), int(times)


@pytest.mark.parametrize("waits", [True, False])
async def test_exactly_one_gets_it_and_the_others_are_told_who(
    pair: tuple[Gateway, Gateway], agents: list[Agent], *, waits: bool
) -> None:
    for _ in range(3):
        customer = await pair[0].customer()
        if waits:
            await customer.call("POST", "/handoff", json={})
        before = len(await customer.history())
        answers = await asyncio.gather(*(agent.deed(customer.id, "take") for agent in agents))
        won = [agent for agent, answer in zip(agents, answers, strict=True) if answer.status_code == 303]
        lost = [answer for answer in answers if answer.status_code != 303]
        assert len(won) == 1
        assert await owner(pair[1], customer) == (won[0].name, 1)
        for answer in lost:
            assert answer.status_code == 409
            problem = re.search(r'role="alert"><p class="problem">.*?<span>([^<]+)', answer.text, re.S)
            assert problem
            assert won[0].name in problem[1]
            assert 'id="reply"' not in answer.text
        told = (await customer.history())[before:]
        assert [item["sender"] for item in told] == ["system"]
        # Only who has it can write: the words of the others reach nobody.
        sent = await asyncio.gather(
            *(agent.deed(customer.id, "reply", text=f"我是{agent.name}", message_id="1") for agent in agents)
        )
        assert sorted(answer.status_code for answer in sent) == [303, 409, 409, 409]
        assert [item["text"] for item in (await customer.history())[before + 1 :]] == [f"我是{won[0].name}"]


async def test_the_same_click_twice_at_once_is_one(
    pair: tuple[Gateway, Gateway], agents: list[Agent]
) -> None:
    customer, lin = await pair[0].customer(), agents[0]
    await customer.call("POST", "/handoff", json={})
    answers = await asyncio.gather(*(lin.deed(customer.id, "take") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303] * 3
    assert await owner(pair[0], customer) == ("lin", 1)
    form = {"text": "您好", "message_id": "f1"}
    answers = await asyncio.gather(*(lin.deed(customer.id, "reply", **form) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert [item["text"] for item in await customer.history() if item["sender"] == "agent"] == ["您好"]
