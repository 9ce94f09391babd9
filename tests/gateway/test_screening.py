"""Every message is screened before it is stored; the alert is there before the answer leaves."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Alert, AlertEvent
from casework.events import service as events
from casework.handoffs import service as handoffs
from tests.gateway.conftest import Customer, Gateway, running
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

PAID = "我已经把存款转到安全账户了，警官说明天还给我"
STORY = [
    "有人打电话给我",
    "说是公安局的",
    "说我的卡涉嫌洗钱",
    "不许告诉家人",
    "现在让我马上去银行转二十万到安全账户",
]


async def open_alert(gateway: Gateway, customer: Customer) -> Alert | None:
    return await gateway.app.state.database.read(lambda s: alerts.open_one(s, customer.id))  # type: ignore[no-any-return]


async def steps_of(gateway: Gateway, alert: Alert) -> tuple[AlertEvent, ...]:
    return await gateway.app.state.database.read(lambda s: alerts.events_of(s, alert.id))  # type: ignore[no-any-return]


async def facts_of(gateway: Gateway, customer: Customer) -> list[str]:
    found = await gateway.app.state.database.read(lambda s: events.after(s, customer.id))
    return [fact.type for fact in found]


async def internal(gateway: Gateway, customer: Customer, text: str) -> dict[str, Any]:
    answer = await customer.post(text, **{"X-Xiaobao-Secret": gateway.settings.engine_secret})
    return dict(answer.json())


async def test_money_gone_is_an_alert_a_human_and_known_to_the_engine(
    gateway: Gateway, customer: Customer
) -> None:
    body = await internal(gateway, customer, PAID)
    assert body["owner"] == "queue"
    assert body["understood"]["alert"]["stage"] == "paid"
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert (alert.stage, alert.severity, alert.type) == ("paid", "critical", "police")
    [asked] = gateway.engine.asked
    assert asked["metadata"]["fraud"]["stage"] == "paid"
    handoff = await gateway.app.state.database.read(lambda s: handoffs.open_one(s, customer.id))
    assert (handoff.reason, handoff.urgency) == ("fraud", "critical")


async def test_who_says_where_they_are_is_told_one_emergency_number(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.reply = {"kind": "answer", "text": "先打999。", "set": {"region": "HK"}, "urgent": True}
    body = await internal(gateway, customer, PAID)
    said = "".join(reply["text"] for reply in body["replies"])
    assert (body["owner"], len(body["replies"])) == ("queue", 2)
    assert "999" in body["replies"][-1]["text"]
    assert "110" not in said


async def test_what_the_actions_doubt_is_an_alert_and_no_handoff(
    gateway: Gateway, customer: Customer
) -> None:
    doubted = {"kind": "answer", "text": "先打110。", "entry": "unknown_credit", "doubted": True}
    gateway.engine.reply = doubted
    body = await internal(gateway, customer, PAID)
    assert (body["owner"], body["understood"]["alert"]["stage"]) == ("bot", "paid")
    assert await open_alert(gateway, customer) is not None


async def test_the_alert_is_stored_with_the_message_before_any_answer(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    facts = await facts_of(gateway, customer)
    assert facts.index("alert_raised") < facts.index("owner_changed")
    said = [at for at, fact in enumerate(facts) if fact == "message"]
    assert said[0] < facts.index("alert_raised") < said[1], "the customer's message, the alert, the answer"


async def test_evidence_points_into_the_message_and_holds_none_of_it(
    gateway: Gateway, customer: Customer
) -> None:
    text = "我已经把存款转到 安.全.賬.戶 了"
    await customer.say(text)
    alert = await open_alert(gateway, customer)
    assert alert is not None
    [step] = await steps_of(gateway, alert)
    assert step.finding is not None
    assert "安.全.賬.戶" in {text[e.start : e.end] for e in step.finding.evidence}
    with closing(sqlite3.connect(gateway.settings.data_dir / "xiaobao.db")) as raw:
        kept = json.dumps(raw.execute("SELECT finding FROM alert_events").fetchall(), ensure_ascii=False)
    assert "安.全" not in kept


async def test_asking_about_scams_is_no_alert(gateway: Gateway, customer: Customer) -> None:
    for question in ("什么是刷单诈骗", "公检法会打电话让人转账吗", "怎么投诉银行"):
        body = await internal(gateway, customer, question)
        assert (body["owner"], body["understood"]["alert"]) == ("bot", None)
    assert await open_alert(gateway, customer) is None


async def test_sending_again_raises_nothing_again(gateway: Gateway, customer: Customer) -> None:
    for _ in range(2):
        await customer.say(PAID, "same")
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert alert.events == 1


async def test_ten_alarms_of_a_conversation_are_one_alert_with_ten_events(
    gateway: Gateway, customer: Customer
) -> None:
    for _ in range(10):
        await customer.say(PAID)
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert alert.events == len(await steps_of(gateway, alert)) == 10
    assert (await facts_of(gateway, customer)).count("alert_raised") == 1


async def test_a_story_told_in_five_short_messages_is_recognised(
    gateway: Gateway, customer: Customer
) -> None:
    for text in STORY:
        await customer.say(text)
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert alert.type == "police"
    assert alert.severity == "critical"


async def test_who_waits_for_a_human_is_screened_and_told_to_stop(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.call("POST", "/handoff", json={})
    before = await gateway.app.state.database.read(lambda s: handoffs.open_one(s, customer.id))
    body = await customer.say(PAID)
    after = await gateway.app.state.database.read(lambda s: handoffs.open_one(s, customer.id))
    assert (before.urgency, after.urgency) == ("info", "critical")
    assert [reply["entry"] for reply in body["replies"]] == ["alarmed_paid"]
    assert "110" in body["replies"][0]["text"]
    assert gateway.engine.asked == []


async def test_a_message_to_an_agent_is_screened_too(gateway: Gateway, customer: Customer, now: Any) -> None:
    write = gateway.app.state.database.write
    await write(lambda s: handoffs.take_over(s, customer.id, "agent", "customer", now))
    body = await customer.say(PAID)
    assert (body["owner"], body["replies"]) == ("agent", [])
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert alert.severity == "critical"


async def test_the_alert_needs_no_engine(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.mood = "failed"
    body = await customer.say(PAID)
    assert [reply["entry"] for reply in body["replies"]] == ["emergency_scam", "fallback"]
    assert await open_alert(gateway, customer) is not None


async def test_a_tapped_title_is_a_question_unless_it_is_an_emergency(
    gateway: Gateway, customer: Customer
) -> None:
    titles = {id_: entry.title for id_, entry in gateway.app.state.knowledge.entries.items()}
    for id_ in ("scam_police", "scam_brushing", "refund_scam"):
        await customer.say(titles[id_])
    assert await open_alert(gateway, customer) is None
    await customer.say(titles["emergency_scam"])
    alert = await open_alert(gateway, customer)
    assert alert is not None
    assert alert.stage == "paid"


async def test_a_detector_that_fails_costs_no_message(
    gateway: Gateway, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = gateway.chat._turns._screener.detector
    monkeypatch.setattr(detector, "screen", lambda *_: 1 / 0)
    body = await customer.say(PAID)
    assert (await customer.history())[0]["sender"] == "customer"
    assert body["replies"][0]["sender"] == "bot"


async def test_what_was_left_behind_by_a_crash_is_screened_when_it_is_answered(
    gateway: Gateway, customer: Customer
) -> None:
    await gateway.engine.stop()
    body = await customer.say(PAID)
    assert body["owner"] == "queue"
    assert await open_alert(gateway, customer) is not None


async def test_customers_never_see_alerts_in_their_events(gateway: Gateway, customer: Customer) -> None:
    await customer.say(PAID)
    said = json.dumps((await customer.call("GET")).json()) + json.dumps(await customer.history())
    assert "alert" not in said


async def test_a_gateway_without_a_model_screens_by_its_rules(
    settings: Settings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Settings, "fraud_model", property(lambda _: tmp_path / "none.json"))
    async with running(settings, engine) as gateway:
        customer = await gateway.customer()
        await customer.say(PAID)
        alert = await open_alert(gateway, customer)
        assert alert is not None
        assert alert.stage == "paid"


async def test_despair_is_heard_by_whoever_owns_the_conversation(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    body = await customer.say("我不想活了")
    [reply] = body["replies"]
    assert (reply["entry"], reply["sender"]) == ("distress", "system")
    assert "12356" in reply["text"]
    handoff = await gateway.app.state.database.read(lambda s: handoffs.open_one(s, customer.id))
    assert handoff.urgency == "critical"


@pytest.mark.parametrize(
    "text", ["我不想活了", "再不退钱我就死给你们看", "我從你們樓上跳下去給你們看", "我活着没意思了"]
)
@pytest.mark.parametrize("mood", ["answer", "error"])
async def test_despair_told_to_the_assistant_calls_a_human(
    gateway: Gateway, customer: Customer, mood: str, text: str
) -> None:
    gateway.engine.mood = mood
    body = await customer.say(text)
    assert body["owner"] == "queue"
    assert body["replies"][0]["entry"] == "distress"
    handoff = await gateway.app.state.database.read(lambda s: handoffs.open_one(s, customer.id))
    assert (handoff.reason, handoff.urgency) == ("distress", "critical")


@pytest.mark.parametrize("text", ["手机跳楼价是不是骗局", "基金净值跳下去了", "气死我了"])
async def test_harmless_words_of_despair_call_nobody(customer: Customer, text: str) -> None:
    assert (await customer.say(text))["owner"] == "bot"


@pytest.mark.parametrize("text", ["怎么办", "而家點算", "现在咋整"])
async def test_who_waits_in_danger_is_told_the_steps_again(customer: Customer, text: str) -> None:
    await customer.say(PAID)
    [reply] = (await customer.say(text))["replies"]
    assert reply["entry"] == "alarmed_paid"


def means(gateway: Gateway, entry: str) -> None:
    reply = {"kind": "answer", "text": f"答：{entry}", "entry": entry, "buttons": []}
    intent = {"name": f"faq/{entry}", "confidence": 0.9}
    gateway.engine.aside = {"intent": intent, "replies": [reply]}


async def test_a_clear_question_is_answered_while_waiting_in_danger(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    means(gateway, "money_return")
    [reply] = (await customer.say("啥时候把钱还我"))["replies"]
    assert reply["entry"] == "money_return"
    assert reply["text"].splitlines()[0].endswith("110。")


async def test_a_question_that_is_a_danger_only_with_the_story_is_answered(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    means(gateway, "stop_payment")
    [reply] = (await customer.say("能追回吗"))["replies"]
    assert reply["entry"] == "stop_payment"


@pytest.mark.parametrize("text", ["怎么办", "点算", "要不要交钱"])
async def test_what_now_is_still_answered_by_the_steps(
    gateway: Gateway, customer: Customer, text: str
) -> None:
    await customer.say(PAID)
    means(gateway, "complaint_process")
    [reply] = (await customer.say(text))["replies"]
    assert reply["entry"] == "alarmed_paid"


async def test_a_new_danger_while_waiting_is_never_put_behind_a_question(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    means(gateway, "card_lost")
    [reply] = (await customer.say("我把验证码和银行卡密码都告诉对方了"))["replies"]
    assert reply["entry"] == "alarmed_leaked"


@pytest.mark.parametrize("text", ["要等多久", "還要等多久？", "有人吗"])
async def test_how_long_is_asked_of_the_wait(gateway: Gateway, customer: Customer, text: str) -> None:
    await customer.call("POST", "/handoff", json={})
    means(gateway, "complaint_deadline")
    [reply] = (await customer.say(text))["replies"]
    assert reply["entry"] != "complaint_deadline"


async def test_a_stage_told_while_waiting_has_its_own_sentence(customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    [reply] = (await customer.say("我把验证码和银行卡密码都告诉对方了"))["replies"]
    assert reply["entry"] == "alarmed_leaked"


@pytest.mark.parametrize("text", ["13800138000", "a.person@example.com", "我的電話 13800138000"])
async def test_a_contact_alone_raises_no_alert_however_often(
    gateway: Gateway, customer: Customer, text: str
) -> None:
    for _ in range(2):
        body = await internal(gateway, customer, text)
        assert body["understood"].get("alert") is None
    assert await open_alert(gateway, customer) is None
    assert gateway.engine.asked[-1]["metadata"]["fraud"]["stage"] == "none"
