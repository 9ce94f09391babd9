"""While a human is awaited: places, switches, questions and thanks are answered; alarms are not recited."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from casework.alerts import service as alerts
from casework.conversations import service as conversations
from casework.handoffs import service as handoffs
from gateway.app import create_app
from tests.gateway.conftest import Customer, Gateway, somebody_on_duty
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday morning
PAID = "我已经把存款转到安全账户了，警官说明天还给我"
PAID_CANTONESE = "佢話係警察，我已經過咗兩萬蚊俾佢"
LEAKED = "我把验证码和银行卡密码都告诉对方了"


@pytest.fixture
async def office(settings: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    app = create_app(settings.model_copy(update={"engine_url": engine.url}), clock=lambda: NOW)
    async with app.router.lifespan_context(app):
        app.state.database.run_write(lambda session: somebody_on_duty(session, NOW))
        gateway = Gateway(app, engine, settings)
        async with gateway.http:
            yield gateway


@pytest.fixture
async def customer(office: Gateway) -> Customer:
    return await office.customer()


def would_say(office: Gateway, intent: str, *replies: dict[str, Any]) -> None:
    said = [{"kind": "answer", "text": "答。", "buttons": [], **reply} for reply in replies]
    office.engine.aside = {"intent": {"name": intent, "confidence": 0.9}, "replies": said}


async def only(customer: Customer, text: str) -> dict[str, Any]:
    [reply] = (await customer.say(text))["replies"]
    return dict(reply)


def dials(reply: dict[str, Any]) -> list[str]:
    return [line["dial"] for line in reply["hotlines"]]


async def region(office: Gateway, customer: Customer) -> str | None:
    found = await office.app.state.database.read(lambda s: conversations.get(s, customer.id))
    return found.region  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "place", "number"),
    [
        ("其實我喺香港讀書，筆錢係由我港幣戶口過出去嘅", "HK", "999"),
        ("我人在台北", "TW", "165"),
        ("我人喺澳門", "MO", "993"),
        ("我哋而家喺澳門", "MO", "993"),
    ],
)
async def test_a_place_told_in_danger_brings_its_numbers_at_once(
    office: Gateway, customer: Customer, text: str, place: str, number: str
) -> None:
    await customer.say(PAID)
    reply = await only(customer, text)
    assert (reply["entry"], await region(office, customer)) == ("alarmed_paid", place)
    assert number in reply["text"]
    assert number in dials(reply)
    assert "cn" not in "".join(dials(reply))


async def test_a_place_put_right_brings_the_right_numbers(office: Gateway) -> None:
    customer = await office.customer(region="HK")
    await customer.say(PAID)
    assert "999" in (await only(customer, "怎么办"))["text"]
    reply = await only(customer, "我不在香港，在深圳")
    assert (reply["entry"], await region(office, customer)) == ("alarmed_paid", "CN")
    assert "999" not in reply["text"]
    assert dials(reply)[0] == "110"


async def test_a_place_told_by_who_only_waits_is_kept(office: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    reply = await only(customer, "我住香港")
    assert ("香港" in reply["text"], dials(reply)[0]) == (True, "999")
    assert await region(office, customer) == "HK"


@pytest.mark.parametrize("text", ["骗子人在香港", "我在香港的账户被转走了", "如果我在香港呢"])
async def test_a_place_only_named_is_not_where_they_are(
    office: Gateway, customer: Customer, text: str
) -> None:
    await customer.say(PAID)
    await customer.say(text)
    assert await region(office, customer) is None


@pytest.mark.parametrize("mode", ["standard", "large"])
async def test_who_writes_cantonese_gets_both_places_numbers(office: Gateway, mode: str) -> None:
    customer = await office.customer(mode=mode)
    told = (await customer.say(PAID_CANTONESE))["replies"]
    again = [await only(customer, text) for text in ("點算", "人呢？", "我俾咗驗證碼同密碼佢", "點算")]
    for reply in [told[-1], *again]:
        assert "999" in reply["text"]
        assert "110" in reply["text"]
        assert {"999", "110"} <= {*dials(reply)}
        assert mode == "standard" or len(reply["text"]) <= 120


async def test_who_writes_as_in_taiwan_finds_its_advice_line(office: Gateway) -> None:
    customer = await office.customer()
    office.engine.mood = "failed"
    reply = (await customer.say("請問這個帳戶要怎麼辦理轉帳"))["replies"][-1]
    assert (reply["entry"], reply["script"]) == ("fallback", "zh-Hant-TW")
    assert "165" in reply["text"]
    assert dials(reply)[:2] == ["110", "165"]


async def test_thanks_get_thanks_and_the_place_in_the_queue(office: Gateway, customer: Customer) -> None:
    await customer.say(PAID)
    would_say(office, "thanks", {"kind": "notice"})
    reply = await only(customer, "唔該晒")
    assert reply["entry"] == "standing_first"
    assert reply["text"].startswith("不用")
    assert "第一位" in reply["text"]


@pytest.mark.parametrize("text", ["人呢？", "我想同真人傾", "转人工", "还要等多久", "點解冇人理我"])
async def test_where_the_human_is_has_an_answer_also_without_an_engine(
    office: Gateway, customer: Customer, text: str
) -> None:
    await customer.say(PAID)
    office.engine.aside = {}
    reply = await only(customer, text)
    assert reply["entry"] == "standing_first"
    assert "110" in reply["text"].splitlines()[0]


async def test_letters_and_script_change_at_once(office: Gateway, customer: Customer) -> None:
    await customer.say(PAID)
    large = {"kind": "notice", "text": "好的，已换成大字版。", "set": {"mode": "large"}}
    would_say(office, "switch_large", large)
    assert "大字版" in (await only(customer, "你这字忒小"))["text"]
    traditional = {"kind": "notice", "text": "好的。", "set": {"script": "zh-Hant-TW"}}
    would_say(office, "switch_traditional", traditional)
    assert (await customer.say("转繁体"))["script"] == "zh-Hant-TW"
    opened = (await customer.call("GET")).json()
    assert (opened["mode"], opened["script"], opened["owner"]) == ("large", "zh-Hant-TW", "queue")


async def test_a_follow_up_is_asked_behind_the_last_answer(office: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    would_say(office, "faq/credit_report", {"entry": "credit_report"})
    await customer.say("征信怎么查，我想看看")
    would_say(office, "nlu_fallback", {"entry": "credit_report", "text": "再说一遍。"})
    assert (await only(customer, "说简单点"))["text"] == "再说一遍。"
    assert [one["topic"] for one in office.engine.read] == [None, "credit_report"]


async def test_no_button_asks_for_the_human_who_is_coming(office: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    buttons = [{"title": t, "value": t} for t in ("转人工", "征信报告有错，怎么办？")]
    would_say(office, "faq/credit_report", {"entry": "credit_report", "buttons": buttons})
    reply = await only(customer, "征信怎么查，我想看看")
    assert [one["value"] for one in reply["buttons"]] == ["征信报告有错，怎么办？"]


async def test_in_an_alarm_the_urgent_line_stays_first(office: Gateway, customer: Customer) -> None:
    await customer.say(PAID)
    would_say(office, "faq/credit_report", {"entry": "credit_report"})
    first, rest = (await only(customer, "征信怎么查，我想看看"))["text"].split("\n")
    assert first.endswith("110。")
    assert rest == "答。"


async def test_and_then_is_asked_of_the_danger_or_of_the_answer(office: Gateway, customer: Customer) -> None:
    would_say(office, "nlu_fallback", {"entry": "complaint_process"})
    await customer.call("POST", "/handoff", json={})
    assert (await only(customer, "然后呢"))["entry"] == "complaint_process"
    await customer.say(PAID)
    assert (await only(customer, "然后呢"))["entry"] == "alarmed_paid_again"


@pytest.mark.parametrize("text", ["打到俾阿仔喇 佢喺學校", "没转", "劝回来了"])
async def test_good_news_repeats_no_alarm(customer: Customer, text: str) -> None:
    await customer.say(PAID)
    assert (await only(customer, text))["entry"] == "relieved"


@pytest.mark.parametrize("text", ["五万八", "大概20000元", "刚才"])
async def test_a_piece_of_the_story_is_no_question(office: Gateway, customer: Customer, text: str) -> None:
    await customer.say(PAID)
    would_say(office, "faq/cash_register", {"kind": "choices", "entry": "cash_register"})
    assert (await only(customer, text))["entry"] == "alarmed_paid"


async def test_the_same_alarm_is_said_short_from_the_second_time_on(
    office: Gateway, customer: Customer
) -> None:
    await customer.say(PAID)
    said = [await only(customer, text) for text in ("怎么办", "咋办", "点算")]
    assert [one["entry"] for one in said] == ["alarmed_paid", "alarmed_paid_again", "alarmed_paid_again"]
    assert said[0]["text"] != said[1]["text"]
    assert len(said[1]["text"]) < len(said[0]["text"])
    assert dials(said[1]) == dials(said[0])
    assert (await only(customer, LEAKED))["entry"] == "alarmed_leaked"
    await customer.call("DELETE", "/handoff")
    await customer.call("POST", "/handoff", json={})


async def test_a_grave_message_raises_the_alert_and_is_never_a_question(
    office: Gateway, customer: Customer
) -> None:
    await customer.call("POST", "/handoff", json={})
    would_say(office, "faq/card_lost", {"entry": "card_lost"})
    assert (await only(customer, PAID))["entry"] == "alarmed_paid"
    assert office.engine.read == []
    database = office.app.state.database
    alert = await database.read(lambda s: alerts.open_one(s, customer.id))
    waiting = await database.read(lambda s: handoffs.open_one(s, customer.id))
    assert (alert.stage, waiting.urgency) == ("paid", "critical")


async def test_nothing_said_while_waiting_is_lost(office: Gateway, customer: Customer) -> None:
    said = [PAID, "其實我喺香港讀書", "唔該晒", "人呢？", "五万八", "没转第二笔"]
    for text in said:
        await customer.say(text)
    kept = await customer.history()
    assert [one["text"] for one in kept if one["sender"] == "customer"] == said


async def test_sent_again_it_is_answered_the_same(office: Gateway, customer: Customer) -> None:
    await customer.say(PAID)
    first = await customer.say("我人在台北", "once")
    assert (await customer.say("我人在台北", "once"))["replies"] == first["replies"]
