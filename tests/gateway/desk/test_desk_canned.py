"""Ready replies at the desk: offered, ranked, filled, put into the box without script, made and refused."""

import re
from html import unescape

import pytest

from casework.canned import service as canned
from casework.canned.types import Uses
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.conftest import Agent, Hire

SHELF = "/desk/canned"
MINE = {"title": "年费", "text": "年费的事我来看。", "tags": "nf 信用卡"}


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


async def offers(agent: Agent, customer: Customer, query: str = "") -> list[str]:
    answer = await agent.get(f"/desk/conversations/{customer.id}/canned?q={query}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'data-key="([^"]+)"', answer.text)


async def text_of(agent: Agent, customer: Customer, key: str) -> str:
    page = await agent.page(customer.id)
    found = re.search(rf'<option value="{key}" data-text="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def box_of(page: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', page, re.S)
    assert found
    return unescape(found[1]).strip()


@pytest.mark.parametrize("query", ["投诉", "投訴", "ts", "TS"])
async def test_either_script_and_first_letters_find_them(
    agent: Agent, customer: Customer, query: str
) -> None:
    assert "complaint_offer" in (await offers(agent, customer, query))[:2]


async def test_a_title_goes_before_a_text_and_nothing_fits_nothing(agent: Agent, customer: Customer) -> None:
    found = await offers(agent, customer, "报警")
    assert found[0] == "already_paid"
    assert await offers(agent, customer, "没有这样的话") == []
    assert len(await offers(agent, customer)) == 8


async def test_what_is_sent_most_is_offered_first(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    for number in range(2):
        await agent.deed(
            customer.id, "reply", text="再见", message_id=f"a{number}", canned="goodbye nonsense"
        )
    assert (await offers(agent, customer))[0] == "goodbye"
    uses = await gateway.app.state.database.read(lambda s: canned.uses(s, "nobody"))
    assert uses == {"goodbye": Uses(0, 2)}


async def test_the_moment_decides_what_is_offered_first(gateway: Gateway, agent: Agent) -> None:
    calm, paying, paid = [await gateway.customer() for _ in range(3)]
    await paying.say("公安局说我涉嫌洗钱，让我把五万块转到安全账户，我正在转")
    await paid.say("我被骗了，刚把五万块转给骗子了")
    assert (await offers(agent, calm))[0] == "hello"
    assert set((await offers(agent, paying))[:3]) == {"stop_first", "hang_up", "family_help"}
    assert (await offers(agent, paying))[3] == "hello"
    assert (await offers(agent, paid))[0] == "already_paid"
    await agent.deed(calm.id, "take")
    await agent.deed(calm.id, "reply", text="您好", message_id="a", canned="goodbye")
    # Greeted once: what is used most comes first again. A scam goes before habits.
    assert (await offers(agent, calm))[0] == "goodbye"
    assert (await offers(agent, paid))[0] == "already_paid"


async def test_a_refused_reply_counts_nothing_and_keeps_what_it_was_written_with(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await agent.deed(customer.id, "take")
    refused = await agent.deed(customer.id, "reply", text=" ", message_id="a", canned="goodbye")
    assert refused.status_code == 422
    assert 'name="canned" value="goodbye"' in refused.text
    assert await gateway.app.state.database.read(lambda s: canned.uses(s, "nobody")) == {}


async def test_without_script_one_is_put_behind_the_draft(agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    answer = await agent.deed(customer.id, "canned", text="王先生：", canned_pick="one_moment")
    assert answer.status_code == 200
    assert box_of(answer.text).startswith("王先生：\n请稍等")
    assert 'name="canned" value="one_moment"' in answer.text
    assert "agent" not in [said["sender"] for said in await customer.history()]
    nothing = await agent.deed(customer.id, "canned", text="王先生：", canned_pick="../../x")
    assert box_of(nothing.text) == "王先生："


async def test_variables_are_filled(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    hello = await text_of(agent, customer, "hello")
    assert re.search(r"我是测试银行的人工客服（工号\d{4}）。", hello)
    assert "95000" in await text_of(agent, customer, "goodbye")
    # Nothing was complained of here: what names a receipt cannot be said.
    assert await text_of(agent, customer, "complaint_receipt") == ""


async def test_large_text_gets_the_short_one_and_another_region_its_own_number(
    agent: Agent, gateway: Gateway
) -> None:
    old = await gateway.customer(mode="large", region="HK")
    await agent.deed(old.id, "take")
    assert await text_of(agent, old, "one_moment") == "请稍等，我看一下，马上回您。"
    assert await text_of(agent, old, "already_paid") == ""
    assert "999" in await text_of(agent, old, "already_paid_hk")


async def test_the_customer_reads_their_own_script(agent: Agent, gateway: Gateway) -> None:
    theirs = await gateway.customer(script="zh-Hant-TW")
    await agent.deed(theirs.id, "take")
    said = await text_of(agent, theirs, "no_secrets")
    shown = await agent.deed(theirs.id, "preview", text=said)
    assert "請不要在這裡發密碼、簡訊驗證碼" in shown.text
    await agent.deed(theirs.id, "reply", text=said, message_id="a")
    assert "簡訊驗證碼" in (await theirs.history())[-1]["text"]


async def test_ones_own_is_offered_to_oneself_alone(agent: Agent, hire: Hire, customer: Customer) -> None:
    made = await agent.post(SHELF, **MINE)
    assert made.status_code == 303
    key = made.headers["location"].partition("#canned-")[2]
    assert await offers(agent, customer, "nf") == [f"own-{key}"]
    other = await hire("chen")
    assert await offers(other, customer, "nf") == []
    assert MINE["text"] not in (await other.get(SHELF)).text
    for fields in (MINE | {"version": "1"}, {"version": "1", "retire": "1"}):
        assert (await other.post(f"{SHELF}/{key}", **fields)).status_code == 404


async def test_everybodys_are_used_once_a_second_person_approved(
    agent: Agent, hire: Hire, customer: Customer
) -> None:
    key = (await agent.post(SHELF, **MINE, shared="1")).headers["location"].partition("#canned-")[2]
    path = f"{SHELF}/{key}"
    boss, chief = await hire("boss", "supervisor"), await hire("chief", "supervisor")
    assert await offers(agent, customer, "年费") == []
    assert "等待复核（1）" in (await agent.get(SHELF)).text
    assert 'name="approve"' not in (await agent.get(SHELF)).text
    assert (await agent.post(path, approve="1", version="1")).status_code == 403
    page = (await boss.get(SHELF)).text
    assert "lin写" in page
    assert 'name="approve"' in page
    assert (await boss.post(path, approve="1", version="1")).status_code == 303
    assert await offers(agent, customer, "年费") == [f"own-{key}"]
    assert "lin写 · boss复核" in (await agent.get(SHELF)).text
    refused = await agent.post(path, **MINE, version="2")
    assert refused.status_code == 403
    assert "由主管维护" in refused.text
    # A supervisor's change is a proposal too: the old wording is offered until somebody else approves.
    again = await boss.post(path, **MINE | {"text": "年费我来查。"}, version="2")
    new = again.headers["location"].partition("#canned-")[2]
    assert "替换“年费”" in (await chief.get(SHELF)).text
    assert "要另一位主管复核" in (await boss.get(SHELF)).text
    assert (await boss.post(f"{SHELF}/{new}", approve="1", version="1")).status_code == 403
    assert await offers(agent, customer, "年费") == [f"own-{key}"]
    assert (await chief.post(f"{SHELF}/{new}", approve="1", version="1")).status_code == 303
    assert await offers(agent, customer, "年费") == [f"own-{new}"]


async def test_change_who_is_second_and_retire(agent: Agent, customer: Customer) -> None:
    key = (await agent.post(SHELF, **MINE)).headers["location"].partition("#canned-")[2]
    path = f"{SHELF}/{key}"
    assert (await agent.post(path, **MINE | {"text": "年费可以再看。"}, version="1")).status_code == 303
    second = await agent.post(path, **MINE | {"text": "我写的。"}, version="1")
    assert second.status_code == 409
    assert "有人改过" in second.text
    assert "我写的。" in second.text
    assert (await agent.post(path, version="2", retire="1")).status_code == 303
    assert await offers(agent, customer, "nf") == []
    assert (await agent.post(path, version="3", retire="1")).status_code == 404


REFUSED = {
    "我们保证退款给您。": "不能向客户保证",
    "请打110。": "电话号码不要手写",
    "请告诉我短信验证码。": "不能向客户要密码",
    "我们会冻结对方账户。": "不能说银行会冻结",
    "請稍等。": "请写简体字",
    "您好，{name}。": "不认识变量“name”",
    "请打{hotline:nobody}。": "不认识变量“nobody”",
    "请找王先生，电话13812345678。": "个人信息",
    "": "内容要有",
    "好" * 501: "最多500字",
    "好}": "多余的大括号",
}


@pytest.mark.parametrize("text", REFUSED)
async def test_what_no_customer_may_read_is_refused_and_kept(agent: Agent, text: str) -> None:
    answer = await agent.post(SHELF, **MINE | {"text": text})
    assert answer.status_code == 422
    assert REFUSED[text] in answer.text
    kept = re.search(r'<textarea id="text-new"[^>]*>(.*?)</textarea>', answer.text, re.S)
    assert kept
    assert unescape(kept[1]).strip() == text


async def test_markup_is_text(agent: Agent, customer: Customer) -> None:
    await agent.post(SHELF, title="<script>x", text='<img src=x onerror="a()">', tags='"><b>')
    await agent.deed(customer.id, "take")
    for page in (
        (await agent.get(SHELF)).text,
        await agent.page(customer.id),
        (await agent.get(f"/desk/conversations/{customer.id}/canned?q=%3Cscript")).text,
    ):
        assert "<script>x" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;x" in page


async def test_only_who_handles_conversations_and_only_by_their_own_form(
    agent: Agent, hire: Hire, customer: Customer
) -> None:
    auditor = await hire("auditor", "auditor")
    assert (await auditor.get(SHELF)).status_code == 403
    assert (await auditor.get(f"/desk/conversations/{customer.id}/canned")).status_code == 403
    agent.form_token = "x"
    assert (await agent.post(SHELF, **MINE)).status_code == 403
    assert (await agent.deed(customer.id, "canned", text="", canned_pick="hello")).status_code == 403


async def test_the_shelf_is_in_the_navigation(agent: Agent) -> None:
    page = (await agent.get(SHELF)).text
    assert 'href="/desk/canned" aria-current="page"' in page
    assert "客户看到您叫：人工客服（工号" in page
