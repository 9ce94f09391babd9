"""Large text offered once, choices by number, and a question before the place in the queue is given up."""

from typing import Any

import pytest

from tests.gateway.conftest import Customer, Gateway

CHOICES = {
    "kind": "choices",
    "text": "您想问哪一个？",
    "buttons": [{"title": t, "value": t} for t in ("八项权利", "怎么投诉", "转人工")],
}
ANSWER = {"kind": "answer", "text": "答案。", "buttons": []}


def titles(reply: dict[str, Any]) -> list[str]:
    return [button["title"] for button in reply["buttons"]]


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize(("typed", "chosen"), [("1", "八项权利"), ("二", "怎么投诉"), ("第一个", "八项权利")])
async def test_a_number_chooses_what_was_offered_last(
    gateway: Gateway, mode: str, typed: str, chosen: str
) -> None:
    customer = await gateway.customer(mode=mode)
    gateway.engine.reply = CHOICES
    assert (await customer.say("你好"))["replies"][0]["numbered"] is True
    gateway.engine.reply = ANSWER
    said = await customer.say(typed, "once")
    assert said["message"]["text"] == chosen
    assert gateway.engine.asked[-1]["text"] == chosen
    # Sent again it is the same message, whatever is offered by now.
    assert (await customer.say(typed, "once"))["message"] == said["message"]


async def test_a_number_of_nothing_is_never_guessed(gateway: Gateway, customer: Customer) -> None:
    first = (await customer.say("1"))["replies"][0]
    assert (first["entry"], gateway.engine.asked) == ("nothing_offered", [])
    gateway.engine.reply = CHOICES
    await customer.say("你好")
    missed = (await customer.say("7"))["replies"][0]
    assert (missed["entry"], titles(missed)) == ("no_such_choice", titles(CHOICES))
    gateway.engine.reply = ANSWER
    assert (await customer.say("3"))["message"]["text"] == "转人工"


async def test_a_number_that_is_asked_for_is_a_number(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.reply = CHOICES | {"expects": "amount"}
    assert "numbered" not in (await customer.say("我要投诉"))["replies"][0]
    await customer.say("2")
    assert gateway.engine.asked[-1]["text"] == "2"


async def test_large_text_is_offered_once(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.reply = ANSWER | {"urgent": True}
    urgent = (await customer.say("我七十三岁了"))["replies"][-1]
    assert "大字" not in urgent["text"] + "".join(titles(urgent))
    gateway.engine.reply = ANSWER
    offered = (await customer.say("什么是知情权"))["replies"][-1]
    assert offered["text"].endswith("字太小？可以换大字版。")
    assert titles(offered) == ["转人工", "换大字版", "不用大字版"]
    declined = (await customer.say("不用大字版"))["replies"][-1]
    assert declined["entry"] == "large_declined"
    again = (await customer.say("我七十三岁了，字太小"))["replies"][-1]
    assert "大字" not in again["text"]


async def test_who_is_not_understood_twice_is_offered_large_text(
    gateway: Gateway, customer: Customer
) -> None:
    gateway.engine.reply = CHOICES | {"lost": True}
    assert "换大字版" in titles((await customer.say("呜呜"))["replies"][-1])
    assert "换大字版" not in titles((await customer.say("呜呜呜"))["replies"][-1])


async def test_nobody_is_offered_what_they_have_left(gateway: Gateway, customer: Customer) -> None:
    for mode in ("large", "standard"):
        await customer.call("PATCH", json={"mode": mode})
    gateway.engine.reply = ANSWER
    assert "换大字版" not in titles((await customer.say("我七十三岁了"))["replies"][-1])


async def test_in_large_text_leaving_the_queue_is_asked_first(gateway: Gateway) -> None:
    customer = await gateway.customer(mode="large")
    await customer.call("POST", "/handoff", json={})
    asked = await customer.say("不等了，继续问小宝")
    assert (asked["owner"], titles(asked["replies"][0])) == ("queue", ["继续等", "确定不等了"])
    assert (await customer.say("继续等"))["owner"] == "queue"
    assert (await customer.say("好的"))["owner"] == "queue"
    await customer.say("不等了")
    assert (await customer.say("2"))["owner"] == "bot"
