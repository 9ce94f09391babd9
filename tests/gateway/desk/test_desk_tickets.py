"""Call-back tickets at the desk: who is to be called, the number once and on record, how it ended."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from casework.audit import service as audit
from casework.audit.types import SYSTEM
from casework.staff import service as staff
from casework.statuses import Role
from tests.gateway.conftest import Customer, Gateway, running
from tests.gateway.desk.conftest import Agent, Hire
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

PHONE = "13812345678"
SHUT = "mon 00:00-00:01; closed " + " ".join(f"20{year}-01-01" for year in range(26, 40))


@pytest.fixture
async def gateway(settings: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    """A bank that is never open."""
    async with running(settings.model_copy(update={"office_hours": SHUT}), engine) as made:
        yield made


async def asking(gateway: Gateway, *words: str, **wishes: str) -> Customer:
    customer = await gateway.customer(**wishes)
    await customer.call("POST", "/handoff", json={})
    for text in words:
        await customer.say(text)
    return customer


def records(gateway: Gateway, action: str) -> list[Any]:
    return list(gateway.app.state.database.run_read(lambda s: audit.search(s, action=action)))


async def test_the_list_shows_whom_to_call_and_no_number(gateway: Gateway, hire: Hire) -> None:
    await asking(gateway, "我想问年费", PHONE)
    agent = await hire()
    page = (await agent.get("/desk/tickets")).text
    assert "138****5678" in page
    assert PHONE not in page
    assert "非工作时间" in page
    assert 'href="/desk/tickets"' in (await agent.get("/desk")).text


async def test_a_ticket_says_what_it_is_about_and_the_urgent_come_first(gateway: Gateway, hire: Hire) -> None:
    await asking(gateway, PHONE)
    hurried = await gateway.customer()
    gateway.engine.reply = {"kind": "answer", "text": "先停下", "entry": "emergency_paid"}
    await hurried.say("我被骗了，刚转了五万给骗子")
    await hurried.say(PHONE)
    page = (await (await hire()).get("/desk/tickets")).text
    first, second = re.findall(r'<li class="ticket".*?</li>', page, re.S)
    assert "客户要求人工" in second
    assert "疑似诈骗" in first
    assert re.search(r"特急|紧急", first)
    assert not re.search(r"特急|紧急", second)


async def test_the_number_is_shown_once_for_a_reason(gateway: Gateway, hire: Hire) -> None:
    await asking(gateway, PHONE)
    agent = await hire()
    refused = await agent.post("/desk/tickets/1/number", reason="x")
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    shown = await agent.post("/desk/tickets/1/number", reason="给客户回电话")
    assert f'href="tel:{PHONE}"' in shown.text
    assert "不问密码" in shown.text
    assert PHONE not in (await agent.get("/desk/tickets")).text
    assert [entry.reason for entry in records(gateway, "ticket.revealed")] == ["给客户回电话"]


async def test_calls_and_the_end_are_kept_and_the_customer_is_told(gateway: Gateway, hire: Hire) -> None:
    customer = await asking(gateway, PHONE)
    agent = await hire()
    assert (await agent.post("/desk/tickets/1/missed", again="4")).status_code == 303
    assert "1次" in (await agent.get("/desk/tickets")).text
    assert (await agent.post("/desk/tickets/1/reached")).status_code == 303
    assert "已打通，未了结" in (await agent.get("/desk/tickets")).text
    assert (await agent.post("/desk/tickets/1/close", outcome="settled")).status_code == 303
    assert "没有要回的电话" in (await agent.get("/desk/tickets")).text
    closed = (await agent.get("/desk/tickets?state=closed")).text
    assert "电话里办好了" in closed
    last = (await customer.history())[-1]
    assert (last["sender"], "打过电话" in last["text"]) == ("system", True)
    assert (await customer.say("谢谢"))["owner"] == "bot"


async def test_who_is_second_is_told_and_the_unknown_is_refused(gateway: Gateway, hire: Hire) -> None:
    await asking(gateway, PHONE)
    first, second = await hire("lin"), await hire("wang")
    await first.post("/desk/tickets/1/close", outcome="settled")
    late = await second.post("/desk/tickets/1/close", outcome="wrong_number")
    assert (late.status_code, "已经结束" in late.text) == (409, True)
    assert (await first.post("/desk/tickets/1/missed", again="999")).status_code == 422
    assert (await first.post("/desk/tickets/1/close", outcome="gone")).status_code == 422
    assert (await first.post("/desk/tickets/77/reached")).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "editor"])
async def test_who_may_not_call_sees_nothing(gateway: Gateway, hire: Hire, role: Role) -> None:
    await asking(gateway, PHONE)
    other = await hire("other", role)
    assert (await other.get("/desk/tickets")).status_code in (303, 403)
    refused = await other.post("/desk/tickets/1/number", reason="给客户回电话")
    assert refused.status_code in (303, 403)
    assert records(gateway, "ticket.revealed") == []


async def test_a_form_of_another_session_does_nothing(gateway: Gateway, hire: Hire) -> None:
    await asking(gateway, PHONE)
    agent = await hire()
    refused = await agent.post("/desk/tickets/1/number", reason="给客户回电话", form_token="x" * 64)
    assert refused.status_code == 403
    assert records(gateway, "ticket.revealed") == []


async def test_a_deleted_chat_is_called_no_more(gateway: Gateway, hire: Hire) -> None:
    customer = await asking(gateway, PHONE)
    await customer.call("DELETE")
    page = (await (await hire()).get("/desk/tickets?state=closed")).text
    assert "客户删除了对话" in page
    assert "138****5678" not in page


async def test_an_agent_is_a_human_with_a_name_and_no_account(gateway: Gateway, hire: Hire) -> None:
    customer = await asking(gateway)
    agent: Agent = await hire("zhaoyun")
    database = gateway.app.state.database

    def named(session: Any) -> None:
        found = staff.by_name(session, agent.name)
        assert found is not None
        staff.set_public_name(session, SYSTEM, found.id, "小陈", datetime.now(UTC))

    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "reply", text="您好", message_id="1")
    database.run_write(named)
    await agent.deed(customer.id, "reply", text="请讲", message_id="2")
    first, second = [item for item in await customer.history() if item["sender"] == "agent"]
    assert first["speaker"]["name"] == ""
    assert re.fullmatch(r"\d{4}", first["speaker"]["number"])
    assert second["speaker"] == {"name": "小陈", "number": first["speaker"]["number"]}
    assert agent.name not in repr(await customer.history())
