"""A day at the desk in real browsers: two customers, two agents, and whatever the connection does."""

import unicodedata
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.queueing import waiting
from tests.gateway.desk.test_desk_browser import hired, site
from tests.gateway.pages.conftest import Site, browser, playwright, visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
FIRST, SECOND = "請問我要怎麼申訴銀行？", "我的密码忘了怎么办"


def talk(page: Page) -> list[str]:
    """What customer and agents said, in the order of the screen; on either side."""
    said = page.locator("#log .customer, #log .agent")
    texts = said.evaluate_all("all => all.map((one) => one.querySelector('.bubble, .text').innerText.trim())")
    return [unicodedata.normalize("NFKC", text) for text in texts]


def says(page: Page, words: list[str]) -> None:
    """Wait until the last of the words stands there; then all of them do, in this order, once."""
    expect(page.locator("#log .customer, #log .agent")).to_have_count(len(words))
    assert talk(page) == [unicodedata.normalize("NFKC", one) for one in words]


def take(desk: Page, text: str) -> None:
    """Take the conversation whose line in the list has the text."""
    expect(desk.locator("#board .rows a", has_text=text)).to_be_visible()
    desk.locator("#board .rows a", has_text=text).click()
    desk.click("#take")
    expect(desk.locator("#reply")).to_be_visible()


def answer(desk: Page, text: str) -> None:
    count = desk.locator("#log .agent").count()
    desk.fill("#text", text)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#log .agent")).to_have_count(count + 1)
    expect(desk.locator("#text")).to_have_value("")


def test_two_customers_and_two_agents_at_once(visit: Any, hired: Any) -> None:
    lin, chen = hired("lin").page, hired("chen").page
    elder = waiting(visit, SECOND, "/?mode=large")
    reader = waiting(visit, FIRST, locale="zh-TW")
    expect(lin).to_have_title("(2) 小宝工作台")
    # Who reads large text goes first; whom each agent takes is their own choice.
    expect(lin.locator(".queue .rows a").first).to_contain_text(SECOND)
    take(lin, FIRST)
    take(chen, SECOND)
    for customer in (reader, elder):
        expect(customer.page.locator("#owner p")).to_contain_text("正在")
    bots = elder.answers()

    # Both at once, each with their own: nobody's words go to somebody else.
    reader.ask("我等了三十天")
    elder.ask("字太小我看不清")
    expect(lin.locator("#log .customer").last).to_contain_text("我等了三十天")
    expect(chen.locator("#log .customer").last).to_contain_text("字太小我看不清")
    answer(lin, "请查收短信，我马上帮您查账户。")
    answer(chen, "您别急，我慢慢讲。")
    reader.ask("好的")
    answer(lin, "请再等一下")
    in_reader = [FIRST, "我等了三十天", "請查收簡訊，我馬上幫您查帳戶。", "好的", "請再等一下"]
    in_elder = [SECOND, "字太小我看不清", "您别急，我慢慢讲。"]
    says(reader.page, in_reader)
    says(elder.page, in_elder)
    assert elder.answers() == bots

    # To the named colleague: it is hers at once, with everything that was said.
    lin.locator("#pass summary").click()
    lin.select_option("#pass-to", label="chen（可接待，1/5）")
    lin.fill("#pass-reason", "懂投诉")
    lin.get_by_role("button", name="转出").click()
    expect(lin.locator("#actions")).to_contain_text("已由chen接待")
    expect(lin.locator("#reply")).to_have_count(0)
    expect(reader.page.locator("#log .system").last).to_contain_text("接下來由真人客服（工號")
    lines = chen.locator(".mine .rows a")
    expect(lines).to_have_count(2)
    lines.filter(has_text="好的").click()
    expect(chen.locator("#log .memo").last).to_contain_text("懂投诉")
    answer(chen, "我是接手的同事")
    in_reader.append("我是接手的同事")
    says(reader.page, in_reader)
    says(chen, in_reader)
    assert "懂投诉" not in reader.page.content()
    says(elder.page, in_elder)

    # Back to the bot, which goes on for this customer; the other one still has their human.
    chen.get_by_role("button", name="交还小宝").click()
    expect(reader.page.locator("#log .system").last).to_contain_text("小寶")
    expect(reader.page.locator("#owner")).to_be_hidden()
    count = reader.answers()
    reader.ask("我有哪些權利？")
    reader.answered(count + 1)
    expect(elder.page.locator("#owner")).to_be_visible()
    says(elder.page, in_elder)
    in_reader.append("我有哪些權利？")
    for customer, words in ((reader, in_reader), (elder, in_elder)):
        customer.page.reload()
        says(customer.page, words)
        assert customer.errors == []


def test_reload_lost_connection_and_a_killed_gateway_lose_and_double_nothing(
    visit: Any, hired: Any, site: Site
) -> None:
    agent = hired("lin")
    desk = agent.page
    customer = waiting(visit, FIRST, locale="zh-TW")
    page = customer.page
    take(desk, FIRST)
    answer(desk, "您好")
    said = [FIRST, "您好"]
    says(page, said)

    # The customer's connection is gone: what the agent says meanwhile comes with it, in its place.
    customer.context.set_offline(True)
    answer(desk, "我在查")
    customer.ask("我斷線了")
    expect(page.locator(".resend")).to_be_visible()
    customer.context.set_offline(False)
    said += ["我在查", "我斷線了"]
    expect(desk.locator("#log .customer")).to_have_count(2)
    says(desk, said)
    says(page, said)

    # The agent's is gone: what could not be sent stays in the box and is sent once.
    agent.context.set_offline(True)
    desk.fill("#text", "离线时写的")
    desk.click("#send")
    expect(desk.locator("#unsent")).to_be_visible()
    customer.ask("您還在嗎")
    expect(page.locator("#log .customer[data-id]")).to_have_count(3)
    agent.context.set_offline(False)
    desk.click("#send")
    said += ["您還在嗎", "離線時寫的"]
    says(page, said)
    says(desk, said)

    # The gateway is killed with words of both sides on their way, and comes back.
    site.kill()
    desk.fill("#text", "停电时写的")
    desk.click("#send")
    expect(desk.locator("#unsent")).to_be_visible()
    customer.ask("停電時寫的")
    expect(page.locator(".resend")).to_be_visible()
    site.start()
    expect(desk.locator("#log .customer")).to_have_count(4)
    desk.click("#send")
    said += ["停電時寫的", "停電時寫的"]
    says(page, said)
    says(desk, said)
    for one in (page, desk):
        one.reload()
        says(one, said)
    expect(page.locator("#owner p")).to_contain_text("正在為您服務")
    answer(desk, "还是我")
    says(page, [*said, "還是我"])
