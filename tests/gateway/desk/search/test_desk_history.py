"""The history panel: what ties a customer's records together, and what does not."""

import re
from typing import Any

from casework.audit import service as audit
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import PHONE, filed
from tests.gateway.desk.conftest import Agent, Hire


def history(page: str) -> list[str]:
    panel = page.partition('id="history"')[2].partition("</section>")[0]
    return re.findall(r'href="(/desk/[^"]+)"', panel)


async def test_the_same_telephone_ties_complaints_and_their_conversations(
    gateway: Gateway, agent: Agent
) -> None:
    early, late, other = [await gateway.customer() for _ in range(3)]
    first = await filed(gateway, days=9, conversation_id=early.id)
    second = await filed(gateway, days=1, conversation_id=late.id, story="另一件事，手机银行登录不上。")
    alone = await filed(gateway, days=5, phone="+86 138 0013 8000", story="第三件事，网点排队太久。")
    strange = await filed(gateway, phone="13900139000", conversation_id=other.id)
    page = await agent.page(late.id)
    assert set(history(page)) == {
        f"/desk/complaints/{first.id}", f"/desk/complaints/{alone.id}", f"/desk/conversations/{early.id}",
    }  # fmt: skip
    page = (await agent.get(f"/desk/complaints/{second.id}")).text
    assert set(history(page)) == {
        f"/desk/complaints/{first.id}", f"/desk/complaints/{alone.id}",
        f"/desk/conversations/{early.id}", f"/desk/conversations/{late.id}",
    }  # fmt: skip
    assert f"/desk/complaints/{strange.id}" not in page
    assert PHONE not in page


async def test_newest_first_and_deleted_ones_are_gone(gateway: Gateway, agent: Agent) -> None:
    customer, early = await gateway.customer(), await gateway.customer()
    first = await filed(gateway, days=9, conversation_id=early.id)
    second = await filed(gateway, days=3, story="另一件事，手机银行登录不上。")
    await filed(gateway, conversation_id=customer.id, story="第三件事，网点排队太久。")
    await early.call("DELETE")
    assert history(await agent.page(customer.id)) == [
        f"/desk/complaints/{second.id}", f"/desk/complaints/{first.id}",
    ]  # fmt: skip


async def test_a_number_that_was_only_said_ties_nothing(gateway: Gateway, agent: Agent) -> None:
    await filed(gateway)
    customer = await gateway.customer()
    await customer.say(f"骗子的电话是{PHONE}")
    page = await agent.page(customer.id)
    assert history(page) == []
    assert "没有找到以前的对话或投诉" in page


async def test_earlier_stays_with_humans_are_told(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    customer = await gateway.customer()
    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "hand-back")
    page = await (await hire("chen")).page(customer.id)
    panel = page.partition('id="history"')[2].partition("</section>")[0]
    assert "lin" in panel
    assert "已交还小宝" in panel


async def test_opening_one_is_on_record_and_an_auditor_opens_no_conversation(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    early, late = await gateway.customer(), await gateway.customer()
    await filed(gateway, days=9, conversation_id=early.id)
    second = await filed(gateway, conversation_id=late.id, story="另一件事，手机银行登录不上。")
    (link,) = [one for one in history(await agent.page(late.id)) if "conversations" in one]
    assert (await agent.get(link)).status_code == 200
    found: Any = await gateway.app.state.database.read(
        lambda s: audit.search(s, object_type="conversation", object_id=early.id)
    )
    assert [one.action for one in found] == ["conversation.viewed"]
    auditor = await hire("zhou", "auditor")
    page = (await auditor.get(f"/desk/complaints/{second.id}")).text
    assert all("conversations" not in one for one in history(page))
