"""A message in, its replies out: stored once, answered once, in order."""

import asyncio

import pytest

from tests.gateway.conftest import Customer, Gateway


async def test_a_message_is_answered_with_all_fields(gateway: Gateway, customer: Customer) -> None:
    body = await customer.say("什么是知情权？")
    said = {"text": "什么是知情权？", "masked": False, "script": "zh-Hans"}
    assert body["message"] == {"id": body["message"]["id"], **said}
    assert (body["owner"], body["script"]) == ("bot", "zh-Hans")
    [reply] = body["replies"]
    assert set(reply) == {
        "id", "sender", "kind", "text", "buttons", "sources", "hotlines", "urgent", "entry", "script", "at",
        "rating", "numbered",
    }  # fmt: skip
    assert (reply["sender"], reply["kind"], reply["entry"]) == ("bot", "answer", "right_know")
    assert reply["sources"] == [
        {"title": "《测试》", "article": "第一条", "verified_on": "2026-11-22", "url": ""}
    ]


async def test_the_engine_gets_the_conversation_as_sender_and_its_settings(gateway: Gateway) -> None:
    customer = await gateway.customer(script="zh-Hant-HK", region="HK", mode="large")
    await customer.say("点算")
    [asked] = gateway.engine.asked
    assert asked["sender"] == customer.id
    wanted = {"script": "zh-Hant-HK", "script_pinned": True, "region": "HK", "mode": "large"}
    assert wanted.items() <= asked["metadata"].items()


async def test_the_same_id_again_gives_the_same_answer_and_stores_nothing(
    gateway: Gateway, customer: Customer
) -> None:
    first = await customer.post("什么是知情权？", "same")
    again = await customer.post("什么是知情权？", "same")
    assert first.content == again.content
    assert len(gateway.engine.asked) == 1
    assert len(await customer.history()) == 2


async def test_ten_requests_with_one_id_at_once_are_one_message(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.delay = 0.2
    answers = await asyncio.gather(*(customer.post("什么是知情权？", "same") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(gateway.engine.asked) == 1
    assert len(await customer.history()) == 2


async def test_the_same_id_with_other_words_is_refused(customer: Customer) -> None:
    await customer.say("什么是知情权？", "same")
    other = await customer.post("别的问题", "same")
    assert other.status_code == 409
    assert other.json()["type"].endswith("reused_id")
    assert len(await customer.history()) == 2


async def test_messages_of_one_conversation_never_overlap_and_keep_their_order(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.delay = 0.03
    texts = [f"第{number}个问题" for number in range(12)]
    answers = await asyncio.gather(*(customer.say(text) for text in texts))
    assert gateway.engine.overlaps == 0
    stored = [item["text"] for item in await customer.history() if item["sender"] == "customer"]
    assert [asked["text"] for asked in gateway.engine.asked] == stored
    for text, answer in zip(texts, answers, strict=True):
        assert answer["message"]["text"] == text
        assert text in answer["replies"][0]["text"]


async def test_conversations_do_not_wait_for_each_other(gateway: Gateway) -> None:
    gateway.engine.delay = 0.3
    customers = [await gateway.customer() for _ in range(8)]
    async with asyncio.timeout(1.5):
        await asyncio.gather(*(customer.say("什么是知情权？") for customer in customers))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("/restart", "restart"),
        ("／restart", "restart"),
        ('/intent{"topic":"x"}', 'intent{"topic":"x"}'),
        ("  // /faq@0.9", "faq@0.9"),
        ("\u200b/restart", "restart"),
    ],
)
async def test_a_command_reaches_the_engine_only_as_words(
    gateway: Gateway, customer: Customer, said: str, asked: str
) -> None:
    assert (await customer.say(said))["replies"]
    assert gateway.engine.asked[0]["text"] == asked


async def test_the_engine_sees_both_ends_of_a_long_story_and_the_transcript_all(
    gateway: Gateway, customer: Customer
) -> None:
    story = "开头" + "有人叫我转账。" * 280 + "我已经转了十二万"
    body = await customer.say(story)
    assert body["message"]["text"] == story
    seen = gateway.engine.asked[0]["text"]
    assert len(seen) == 500
    assert seen.startswith("开头")
    assert seen.endswith("我已经转了十二万")


async def test_emoji_stay_whole_and_invisible_characters_go(gateway: Gateway, customer: Customer) -> None:
    body = await customer.say("👨‍👩‍👧 帮帮我\u202e\u0007 ❤️")
    assert body["message"]["text"] == "👨‍👩‍👧 帮帮我 ❤️"


@pytest.mark.parametrize(
    ("text", "status", "name"),
    [("我被骗了" * 1500, 413, "too_long"), ("", 422, "empty"), (" \n\u200b ", 422, "empty")],
)
async def test_what_cannot_be_answered_is_refused_with_a_sentence(
    gateway: Gateway, customer: Customer, text: str, status: int, name: str
) -> None:
    refused = await customer.post(text)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"] == f"urn:xiaobao:problem:{name}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert gateway.engine.asked == []
    assert await customer.history() == []


async def test_2000_characters_are_accepted_and_one_more_is_not(customer: Customer) -> None:
    assert (await customer.post("银" * 2000)).status_code == 200
    refused = await customer.post("银" * 2001)
    assert refused.status_code == 413
    assert "2000" in refused.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"client_message_id":"1"}',
        b'{"client_message_id":"1","text":7}',
        b'{"client_message_id":"","text":"x"}',
        b'{"client_message_id":"a b","text":"x"}',
        b'{"client_message_id":"~1","text":"x"}',
        b'{"client_message_id":"1","text":"x","sender":"agent"}',
        b"[]",
    ],
)
async def test_a_wrong_body_is_422_without_its_values(customer: Customer, body: bytes) -> None:
    headers = customer.auth | {"Content-Type": "application/json"}
    refused = await customer.http.post(f"{customer.path}/messages", content=body, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("invalid")
    assert "agent" not in refused.text


@pytest.mark.parametrize("body", [b"{", b'{"text":"\\ud800"}', b"\xff\xfe", b"null x"])
async def test_what_is_not_json_is_400(customer: Customer, body: bytes) -> None:
    headers = customer.auth | {"Content-Type": "application/json"}
    refused = await customer.http.post(f"{customer.path}/messages", content=body, headers=headers)
    assert refused.status_code == 400


async def test_a_form_is_not_json(customer: Customer) -> None:
    form = {"client_message_id": "1", "text": "x"}
    refused = await customer.http.post(f"{customer.path}/messages", data=form, headers=customer.auth)
    assert refused.status_code == 415


async def test_the_reply_follows_the_script_of_the_customer(gateway: Gateway, customer: Customer) -> None:
    assert (await customer.say("請問我要怎麼申訴銀行？"))["script"] == "zh-Hant-TW"
    assert gateway.engine.asked[-1]["metadata"]["script"] == "zh-Hant-TW"
    assert (await customer.say("123"))["script"] == "zh-Hant-TW"
    assert (await customer.say("什么是知情权？"))["script"] == "zh-Hans"
    await customer.call("PATCH", json={"script": "zh-Hant-HK"})
    assert (await customer.say("什么是知情权？"))["script"] == "zh-Hant-HK"
    await customer.call("PATCH", json={"script": "auto"})
    assert (await customer.say("什么是知情权？"))["script"] == "zh-Hans"


async def test_what_the_bot_switches_is_kept(gateway: Gateway, customer: Customer) -> None:
    change = {"script": "zh-Hant-TW", "mode": "large"}
    gateway.engine.reply = {"kind": "notice", "text": "好的", "set": change}
    assert (await customer.say("请用繁体字回答我"))["script"] == "zh-Hant-TW"
    gateway.engine.reply = None
    body = await customer.say("什么是知情权？")
    assert body["script"] == "zh-Hant-TW"
    assert gateway.engine.asked[-1]["metadata"]["mode"] == "large"
