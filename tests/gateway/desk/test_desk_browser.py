"""Customers and agents in real browsers, at once."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from casework.audit.types import SYSTEM
from casework.db import Database
from casework.staff import login
from casework.statuses import Role
from tests.gateway.pages.axe import axe_at_rest as axe
from tests.gateway.pages.conftest import Site, Visitor, browser, playwright, visit

__all__ = ["axe", "browser", "playwright", "visit"]
pytestmark = pytest.mark.browser
PASSWORD = "平安是福-2026-desk"
SCREEN = {"width": 1366, "height": 768}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A gateway of one's own: what others left in the queue would be in the way."""
    running = Site(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def hired(site: Site, visit: Any) -> Callable[..., Visitor]:
    """An agent who has signed in, in a window of their own."""

    def start(name: str = "lin", role: Role = "agent", **options: object) -> Visitor:
        with Database(f"sqlite:///{site.data_dir / 'xiaobao.db'}") as database:
            made = login.add_account(database, SYSTEM, name, role, datetime.now(UTC))
        one_time = made.one_time_password
        visitor: Visitor = visit(**({"viewport": SCREEN} | options))
        settle(visitor, name, one_time)
        page = visitor.open("/desk")
        expect(page.get_by_role("button", name="退出")).to_be_visible()
        expect(page.locator("#new")).to_have_count(0)
        return visitor

    return start


def settle(visitor: Visitor, name: str, one_time: str) -> None:
    """Sign in and change the password without drawing the pages (test_desk_console_browser.py draws them)."""
    desk, asked = f"{visitor.site.url}/desk", visitor.context.request
    origin = {"Origin": visitor.site.url}
    signed_in = asked.post(f"{desk}/sign-in", form={"name": name, "password": one_time}, headers=origin)
    token = re.search(r'name="form_token" value="(\w+)"', signed_in.text())
    assert token, signed_in.text()
    form = {"form_token": token[1], "old": one_time, "new": PASSWORD, "again": PASSWORD}
    changed = asked.post(f"{desk}/password", form=form, headers=origin)
    assert changed.ok, changed.text()


def open_first(page: Page) -> None:
    page.locator("#board .rows a").first.click()
    expect(page.locator("#log")).to_be_visible()


def test_what_was_said_stays_in_sight_beside_a_long_packet(visit: Any, hired: Any) -> None:
    """Not as wide as three columns: the page is much longer than the transcript."""
    customer = visit()
    customer.open()
    customer.ask("我被骗了，钱转到安全账户了")
    customer.answered()
    expect(customer.page.locator("#owner")).to_be_visible()
    desk = hired(viewport={"width": 1280, "height": 800}).page
    open_first(desk)
    desk.click("#take")
    expect(desk.locator("#text")).to_be_focused()
    expect(desk.locator("#log .message").last).to_be_in_viewport()
    expect(desk.locator("#reply .primary")).to_be_in_viewport()


def take_first(page: Page) -> None:
    """The page that comes after taking is there when this returns."""
    page.reload()
    open_first(page)
    page.click("#take")
    expect(page.locator("#text")).to_be_visible()


def test_a_conversation_goes_to_a_human_and_back(visit: Any, hired: Any) -> None:
    desk = hired().page
    customer = visit(locale="zh-TW")
    page = customer.open()
    customer.ask("請問我要怎麼申訴銀行？")
    customer.answered()
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()

    expect(desk).to_have_title("(1) 小宝工作台")
    expect(desk.locator("#board")).to_contain_text("請問我要怎麼申訴銀行")
    open_first(desk)
    desk.click("#take")
    expect(page.locator("#owner p")).to_contain_text("正在為您服務")
    expect(page.locator("#log .system").last).to_contain_text("已接入")
    expect(page.locator("#log .system").last).to_be_in_viewport(ratio=1)
    # Nothing is left to press that would leave a queue they are not in any more.
    expect(page.locator("#log .system .choices button")).not_to_have_count(0)
    expect(page.locator("#log .system .choices button:visible")).to_have_count(0)

    customer.ask("我等了三十天")
    expect(desk.locator("#log .customer").last).to_contain_text("我等了三十天")
    expect(desk.locator("#log .customer").last).to_contain_text("待回复")
    desk.fill("#text", "请查收短信，我马上帮您查账户。")
    expect(desk.locator("#preview")).to_contain_text("請查收簡訊")
    watch(page)
    desk.keyboard.press("Control+Enter")
    expect(page.locator("#log .agent")).to_contain_text("請查收簡訊，我馬上幫您查帳戶。")
    assert arrival(page, desk.url.rpartition("/")[2].partition("#")[0]) <= 300
    expect(desk.locator("#text")).to_have_value("")
    expect(desk.locator("#log .agent")).to_have_count(1)
    assert page.locator("#log .bot").count() == 1

    desk.get_by_role("button", name="交还小宝").click()
    expect(page.locator("#log .system").last).to_contain_text("小寶")
    expect(page.locator("#owner")).to_be_hidden()
    customer.ask("我有哪些權利？")
    customer.answered(2)
    assert customer.errors == []
    page.reload()
    expect(page.locator("#log .agent")).to_have_count(1)


def watch(page: Page) -> None:
    """Note on the customer's page when an agent's message stands there."""
    page.evaluate(
        """() => { new MutationObserver((_, seen) => {
            if (!document.querySelector("#log .agent")) return;
            window.arrived = Date.now(); seen.disconnect();
        }).observe(document.querySelector("#log"), { childList: true, subtree: true }) }"""
    )


def arrival(page: Page, conversation: str) -> float:
    """Milliseconds from storing the agent's message to the customer's screen; one clock on one machine."""
    return float(
        page.evaluate(
            """async (conversation) => {
              const answer = await fetch(`/api/v1/conversations/${conversation}/messages`);
              const said = (await answer.json()).messages.filter((m) => m.sender === "agent").at(-1);
              return window.arrived - Date.parse(said.at);
            }""",
            conversation,
        )
    )


def test_a_takeover_stops_the_bot_in_mid_sentence(visit: Any, hired: Any) -> None:
    desk = hired().page
    customer = visit()
    page = customer.open()
    customer.ask("你好")
    customer.answered(1)
    desk.goto(desk.url + "?view=all")
    open_first(desk)
    customer.ask("慢一点说")
    expect(desk.locator("#log .customer").last).to_contain_text("慢一点说")
    desk.click("#take")
    expect(desk.locator("#reply")).to_be_visible()
    page.wait_for_timeout(2500)
    assert customer.answers() == 1
    expect(page.locator("#thinking")).to_be_hidden()


def test_a_second_agent_sees_who_has_it_and_cannot_write(visit: Any, hired: Any) -> None:
    first, second = hired("lin").page, hired("chen").page
    customer = visit()
    customer.open().click("#human button")
    for desk in (first, second):
        desk.reload()
        open_first(desk)
        expect(desk.locator("#take")).to_be_visible()
    first.click("#take")
    expect(first.locator("#text")).to_be_focused()
    expect(second.locator("#actions")).to_contain_text("已由lin接待")
    assert second.locator("#reply, #take").count() == 0


def test_a_look_that_fails_while_the_stream_stands_is_made_again(visit: Any, hired: Any) -> None:
    """The stream tells of a message once: a look that was refused just then must not be the last."""
    desk = hired().page
    customer = visit()
    page = customer.open()
    page.click("#human button")
    take_first(desk)
    refused: list[str] = []

    def busy(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=503, content_type="text/html", body="") if len(
            refused
        ) <= 2 else route.continue_()

    desk.route(re.compile(r"/desk/conversations/\w+$"), busy)
    customer.ask("还在吗")
    expect(desk.locator("#lost")).to_be_visible()
    expect(desk.locator("#log .customer").last).to_contain_text("还在吗", timeout=20000)
    expect(desk.locator("#lost")).to_be_hidden()
    assert len(refused) > 2


def test_what_could_not_be_sent_stays_and_is_sent_once(visit: Any, hired: Any, site: Site) -> None:
    visitor = hired()
    desk = visitor.page
    customer = visit()
    page = customer.open()
    page.click("#human button")
    take_first(desk)
    site.kill()
    desk.fill("#text", "我在，请说")
    desk.click("#reply .primary")
    expect(desk.locator("#unsent")).to_be_visible()
    expect(desk.locator("#lost")).to_be_visible(timeout=10000)
    assert desk.input_value("#text") == "我在，请说"
    site.start()
    desk.click("#reply .primary")
    expect(desk.locator("#log .agent")).to_have_count(1)
    expect(desk.locator("#lost")).to_be_hidden(timeout=10000)
    expect(page.locator("#log .agent")).to_have_count(1)
    desk.fill("#text", "您的密码是abc12345")
    desk.click("#reply .primary")
    expect(desk.locator("#alert")).to_contain_text("没有发送")
    assert desk.input_value("#text") == "您的密码是abc12345"


def test_signed_out_elsewhere_the_draft_stays(hired: Any, visit: Any) -> None:
    visitor = hired()
    desk = visitor.page
    visit().open().click("#human button")
    take_first(desk)
    desk.fill("#text", "还没写完")
    visitor.context.clear_cookies()
    expect(desk.locator("#stale")).to_be_visible(timeout=25_000)
    assert desk.input_value("#text") == "还没写完"


def test_axe_finds_nothing(visit: Any, hired: Any) -> None:
    desk = hired().page
    customer = visit(locale="zh-TW")
    page = customer.open("/?mode=large")
    customer.ask("我被騙了")
    customer.answered()
    page.click("#human button")
    for path in ("/desk?view=all", "/desk/password"):
        desk.goto(customer.site.url + path)
        assert axe(desk) == []
    desk.goto(customer.site.url + "/desk")
    open_first(desk)
    assert axe(desk) == []
    desk.click("#take")
    desk.fill("#text", "请查收短信")
    expect(desk.locator("#preview")).to_contain_text("請查收簡訊")
    assert axe(desk) == []
    desk.set_viewport_size({"width": 320, "height": 600})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    desk.get_by_role("button", name="退出").click()
    assert axe(desk) == []


def test_everything_works_without_script_and_by_keyboard(visit: Any, hired: Any) -> None:
    desk = hired(java_script_enabled=False).page
    customer = visit()
    customer.open().click("#human button")
    expect(customer.page.locator("#owner")).to_be_visible()
    desk.reload()
    desk.locator("#board .rows a").first.focus()
    desk.keyboard.press("Enter")
    desk.locator("#take").focus()
    desk.keyboard.press("Enter")
    desk.fill("#text", "您好")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#log .agent")).to_contain_text("您好")
    expect(customer.page.locator("#log .agent")).to_contain_text("您好")
