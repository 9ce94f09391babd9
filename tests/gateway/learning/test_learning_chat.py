"""What the gateway carries of a quiz and a case: options by number, links to pages of ours only."""

import pytest

from gateway.wechat.texts import render
from tests.gateway.learning.conftest import Gateway

OPTIONS = [{"title": "马上挂断", "value": "1"}, {"title": "听他说完", "value": "2"}]
QUESTION = {"kind": "prompt", "text": "第1题：您怎么办？", "buttons": OPTIONS}
LINK = {"title": "在页面上看", "href": "/learn/story/wang_police"}


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize(
    ("said", "asked"), [("2", "2"), ("第二个", "2"), ("B", "B"), ("听他说完", "听他说完")]
)
async def test_an_answer_to_a_quiz_comes_to_the_engine(
    gateway: Gateway, said: str, asked: str, mode: str
) -> None:
    customer = await gateway.customer(mode=mode)
    gateway.engine.reply = QUESTION
    await customer.say("考考我")
    await customer.say(said)
    assert gateway.engine.asked[-1]["text"] == asked


async def test_a_number_without_an_option_offers_them_again(gateway: Gateway) -> None:
    customer = await gateway.customer()
    gateway.engine.reply = QUESTION
    await customer.say("考考我")
    before = len(gateway.engine.asked)
    again = await customer.say("7")
    assert len(gateway.engine.asked) == before
    assert [b["value"] for b in again["replies"][0]["buttons"]] == ["1", "2"]
    await customer.say("1")
    assert gateway.engine.asked[-1]["text"] == "1"


async def test_only_pages_of_ours_are_linked_and_history_has_the_links(gateway: Gateway) -> None:
    customer = await gateway.customer()
    foreign = [
        "https://evil.example/",
        "//evil.example/learn",
        "/learn/../desk",
        "/desk",
        "/learn?x",
        "/cards//x",
    ]
    links = [LINK, *({"title": "假", "href": href} for href in foreign), {"title": "", "href": "/learn"}]
    gateway.engine.reply = {"kind": "notice", "text": "今天的案例", "links": links}
    body = await customer.say("讲个案例")
    assert body["replies"][0]["links"] == [LINK]
    assert (await customer.history())[-1]["links"] == [LINK]


async def test_what_has_no_links_says_nothing_of_them(gateway: Gateway) -> None:
    body = await (await gateway.customer()).say("你好")
    assert "links" not in body["replies"][0]


def test_in_wechat_a_link_stands_alone_on_its_line() -> None:
    reply = {"sender": "bot", "text": "今天的案例", "links": [LINK | {"href": "https://bank.example/learn"}]}
    lines = render([reply | {"urgent": False}], lambda key, **_: key).text.split("\n")
    assert lines == ["今天的案例", "在页面上看", "https://bank.example/learn"]
