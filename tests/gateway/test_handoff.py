"""Who answers: the bot, the queue, an agent; and what the customer hears of it."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from casework.complaints import drafts
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from tests.gateway.conftest import Customer, Gateway


def now() -> datetime:
    return datetime.now(UTC)


AGENT = "lin"


async def test_asking_for_a_human_queues_once_and_says_the_place(gateway: Gateway) -> None:
    first, second = await gateway.customer(), await gateway.customer()
    answers = [await c.call("POST", "/handoff", json={}) for c in (first, second, second)]
    assert [a.json()["position"] for a in answers] == [1, 2, 2]
    assert {a.json()["owner"] for a in answers} == {"queue"}
    assert "前面还有1位" in answers[1].json()["replies"][0]["text"]
    assert len(await second.history()) == 1


async def test_a_handoff_uttered_by_the_bot_queues_and_says_the_place(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.reply = {"kind": "handoff", "text": "好的，我来请人工。"}
    body = await customer.say("我要转人工")
    assert body["owner"] == "queue"
    assert [reply["sender"] for reply in body["replies"]] == ["bot", "system"]
    assert "第一位" in body["replies"][1]["text"]
    assert [line["number"] for line in body["replies"][1]["hotlines"]] == ["110", "96110", "95000"]


async def test_in_the_queue_the_engine_is_silent_and_nobody_meets_silence(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.call("POST", "/handoff", json={})
    first, second = await customer.say("在吗"), await customer.say("还在吗")
    assert [reply["sender"] for reply in first["replies"]] == ["system"]
    assert first["replies"][0]["hotlines"][0]["number"] == "110"
    assert [reply["sender"] for reply in second["replies"]] == ["system"]
    assert "110" in second["replies"][0]["text"]
    assert {first["owner"], second["owner"]} == {"queue"}
    assert gateway.engine.asked == []
    again = await customer.say("在吗", "m1")
    assert again["replies"] == first["replies"]
    await customer.call("DELETE", "/handoff")
    await customer.call("POST", "/handoff", json={})
    assert (await customer.say("第二次排队"))["replies"][0]["sender"] == "system"


@pytest.mark.parametrize("word", ["取消", "不等了", "不用人工了。", "不等了，繼續問小寶"])
async def test_the_queue_is_left_by_words(customer: Customer, word: str) -> None:
    await customer.call("POST", "/handoff", json={})
    assert (await customer.say(word))["owner"] == "bot"


async def test_leaving_the_queue_gives_the_bot_back(gateway: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    left = (await customer.call("DELETE", "/handoff")).json()
    assert left["owner"] == "bot"
    assert left["replies"]
    assert (await customer.call("DELETE", "/handoff")).json()["replies"] == []
    assert (await customer.say("什么是知情权？"))["replies"][0]["sender"] == "bot"


async def test_a_late_reply_after_a_takeover_is_dropped(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.gate = asyncio.Event()
    asking = asyncio.create_task(customer.say("我被骗了怎么办"))
    await gateway.engine.reached.wait()
    database = gateway.app.state.database
    await database.write(lambda s: handoffs.take_over(s, customer.id, AGENT, "watching", now()))
    gateway.engine.gate.set()
    body = await asking
    assert body["owner"] == "agent"
    assert body["replies"] == []
    assert [item["sender"] for item in await customer.history()] == ["customer"]
    assert "xiaobao_replies_dropped_total 1.0" in (await gateway.http.get("/metrics")).text


async def test_a_failing_engine_does_not_queue_what_an_agent_took(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.gate, gateway.engine.mood = asyncio.Event(), "failed"
    asking = asyncio.create_task(customer.say("我被骗了怎么办"))
    await gateway.engine.reached.wait()
    database = gateway.app.state.database
    await database.write(lambda s: handoffs.take_over(s, customer.id, AGENT, "watching", now()))
    gateway.engine.gate.set()
    body = await asking
    assert (body["owner"], body["replies"]) == ("agent", [])


async def test_an_agents_words_reach_the_customer_and_the_queue_button_does_not_end_it(
    gateway: Gateway, customer: Customer
) -> None:
    database = gateway.app.state.database
    await customer.call("POST", "/handoff", json={})
    await database.write(lambda s: handoffs.take(s, customer.id, AGENT, now()))
    said = Reply("您好，我是林客服", "answer", "agent", None, "zh-Hans")
    await database.write(lambda s: messages.post(s, customer.id, said, now(), staff_id=AGENT))
    assert (await customer.history())[-1]["sender"] == "agent"
    body = await customer.say("不等了，继续问小宝")
    assert (body["owner"], body["replies"]) == ("agent", [])
    refused = await customer.call("DELETE", "/handoff")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("agent_busy")
    asked = (await customer.call("POST", "/handoff", json={})).json()
    assert asked["owner"] == "agent"


async def test_messages_waiting_behind_a_handoff_are_kept_for_the_human(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.gate = asyncio.Event()
    gateway.engine.reply = {"kind": "handoff", "text": "好的，我来请人工。"}
    first = asyncio.create_task(customer.say("我要转人工"))
    await gateway.engine.reached.wait()
    second = asyncio.create_task(customer.say("还有一句"))
    await asyncio.sleep(0.1)
    gateway.engine.gate.set()
    assert (await first)["owner"] == (await second)["owner"] == "queue"
    assert (await second)["replies"] == []
    assert len(gateway.engine.asked) == 1


async def test_who_was_told_of_an_emergency_goes_before_the_others(gateway: Gateway) -> None:
    calm, urgent = await gateway.customer(), await gateway.customer()
    await calm.call("POST", "/handoff", json={})
    gateway.engine.reply = {"kind": "answer", "text": "先停下，打110", "urgent": True}
    await urgent.say("我被骗了")
    assert (await urgent.call("POST", "/handoff", json={})).json()["position"] == 1


async def test_a_begun_complaint_is_never_taken_for_filed_in_the_queue(
    gateway: Gateway, customer: Customer
) -> None:
    def begun(session: Session) -> None:
        drafts.start(session, customer.id, now())
        drafts.put(session, customer.id, "story", {"by": "asked", "text": "多收了年费"}, now())

    gateway.app.state.database.run_write(begun)
    await customer.call("POST", "/handoff", json={})
    assert "还没有提交" in (await customer.say("提交吧"))["replies"][0]["text"]
    left = (await customer.say("不等了"))["replies"][0]
    assert "还没有提交" in left["text"]
    assert [button["title"] for button in left["buttons"]] == ["继续填投诉"]
