"""No human is there: out of hours or nobody on duty. A ticket, a call back, and never a dead end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.handoffs import service as handoffs
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from gateway.app import create_app
from tests.gateway.conftest import Customer, Gateway, somebody_on_duty
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # eight in the evening
HOURS = "mon-fri 09:00-18:00; holidays off"
PHONE = "13812345678"


def closed(settings: Settings, engine: FakeEngine, hours: str = HOURS) -> Any:
    chosen = settings.model_copy(update={"engine_url": engine.url, "office_hours": hours})
    return create_app(chosen, clock=lambda: SUNDAY)


@pytest.fixture
async def shut(either: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    app = closed(either, engine)
    async with app.router.lifespan_context(app):
        gateway = Gateway(app, engine, either)
        async with gateway.http:
            yield gateway


@pytest.fixture
async def empty(settings: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    app = closed(settings, engine, "always")
    async with app.router.lifespan_context(app):
        gateway = Gateway(app, engine, settings)
        async with gateway.http:
            yield gateway


def meaning(intent: str, entry: str, kind: str = "answer") -> dict[str, Any]:
    """What the engine would say."""
    sources = [{"title": "《测试》", "article": "第一条", "verified_on": "2026-11-22", "url": ""}]
    reply = {"kind": kind, "text": f"答：{entry}", "entry": entry, "buttons": [], "sources": sources}
    return {"intent": {"name": intent, "confidence": 0.9}, "replies": [reply]}


async def asked(customer: Customer) -> dict[str, Any]:
    return dict((await customer.call("POST", "/handoff", json={})).json())


def ticket(gateway: Gateway, customer: Customer) -> Ticket:
    found = gateway.app.state.database.run_read(lambda s: tickets.open_one(s, customer.id))
    assert found is not None
    return found  # type: ignore[no-any-return]


async def test_out_of_hours_it_waits_and_becomes_a_ticket(shut: Gateway) -> None:
    customer = await shut.customer()
    body = await asked(customer)
    assert (body["owner"], body["position"]) == ("queue", 1)
    [said] = body["replies"]
    assert "明天9:00上班" in said["text"]
    assert [button["title"] for button in said["buttons"]] == ["不用回电话", "不等了，继续问小宝"]
    assert said["hotlines"][0]["number"] == "110"
    assert (ticket(shut, customer).cause, ticket(shut, customer).contact) == ("hours", "asked")
    assert len((await asked(customer))["replies"]) == 1
    assert len(await customer.history()) == 1


async def test_the_bot_promises_no_human_where_none_is_there(shut: Gateway) -> None:
    customer = await shut.customer()
    shut.engine.reply = {"kind": "handoff", "text": "好的，我来请人工客服接待您。"}
    [said] = (await customer.say("转人工"))["replies"]
    assert "明天9:00上班" in said["text"]


async def test_a_number_is_kept_for_the_call_and_never_stored_in_clear(shut: Gateway) -> None:
    customer = await shut.customer()
    await asked(customer)
    body = await customer.say(f"好的，打{PHONE}")
    assert body["message"]["text"] == "好的，打138****5678"
    assert "138****5678" in body["replies"][0]["text"]
    assert "密码" in body["replies"][0]["text"]
    kept = ticket(shut, customer)
    assert (kept.contact, kept.shown, body["owner"]) == ("given", "138****5678", "queue")
    rows = shut.app.state.database.run_read(lambda s: s.execute(text("SELECT * FROM tickets")).all())
    assert PHONE not in repr(rows)


async def test_another_number_takes_the_first_ones_place(shut: Gateway) -> None:
    customer = await shut.customer()
    await asked(customer)
    await customer.say(PHONE)
    await customer.say("号码写错了，是13987654321")
    assert ticket(shut, customer).shown == "139****4321"


@pytest.mark.parametrize("word", ["不用回电话", "不用了", "不用回電話", "不留"])
async def test_no_call_is_wanted(shut: Gateway, word: str) -> None:
    customer = await shut.customer()
    await asked(customer)
    body = await customer.say(word)
    assert (body["owner"], ticket(shut, customer).contact) == ("queue", "refused")
    assert "不打电话" in body["replies"][0]["text"] or "不打電話" in body["replies"][0]["text"]
    again = await customer.say("那我等着")
    assert "明天9:00" in again["replies"][0]["text"]
    assert (await customer.say("不用了"))["owner"] == "bot"


async def test_who_leaves_is_still_called_on_the_number_they_left(shut: Gateway) -> None:
    customer = await shut.customer()
    await asked(customer)
    await customer.say(PHONE)
    left = (await customer.call("DELETE", "/handoff")).json()
    assert left["owner"] == "bot"
    assert "138****5678" in left["replies"][0]["text"]
    assert ticket(shut, customer).state == "open"


async def test_in_an_emergency_the_numbers_come_first(shut: Gateway) -> None:
    customer = await shut.customer(region="HK")
    shut.engine.reply = {"kind": "answer", "text": "先停下", "urgent": True}
    await customer.say("我被骗了")
    said = (await asked(customer))["replies"][0]["text"]
    assert said.index("999") < said.index("明天9:00")


async def test_nobody_on_duty_promises_no_time(empty: Gateway) -> None:
    customer = await empty.customer()
    said = (await asked(customer))["replies"][0]["text"]
    assert "没有工作人员在线" in said
    assert "上班" not in said
    assert ticket(empty, customer).cause == "nobody"


async def test_who_waits_when_the_last_one_goes_is_told_with_their_next_message(empty: Gateway) -> None:
    def begun(session: Session) -> None:
        handoffs.request(session, customer.id, "customer", None, SUNDAY)

    customer = await empty.customer()
    empty.app.state.database.run_write(begun)
    assert "要不要给您回电话" in (await customer.say("在吗"))["replies"][0]["text"]
    assert "要不要给您回电话" not in (await customer.say("喂"))["replies"][0]["text"]


async def test_who_waits_when_the_office_closes_is_told_at_once_and_only_once(
    either: Settings, engine: FakeEngine
) -> None:
    now = [SUNDAY.replace(day=20, hour=9, minute=59)]  # Friday, a minute before six
    chosen = either.model_copy(update={"engine_url": engine.url, "office_hours": HOURS})
    app = create_app(chosen, clock=lambda: now[0])
    async with app.router.lifespan_context(app):
        app.state.database.run_write(lambda s: somebody_on_duty(s, now[0]))
        gateway = Gateway(app, engine, chosen)
        async with gateway.http:
            customer = await gateway.customer(mode="large")
            assert "第一位" in (await asked(customer))["replies"][0]["text"]
            assert await app.state.closing.once() == 0
            now[0] += timedelta(minutes=2)
            both = await asyncio.gather(app.state.closing.once(), app.state.closing.once())
            assert sorted(both) == [0, 1]
            said = (await customer.history())[-1]
            assert "11月23日（周一）9:00上班" in said["text"]
            assert said["buttons"][0]["title"] == "不用回电话"
            await customer.say(PHONE)
            assert ticket(gateway, customer).contact == "given"
            assert await app.state.closing.once() == 0


async def test_who_waits_when_the_last_one_goes_is_told_after_a_while(empty: Gateway) -> None:
    def begun(session: Session) -> None:
        handoffs.request(session, just.id, "customer", None, SUNDAY - timedelta(minutes=1))
        handoffs.request(session, longer.id, "customer", None, SUNDAY - timedelta(minutes=3))

    just, longer = await empty.customer(), await empty.customer()
    empty.app.state.database.run_write(begun)
    assert await empty.app.state.closing.once() == 1
    assert await just.history() == []
    assert "没有工作人员在线" in (await longer.history())[0]["text"]
    assert ticket(empty, longer).cause == "nobody"


async def test_large_text_and_traditional_are_spoken_to_in_theirs(shut: Gateway) -> None:
    customer = await shut.customer(script="zh-Hant-TW", region="TW", mode="large")
    said = (await asked(customer))["replies"][0]
    assert "現在沒有人工" in said["text"] or "現在沒有真人" in said["text"]
    assert "110" in said["text"]
    assert len(said["text"]) < 120


async def test_a_question_is_answered_while_waiting_and_nothing_else_moves(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await asked(customer)
    gateway.engine.aside = meaning("faq/right_know", "right_know")
    body = await customer.say("银行不说清楚收费合不合规矩")
    assert (body["owner"], [r["sender"] for r in body["replies"]]) == ("queue", ["system"])
    assert body["replies"][0]["entry"] == "right_know"
    assert body["replies"][0]["sources"]
    assert gateway.engine.asked == []
    assert [one["text"] for one in gateway.engine.read] == ["银行不说清楚收费合不合规矩"]
    held = [m for m in await customer.history() if m["sender"] == "customer"]
    assert len(held) == 1
    assert (await customer.say("银行不说清楚收费合不合规矩", "m1"))["replies"] == body["replies"]


@pytest.mark.parametrize(
    ("name", "entry", "kind"),
    [("faq", "right_know", "choices"), ("faq", "reach_human", "answer"), ("faq", "nowhere", "answer")],
)
async def test_what_is_not_surely_a_question_is_left_to_the_human(
    gateway: Gateway, name: str, entry: str, kind: str
) -> None:
    customer = await gateway.customer()
    await asked(customer)
    gateway.engine.aside = meaning(name, entry, kind)
    [reply] = (await customer.say("这个怎么办呢"))["replies"]
    assert (reply["sender"], reply["entry"]) == ("system", "waiting_first")


async def test_an_agents_conversation_hears_nothing_from_the_bot(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await asked(customer)
    gateway.app.state.database.run_write(lambda s: handoffs.take(s, customer.id, "lin", datetime.now(UTC)))
    assert (await customer.say("什么是知情权"))["replies"] == []
    assert gateway.engine.read == []


@pytest.mark.parametrize("word", ["不要转人工了", "唔使搵真人喇", "取消轉人工"])
async def test_who_wants_no_human_any_more_leaves_the_queue(gateway: Gateway, word: str) -> None:
    customer = await gateway.customer()
    await asked(customer)
    assert (await customer.say(word))["owner"] == "bot"


async def test_an_hour_without_hours_wakes_up_on_time(settings: Settings, engine: FakeEngine) -> None:
    app = closed(settings, engine, "daily 08:00-22:00")
    async with app.router.lifespan_context(app):
        app.state.database.run_write(lambda s: somebody_on_duty(s, SUNDAY))
        gateway = Gateway(app, engine, settings)
        async with gateway.http:
            customer = await gateway.customer()
            assert "第一位" in (await asked(customer))["replies"][0]["text"]


@pytest.mark.parametrize(("mode", "offered"), [("large", 1), ("standard", 0)])
async def test_the_elderly_are_offered_a_human_with_every_answer(
    gateway: Gateway, mode: str, offered: int
) -> None:
    customer = await gateway.customer(mode=mode)
    gateway.engine.reply = {"kind": "answer", "text": "您有知情权。", "buttons": []}
    for asked in ("什么是知情权", "那要多久"):
        [reply] = (await customer.say(asked))["replies"]
        assert [button["title"] for button in reply["buttons"]].count("转人工") == offered


@pytest.mark.parametrize("said", ["我今年72歲，想問知情權", "字太小了，看不清"])
async def test_who_says_that_they_are_old_or_see_badly_is_offered_a_human_from_then_on(
    gateway: Gateway, customer: Customer, said: str
) -> None:
    gateway.engine.reply = {"kind": "answer", "text": "您有知情权。", "buttons": []}
    assert (await customer.say("什么是知情权"))["replies"][0]["buttons"] == []
    for text_ in (said, "那要多久"):
        [reply] = (await customer.say(text_))["replies"]
        assert reply["buttons"][0]["title"] in ("转人工", "轉真人")


async def test_who_is_old_goes_before_others_also_when_it_is_said_while_waiting(gateway: Gateway) -> None:
    first, elder, large = [await gateway.customer() for _ in range(3)]
    for each in (first, elder, large):
        await asked(each)
    await elder.say("我八十一岁了，等不了太久")
    await large.call("PATCH", json={"mode": "large"})
    assert [(await asked(each))["position"] for each in (first, elder, large)] == [3, 1, 2]
    assert "前面还有2位" in (await first.say("在吗"))["replies"][0]["text"]
