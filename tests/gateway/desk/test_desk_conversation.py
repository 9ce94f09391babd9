"""Taking over, answering and handing back."""

import asyncio
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.audit import service as audit
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.conftest import CALM, Agent, Hire


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


def texts(items: list[dict], sender: str) -> list[str]:  # type: ignore[type-arg]
    return [item["text"] for item in items if item["sender"] == sender]


async def test_out_of_the_queue_answered_and_back_to_the_bot(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await customer.say("什么是知情权？")
    await customer.call("POST", "/handoff", json={})
    page = await agent.page(customer.id)
    assert "接入" in page
    assert 'id="reply"' not in page
    assert (await agent.deed(customer.id, "take")).status_code == 303
    assert 'id="reply"' in await agent.page(customer.id)
    assert (await customer.say("在吗"))["owner"] == "agent"
    sent = await agent.deed(customer.id, "reply", text="您好，我来帮您。", message_id=str(uuid4()))
    assert sent.status_code == 303
    assert texts(await customer.history(), "agent") == ["您好，我来帮您。"]
    assert (await agent.deed(customer.id, "hand-back")).status_code == 303
    assert "自动助手" in texts(await customer.history(), "system")[-1]
    assert (await customer.say("什么是知情权？"))["replies"][0]["sender"] == "bot"


async def test_taking_over_silences_a_bot_reply_in_flight(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    gateway.engine.gate = asyncio.Event()
    asking = asyncio.create_task(customer.say("我被骗了怎么办"))
    await gateway.engine.reached.wait()
    assert (await agent.deed(customer.id, "take")).status_code == 303
    gateway.engine.gate.set()
    body = await asking
    assert (body["owner"], body["replies"]) == ("agent", [])
    said = [item["sender"] for item in await customer.history()]
    assert said == ["customer", "system"]
    assert "待回复" in await agent.page(customer.id)


async def test_the_customer_is_told_that_a_human_is_there_in_their_script(
    gateway: Gateway, agent: Agent
) -> None:
    customer = await gateway.customer(script="zh-Hant-TW", mode="large")
    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "take")
    assert texts(await customer.history(), "system") == ["真人客服（工號0002）來了，馬上回覆您。"]


@pytest.mark.parametrize(
    ("script", "typed", "sent"),
    [
        ("zh-Hant-TW", "请查收短信，账户已冻结", "請查收簡訊，帳戶已凍結"),
        ("zh-Hant-HK", "请查收短信", "請查收短訊"),
        ("zh-Hant-TW", "請您稍等，我幫您查", "請您稍等，我幫您查"),
        ("zh-Hans", "请查收短信", "请查收短信"),
    ],
)
async def test_a_reply_reaches_the_customer_in_their_script(
    gateway: Gateway, agent: Agent, script: str, typed: str, sent: str
) -> None:
    customer = await gateway.customer(script=script)
    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "reply", text=typed, message_id="1")
    last = (await customer.history())[-1]
    assert (last["text"], last["script"], last["sender"]) == (sent, script, "agent")
    assert "typed" not in last
    page = await agent.page(customer.id)
    assert sent in page
    assert (f"您写的：{typed}" in page) == (typed != sent)


async def test_the_preview_shows_what_would_be_sent_and_sends_nothing(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer(script="zh-Hant-TW")
    await agent.deed(customer.id, "take")
    before = await customer.history()
    page = (await agent.deed(customer.id, "preview", text="请查收短信")).text
    assert "請查收簡訊" in page
    assert re.search(r"<textarea[^>]*>\s*请查收短信</textarea>", page)
    assert await customer.history() == before


async def test_a_form_sent_twice_is_one_message(agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    for text in ("您好", "您好", "您好！"):
        assert (await agent.deed(customer.id, "reply", text=text, message_id="same")).status_code == 303
    assert texts(await customer.history(), "agent") == ["您好", "您好！"]


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 422, "还没有写内容"),
        (" \n\u200b", 422, "还没有写内容"),
        ("字" * 2001, 413, "2000"),
        ("字" * 6000, 413, "2000"),
        ("您的卡号是6222020200112233445吗", 422, "没有发送"),
    ],
)
async def test_what_is_refused_stays_in_the_box(
    agent: Agent, customer: Customer, text: str, status: int, said: str
) -> None:
    await agent.deed(customer.id, "take")
    answer = await agent.deed(customer.id, "reply", text=text, message_id="1")
    assert answer.status_code == status
    assert said in answer.text
    assert text.strip() in answer.text
    assert texts(await customer.history(), "agent") == []


async def test_two_thousand_characters_are_sent(agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    assert (await agent.deed(customer.id, "reply", text="字" * 2000, message_id="1")).status_code == 303


async def test_a_second_agent_is_told_who_has_it(agent: Agent, hire: Hire, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    second = await hire("chen")
    await agent.deed(customer.id, "take")
    for what in ("take", "reply", "hand-back", "pass"):
        fields = {"text": "我来答", "message_id": "1", "to": "queue", "reason": "下班"}
        answer = await second.deed(customer.id, what, **fields)
        assert answer.status_code == 409
        assert "已由lin接待" in answer.text
        assert 'id="reply"' not in answer.text
    assert texts(await customer.history(), "agent") == []


async def test_at_the_same_instant_exactly_one_gets_it(agent: Agent, hire: Hire, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    both = [agent, await hire("chen")]
    answers = await asyncio.gather(*(one.deed(customer.id, "take") for one in both))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len([t for t in texts(await customer.history(), "system") if "已接入" in t]) == 1


async def test_nobody_answers_what_they_have_not_taken(agent: Agent, customer: Customer) -> None:
    for what in ("reply", "hand-back", "pass"):
        fields = {"text": "我来答", "message_id": "1", "to": "queue", "reason": "下班"}
        answer = await agent.deed(customer.id, what, **fields)
        assert answer.status_code == 409
        assert "不在您名下" in answer.text
    assert await customer.history() == []


async def test_putting_back_keeps_the_place(agent: Agent, hire: Hire, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    await agent.deed(customer.id, "take")
    assert (await agent.deed(customer.id, "pass", to="queue", reason="下班")).status_code == 303
    assert "另一位工作人员" in texts(await customer.history(), "system")[-1]
    assert (await (await hire("chen")).deed(customer.id, "take")).status_code == 303


async def test_markup_is_text_wherever_it_comes_from(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>https://evil.example/x"
    gateway.engine.reply = {
        "kind": "answer",
        "text": attack,
        "buttons": [{"title": attack, "value": attack}],
        "hotlines": [{"number": attack, "dial": "javascript:alert(1)", "name": attack}],
    }
    await customer.say(attack)
    await agent.deed(customer.id, "take")
    await agent.deed(customer.id, "reply", text=attack, message_id=attack)
    refused = await agent.deed(customer.id, "reply", text=attack + "字" * 2000, message_id="1")
    for page in (await agent.page(customer.id), (await agent.get("/desk?view=all")).text, refused.text):
        assert "<img" not in page
        assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", page)
        assert 'href="https://evil' not in page
        assert "javascript:" not in page.replace("&#39;", "")
        assert "&lt;img" in page
    assert (await agent.get("/desk/board?current=%22%3E%3Cscript%3E")).text.count("<script") == 0


async def test_what_was_masked_stays_masked(agent: Agent, customer: Customer) -> None:
    await customer.say("我的卡号是6222020200112233445，密码是abc12345")
    page = await agent.page(customer.id)
    assert "6222020200112233445" not in page
    assert "已隐藏" in page
    assert "没有保存" in page


async def test_reading_a_transcript_is_on_record_once_for_a_while(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    for _ in range(3):
        await agent.page(customer.id)
    found = await gateway.app.state.database.read(
        lambda s: audit.search(s, object_id=customer.id, action="conversation.viewed")
    )
    assert [record.actor_name for record in found] == ["lin"]


async def test_forms_need_the_token_and_the_origin(agent: Agent, hire: Hire, customer: Customer) -> None:
    other = await hire("chen")
    right, path = agent.form_token, f"/desk/conversations/{customer.id}/take"
    for token in ("", "x", other.form_token):
        agent.form_token = token
        assert (await agent.deed(customer.id, "take")).status_code == 403
        assert (await agent.post("/desk/sign-out")).status_code == 403
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        answer = await agent.http.post(path, data={"form_token": right}, headers=headers)
        assert answer.status_code == 403
    assert (await customer.say("你好"))["owner"] == "bot"
    assert (await agent.http.get(path)).status_code == 405


async def test_the_packet_tells_what_to_know(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer(region="HK", mode="large")
    gateway.engine.mood = "failed"
    await customer.say(CALM)
    page = await agent.page(customer.id)
    for words in ("机器人没能回答", "排第1位", "香港", "大字版", "网页", "短句"):
        assert words in page
    gateway.engine.mood = "answer"
    other = await gateway.customer()
    await other.say("什么是知情权？")
    assert "什么是知情权？" in (await agent.page(other.id)).partition("交接情况")[2]


async def test_an_alert_leaves_the_customers_news_as_they_are(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await customer.say(CALM)
    said, now = int((await customer.history())[0]["id"]), datetime.now(UTC)
    found = Finding("paying", "police", "urgent", 0.8, "self", (), {})
    await gateway.app.state.database.write(lambda s: alerts.note(s, customer.id, said, found, now))
    assert CALM in await agent.page(customer.id)
    assert (await agent.deed(customer.id, "take")).status_code == 303
    kinds: list[str] = []
    async for event in gateway.chat.events(customer.id):
        kinds.append(event.kind)
        if len(kinds) == 4:
            break
    assert kinds == ["message", "message", "owner", "message"]


async def test_a_long_transcript_has_older_pages(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    await agent.deed(customer.id, "take")
    for number in range(120):
        await customer.say(f"第{number}句")
    page = await agent.page(customer.id)
    assert page.count("<article") == 100
    older = re.search(r'href="(/desk/conversations/\w+\?before=\d+)"', page)
    assert older
    before = (await agent.get(older[1])).text
    assert "第0句" in before
    assert (await agent.get(older[1].partition("=")[0] + "=x")).status_code == 200


async def test_unknown_conversations_are_not_there(agent: Agent) -> None:
    for path in ("nothing", "..%2f..%2fetc", "a" * 300):
        assert (await agent.get(f"/desk/conversations/{path}")).status_code == 404
        assert (await agent.deed(path, "take")).status_code == 404


async def test_the_customer_reads_who_took_it_and_the_agent_what_was_told(
    agent: Agent, customer: Customer, gateway: Gateway
) -> None:
    await customer.say("我叫李建国，电话13812345678")
    await customer.call("POST", "/handoff", json={})
    await agent.deed(customer.id, "take")
    assert texts(await customer.history(), "system")[-1].startswith("人工客服（工号")
    page = (await agent.get(f"/desk/conversations/{customer.id}")).text
    assert "客户已经说的" in page
    assert "138****5678" in page.split('id="talk-told"')[1]
    assert "13812345678" not in page
