"""The live work place in real browsers: ready replies, typing, unread, drafts, shortcuts, sound."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from casework.audit.types import SYSTEM
from casework.db import Database
from casework.staff import login
from tests.gateway.desk.queueing import waiting
from tests.gateway.pages.axe import axe_at_rest as axe
from tests.gateway.pages.conftest import Site, Visitor, browser, playwright, visit

__all__ = ["browser", "playwright", "visit"]
pytestmark = pytest.mark.browser
PASSWORD = "平安是福-2026-desk"
TRADITIONAL = {"locale": "zh-TW"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One gateway for this file: each test brings its own customers and agents."""
    running = Site(tmp_path_factory.mktemp("console"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def desk(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """An agent of this test alone, signed in, with a screen of 1366 × 768."""
    name = f"a{abs(hash(request.node.name)) % 10**8}"
    with Database(f"sqlite:///{site.data_dir / 'xiaobao.db'}") as database:
        made = login.add_account(database, SYSTEM, name, "agent", datetime.now(UTC))
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
    visitor = Visitor(context, site)
    page = visitor.open("/desk")
    page.fill("#name", name)
    page.fill("#password", made.one_time_password)
    page.keyboard.press("Enter")
    page.fill("#old", made.one_time_password)
    for field in ("#new", "#again"):
        page.fill(field, PASSWORD)
    page.click("main button")
    expect(page.locator("#board")).to_be_visible()
    yield visitor
    context.close()
    assert visitor.crashes == []
    assert [text for text in visitor.errors if "Content Security Policy" in text] == []


def take(desk: Page, said: str) -> None:
    desk.goto(desk.url.partition("/desk")[0] + "/desk")
    desk.locator("#board .queue .rows a", has_text=said).click()
    desk.click("#take")
    expect(desk.locator("#reply")).to_be_visible()


def test_a_ready_reply_by_keyboard_alone(visit: Any, desk: Visitor) -> None:
    customer, page = waiting(visit, "請問怎麼申訴甲", **TRADITIONAL), desk.page
    take(page, "怎麼申訴甲")
    page.focus("#text")
    page.keyboard.type("/yzm")
    first = page.locator("#canned-list [role=option]").first
    expect(first).to_contain_text("不要发密码和验证码")
    expect(first).to_have_attribute("aria-selected", "true")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(
        "请不要在这里发密码、短信验证码和完整卡号。我们不会向您要这些，谁要都不要给。"
    )
    expect(page.locator("#canned-list")).to_have_count(0)
    expect(page.locator("#preview")).to_contain_text("簡訊驗證碼")
    page.keyboard.press("Control+Enter")
    expect(customer.page.locator("#log .agent")).to_contain_text("簡訊驗證碼")
    expect(page.locator("#text")).to_have_value("")
    # Behind what stands there, in a line of its own; the key of a Chinese input method; and away again.
    page.keyboard.type("王先生")
    page.keyboard.press("Enter")
    page.keyboard.type("、")
    expect(page.locator("#canned-list [role=option]").first).to_contain_text("不要发密码")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#canned-list [aria-selected=true]")).to_have_attribute("id", "canned-2")
    page.keyboard.press("Escape")
    expect(page.locator("#canned-list")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("王先生\n、")
    page.select_option("#canned-pick", "one_moment")
    expect(page.locator("#text")).to_have_value("王先生\n、\n请稍等，我正在看您的情况，看完马上回复您。")


def test_typing_is_seen_on_both_sides_and_ends(visit: Any, desk: Visitor) -> None:
    customer, page = waiting(visit, "问一件乙事"), desk.page
    take(page, "乙事")
    expect(page.locator("#presence")).to_contain_text("客户开着这个页面")
    customer.page.locator("#text").press_sequentially("我想")
    expect(page.locator("#typing")).to_be_visible()
    customer.page.click("#send")
    expect(page.locator("#log .customer").last).to_contain_text("我想")
    expect(page.locator("#typing")).to_be_hidden()
    page.locator("#text").press_sequentially("好的")
    expect(customer.page.locator("#typing")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(customer.page.locator("#log .agent")).to_contain_text("好的")
    expect(customer.page.locator("#typing")).to_be_hidden()
    page.locator("#text").press_sequentially("还有")
    expect(customer.page.locator("#typing")).to_be_visible()
    page.fill("#text", "")
    expect(customer.page.locator("#typing")).to_be_hidden()


def test_unread_marks_drafts_and_switching(visit: Any, desk: Visitor) -> None:
    page = desk.page
    first, second = waiting(visit, "第一位丙"), waiting(visit, "第二位丙")
    take(page, "第一位丙")
    page.locator("#text").press_sequentially("写到一半")
    page.reload()
    expect(page.locator("#text")).to_have_value("写到一半")
    take(page, "第二位丙")
    expect(page.locator("#board .mine .draft:visible")).to_have_count(1)
    page.evaluate("document.addEventListener('xiaobao:rang', (e) => { window.rang = e.detail })")
    first.ask("还在吗")
    mark = page.locator("#board .mine .unread")
    expect(mark).to_have_text("1条新消息")
    expect(page).to_have_title(re.compile("1条未读"))
    page.wait_for_function("() => window.rang === 'soft'")
    # What is said on the open page is read at once.
    second.ask("我也在")
    expect(page.locator("#log .customer").last).to_contain_text("我也在")
    expect(mark).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#log")).to_contain_text("还在吗")
    expect(page.locator("#text")).to_have_value("写到一半")
    expect(mark).to_have_count(0)
    assert "未读" not in page.title()
    page.keyboard.press("Alt+Digit2")
    expect(page.locator("#log")).to_contain_text("第")
    page.get_by_role("button", name="退出").click()
    assert page.evaluate("Object.keys(sessionStorage).filter((k) => k.includes('draft')).length") == 0


def test_shortcuts_help_and_switches(visit: Any, desk: Visitor) -> None:
    page = desk.page
    waiting(visit, "问一件丁事")
    page.goto(page.url)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#board .rows a").first).to_be_focused()
    page.locator("#board .queue .rows a", has_text="丁事").click()
    expect(page.locator("#take")).to_be_visible()
    # Keys are heard once the page's script has run.
    page.wait_for_load_state("load")
    page.keyboard.press("t")
    expect(page.locator("#reply")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#note")).to_be_focused()
    # While writing, a key is a letter.
    page.keyboard.type("tjn?")
    expect(page.locator("#note")).to_have_value("tjn?")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#canned-list")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#answers-q")).to_be_focused()
    page.click("#keys-open")
    page.uncheck("#keys-use")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#note")).not_to_be_focused()
    sound = page.locator("#sound")
    expect(sound).to_have_attribute("aria-pressed", "true")
    sound.click()
    expect(sound).to_contain_text("提示音关")
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "false")


def test_the_pages_are_clean_and_fit(visit: Any, desk: Visitor) -> None:
    page = desk.page
    waiting(visit, "問一件戊事", **TRADITIONAL)
    take(page, "戊事")
    page.fill("#text", "请稍等")
    expect(page.locator("#preview")).to_contain_text("請稍等")
    page.locator("#answers summary").click()
    for path in (page.url, page.url.partition("/desk")[0] + "/desk", "/desk/canned"):
        if path != page.url:
            page.goto(path if path.startswith("http") else page.url.partition("/desk")[0] + path)
        for width in (1366, 1024, 768):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.innerText
            && !e.children.length && !e.closest('sup, optgroup')
            && parseFloat(getComputedStyle(e).fontSize) < 14).map((e) => e.outerHTML)"""
    )
    assert small == []
