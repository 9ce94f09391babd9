"""Who is there and who has what, through the pages."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from casework.audit.types import SYSTEM
from casework.duty import service as duty
from casework.staff import login
from casework.staff import service as staff
from tests.gateway.conftest import Customer, FakeEngine, Gateway, running
from tests.gateway.desk.conftest import Agent, Hire
from tests.gateway.desk.test_desk_conversation import texts
from xiaobao.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"agent_capacity": 2})


async def waiting(gateway: Gateway, **wishes: str) -> Customer:
    customer = await gateway.customer(**wishes)
    await customer.call("POST", "/handoff", json={})
    return customer


async def id_of(gateway: Gateway, agent: Agent) -> str:
    found = await gateway.app.state.database.read(lambda s: staff.by_name(s, agent.name))
    assert found
    return found.id


async def pass_on(
    gateway: Gateway, giver: Agent, customer: Customer, to: Agent | None, reason: str = "客户要求"
) -> str:
    """The page after it, with the status in front."""
    target = await id_of(gateway, to) if to else "queue"
    answer = await giver.deed(customer.id, "pass", to=target, reason=reason)
    return f"{answer.status_code} {answer.text}"


class Later:
    """The desk's clock, moved by hand."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        self.start: datetime = gateway.app.state.clock()
        self.now = self.start
        state = gateway.app.state
        for holder in (state.returner, state.offerer):
            monkeypatch.setattr(holder, "_clock", lambda: self.now)

    def to(self, minutes: float) -> None:
        self.now = self.start + timedelta(minutes=minutes)


@pytest.fixture
def later(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Later:
    return Later(gateway, monkeypatch)


async def test_who_is_full_is_told_so_and_a_supervisor_may_take_more(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customers = [await waiting(gateway) for _ in range(4)]
    for customer in customers[:2]:
        assert (await agent.deed(customer.id, "take")).status_code == 303
    refused = await agent.deed(customers[2].id, "take")
    assert refused.status_code == 409
    assert "您手上已有2个对话，最多2个" in refused.text
    assert texts(await customers[2].history(), "system")[-1].count("接入") == 0
    boss = await hire("boss", "supervisor")
    for customer in customers[2:]:
        assert (await boss.deed(customer.id, "take")).status_code == 303
    page = (await agent.get("/desk")).text
    assert "我的（2，最多2）" in page


async def test_the_state_is_said_in_the_header_and_kept(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    assert "我的状态：可接待" in (await agent.get("/desk")).text
    answer = await agent.http.post(
        "/desk/duty", data={"form_token": agent.form_token, "state": "busy"},
        headers={"Referer": "http://test/desk/alerts"},
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/alerts")
    assert "我的状态：忙碌" in (await agent.get("/desk/board")).text
    for evil in ("http://evil.example/phish", "http://test//evil.example"):
        moved = await agent.http.post(
            "/desk/duty", data={"form_token": agent.form_token, "state": "away"}, headers={"Referer": evil}
        )
        assert moved.headers["location"] == "/desk"
    assert (await agent.post("/desk/duty", state="asleep")).status_code == 422
    await agent.sign_in()
    assert "我的状态：可接待" in (await agent.get("/desk")).text
    auditor = await hire("wang", "auditor")
    assert (await auditor.post("/desk/duty", state="busy")).status_code == 403
    assert "我的状态" not in (await auditor.get("/desk/alerts")).text


async def test_a_conversation_passed_on_is_the_colleague_s_and_the_customer_is_told(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    chen, customer = await hire("chen"), await waiting(gateway, script="zh-Hant-TW")
    await chen.get("/desk")
    await agent.deed(customer.id, "take")
    page = await agent.page(customer.id)
    assert "chen（可接待，0/2）" in page
    assert "boss" not in page
    assert (await pass_on(gateway, agent, customer, chen, "懂按揭")).startswith("303")
    assert texts(await customer.history(), "system")[-1].startswith("接下來由真人客服（工號")
    assert 'id="reply"' in await chen.page(customer.id)
    after = await agent.page(customer.id)
    assert "已由chen接待" in after
    assert 'id="reply"' not in after
    for page in (after, await chen.page(customer.id)):
        assert "lin把对话转给了chen" in page
        assert "懂按揭" in page
    refused = await agent.deed(customer.id, "reply", text="我再说一句", message_id="1")
    assert refused.status_code == 409
    assert "懂按揭" not in str(await customer.history())


async def test_what_was_typed_stays_when_it_cannot_be_passed_on(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    chen, gone, customer = await hire("chen"), await hire("gone", settled=False), await waiting(gateway)
    await agent.deed(customer.id, "take")
    assert "409" in (page := await pass_on(gateway, agent, customer, gone, "懂按揭"))
    assert "这位同事不在线" in page
    assert 'value="懂按揭"' in page
    assert "422" in (page := await pass_on(gateway, agent, customer, chen, " "))
    assert "请写原因" in page
    unknown = await agent.deed(customer.id, "pass", to="nobody", reason="懂按揭")
    assert (unknown.status_code, "请选转给谁" in unknown.text) == (422, True)
    for _ in range(2):
        await chen.deed((await waiting(gateway)).id, "take")
    assert "手上已有2个对话" in await pass_on(gateway, agent, customer, chen, "懂按揭")
    assert 'id="reply"' in await agent.page(customer.id)


async def test_supervisors_give_and_take_from_colleagues_agents_do_not(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    boss, chen, customer = await hire("boss", "supervisor"), await hire("chen"), await waiting(gateway)
    assert 'id="pass"' not in await agent.page(customer.id)
    assert "409" in await pass_on(gateway, agent, customer, chen)
    assert (await pass_on(gateway, boss, customer, agent)).startswith("303")
    assert "已接入" in texts(await customer.history(), "system")[-1]
    assert 'id="pass"' not in await chen.page(customer.id)
    assert "409" in await pass_on(gateway, chen, customer, chen)
    assert (await pass_on(gateway, boss, customer, boss)).startswith("303")
    assert 'id="reply"' in await boss.page(customer.id)


async def test_signing_out_puts_everything_back(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    chen, customer = await hire("chen"), await waiting(gateway)
    await agent.deed(customer.id, "take")
    await agent.post("/desk/sign-out")
    assert "另一位工作人员" in texts(await customer.history(), "system")[-1]
    page = (await chen.get("/desk")).text
    assert "同事已退出，退回" in page
    assert "lin退出了工作台" in await chen.page(customer.id)
    assert (await chen.deed(customer.id, "take")).status_code == 303


async def test_signing_in_again_keeps_them_and_somebody_else_in_the_same_browser_does_not(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customer = await waiting(gateway)
    await agent.deed(customer.id, "take")
    await agent.sign_in()
    assert 'id="reply"' in await agent.page(customer.id)
    chen = await hire("chen")
    await agent.http.post("/desk/sign-in", data={"name": "chen", "password": chen.password})
    assert "接入" in await chen.page(customer.id)
    assert 'id="reply"' not in await chen.page(customer.id)


async def test_what_an_absent_agent_leaves_goes_back_and_the_customer_is_told_once(
    gateway: Gateway, agent: Agent, hire: Hire, later: Later
) -> None:
    customer = await waiting(gateway)
    await agent.deed(customer.id, "take")
    await customer.say("在吗")
    chen = await hire("chen")
    later.to(4)
    assert await gateway.app.state.returner.once() == []
    later.to(6)
    returner = gateway.app.state.returner
    both = await asyncio.gather(returner.once(), returner.once())
    assert sorted(len(found) for found in both) == [0, 1]
    said = texts(await customer.history(), "system")
    assert [text for text in said if "暂时离开" in text] == [said[-1]]
    assert "同事不在线，退回" in (await chen.get("/desk")).text
    assert (await customer.say("还在吗"))["owner"] == "queue"


async def test_a_silent_customer_is_handed_back_to_the_bot(
    gateway: Gateway, agent: Agent, later: Later
) -> None:
    customer = await waiting(gateway)
    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "reply", text="请问还有别的事吗", message_id="1")
    later.to(31)
    await gateway.app.state.returner.once()
    assert "自动助手" in texts(await customer.history(), "system")[-1]
    assert (await customer.say("什么是知情权？"))["replies"][0]["sender"] == "bot"
    assert "对话已交还小宝" in await agent.page(customer.id)


async def test_what_waits_is_offered_and_goes_on_to_the_next(
    gateway: Gateway, agent: Agent, hire: Hire, later: Later
) -> None:
    chen, customer = await hire("chen"), await waiting(gateway)
    await customer.say("我要问贷款")
    for one in (agent, chen):
        await one.get("/desk")
    await gateway.app.state.offerer.once()
    pages = [(await one.get("/desk")).text for one in (agent, chen)]
    first, second = (agent, chen) if "派给您的（1）" in pages[0] else (chen, agent)
    assert f"正派给{first.name}" in (await second.get("/desk")).text
    assert "派给您的" not in (await second.get("/desk")).text
    assert "接入" not in texts(await customer.history(), "system")[-1]
    assert (await first.deed(customer.id, "decline")).status_code == 303
    later.to(0.1)
    await gateway.app.state.offerer.once()
    page = (await second.get("/desk")).text
    assert "派给您的（1）" in page
    assert f"/desk/conversations/{customer.id}/take" in page
    assert (await second.deed(customer.id, "take")).status_code == 303
    assert "派给您的" not in (await second.get("/desk")).text


async def test_each_page_of_a_signed_in_agent_is_a_sign_of_life(gateway: Gateway, agent: Agent) -> None:
    database, own = gateway.app.state.database, await id_of(gateway, agent)
    for path in ("/desk", "/desk/board", "/desk/alerts", "/desk/complaints"):
        await database.write(lambda s: duty.rows.write(s, own, seen_at=None))
        await agent.get(path)
        found = await database.read(lambda s: duty.presence(s, own))
        assert found
        assert found.seen_at, path


@pytest.fixture
async def pair(either: Settings, engine: FakeEngine) -> AsyncIterator[tuple[Gateway, Gateway]]:
    async with running(either, engine) as first, running(either, engine) as second:
        yield first, second


async def test_two_agents_at_two_gateways_take_at_the_same_instant(pair: tuple[Gateway, Gateway]) -> None:
    first = pair[0]
    agents = []
    for name, gateway in zip(("lin", "chen"), pair, strict=True):
        database, now = gateway.app.state.database, gateway.app.state.clock()
        made = await asyncio.to_thread(login.add_account, database, SYSTEM, name, "agent", now)
        agents.append(await Agent(gateway, name, made.one_time_password).settle())
    for _ in range(3):
        customer = await waiting(first)
        answers = await asyncio.gather(*(one.deed(customer.id, "take") for one in agents))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        lost = next(answer for answer in answers if answer.status_code == 409)
        winner = agents[[answer.status_code for answer in answers].index(303)]
        assert f"已由{winner.name}接待" in lost.text
        assert len([t for t in texts(await customer.history(), "system") if "已接入" in t]) == 1
        assert (await winner.deed(customer.id, "hand-back")).status_code == 303
    for one in agents:
        await one.http.aclose()
