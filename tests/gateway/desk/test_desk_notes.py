"""Notes of staff: shown as internal, at their place, and on no way to the customer."""

import html
import re

import httpx
import pytest

from casework.events import service as events
from gateway.chat.items import public_event
from tests.gateway.conftest import Customer, Gateway, until
from tests.gateway.desk.conftest import Agent, Hire, rows

SECRET = "内部备注甲乙丙"


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


async def note(agent: Agent, customer: Customer, text: str = SECRET) -> httpx.Response:
    return await agent.deed(customer.id, "notes", note=text)


async def test_a_note_is_shown_to_staff_framed_at_its_place(
    agent: Agent, hire: Hire, customer: Customer
) -> None:
    await customer.say("第一句话")
    assert (await note(agent, customer)).status_code == 303
    await customer.say("第二句话")
    page = await (await hire("chen")).page(customer.id)
    assert page.index("第一句话") < page.index(SECRET) < page.index("第二句话")
    framed = re.search(r'<article class="message memo".*?</article>', page, re.S)
    assert framed
    assert SECRET in framed[0]
    assert "内部，客户看不到" in framed[0]
    assert "lin" in framed[0]


async def test_a_note_before_the_first_word_and_in_an_older_page(agent: Agent, customer: Customer) -> None:
    await note(agent, customer, "一开始的备注")
    for number in range(60):
        await customer.say(f"第{number}句")
    newest = await agent.page(customer.id)
    assert "一开始的备注" not in newest
    older = re.search(r'href="([^"]+\?before=\d+)"', newest)
    assert older
    page = (await agent.get(older[1])).text
    assert page.index("一开始的备注") < page.index("第0句")


async def test_no_way_to_the_customer_has_it(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    await customer.say("你好")
    await agent.deed(customer.id, "take")
    await note(agent, customer)
    await agent.deed(customer.id, "reply", text="您好", message_id="1")
    assert SECRET not in str(await customer.history())
    facts = await gateway.app.state.database.read(lambda s: events.after(s, customer.id))
    assert "note" in [fact.type for fact in facts]
    codes = gateway.app.state.chat._codes
    told = [public_event(fact, codes) for fact in facts if fact.type == "note"]
    assert told == [None]
    assert SECRET not in repr(facts)
    page = (await gateway.http.get("/")).text
    assert SECRET not in page
    assert (await gateway.http.get(f"/desk/conversations/{customer.id}")).status_code == 303
    assert (await customer.call("GET", "/notes")).status_code == 404


async def test_a_colleague_s_open_page_hears_of_it(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    hub = gateway.app.state.hub
    with hub.listen(customer.id) as bell:
        await note(agent, customer)
        await until(bell.is_set)


@pytest.mark.parametrize("text", ["\u200b", "字" * 1001, "<b>。</b>" * 200])
async def test_what_is_refused_stays_in_the_box(agent: Agent, customer: Customer, text: str) -> None:
    answer = await note(agent, customer, text)
    assert answer.status_code == 422
    assert "没有记下" in answer.text
    box = re.search(r'<textarea id="note"[^>]*>(.*?)</textarea>', answer.text, re.S)
    assert box
    assert html.unescape(box[1]).strip()[:1000] == text.strip()[:1000]


async def test_markup_is_text_and_secrets_are_masked(agent: Agent, customer: Customer) -> None:
    await note(agent, customer, "<script>alert(1)</script>卡号6222020200112233445")
    page = await agent.page(customer.id)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "6222020200112233445" not in page


async def test_only_who_handles_conversations_and_only_by_their_own_form(
    agent: Agent, hire: Hire, customer: Customer
) -> None:
    for role in ("auditor", "editor"):
        assert (await note(await hire(role, role), customer)).status_code == 403
    agent.form_token = "x"
    assert (await note(agent, customer)).status_code == 403
    assert (await agent.get(f"/desk/conversations/{customer.id}/notes")).status_code == 405
    assert rows((await agent.get("/desk")).text) == []


async def test_of_a_deleted_conversation_no_note_is_read(agent: Agent, customer: Customer) -> None:
    await note(agent, customer)
    await customer.call("DELETE")
    answer = await note(agent, customer)
    assert answer.status_code == 404
    assert SECRET not in (await agent.get(f"/desk/conversations/{customer.id}")).text
