"""Alerts in a real browser: at once, by keyboard, on a narrow screen, and for those who listen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.test_desk_browser import axe, browser, hired, open_first, playwright, site
from tests.gateway.pages.conftest import visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
STORY = "公安局说我涉嫌洗钱，让我把五万块转到安全账户，还不许告诉家人"


def test_an_alarming_message_is_on_the_open_list_and_page_at_once(visit: Any, hired: Any) -> None:
    desk, other = hired().page, hired("chen").page
    customer = visit()
    page = customer.open()
    customer.ask("请问你们几点开门")
    customer.answered()
    desk.goto(desk.url + "?view=all")
    open_first(desk)
    desk.click("#take")
    expect(desk.locator("#text")).to_be_focused()
    desk.fill("#text", "还没写完")
    expect(desk.locator("#alarm-flag p")).to_have_count(0)
    expect(other).to_have_title("小宝工作台")
    watch(desk)
    page.fill("#text", STORY)
    page.keyboard.press("Enter")
    expect(desk.locator("#log mark").first).to_be_visible(timeout=3000)
    expect(desk.locator("#alarm-flag")).to_contain_text("预警·")
    expect(desk.locator("#alarm-facts h2")).to_have_text("诈骗预警")
    assert desk.input_value("#text") == "还没写完"
    expect(desk.locator("#text")).to_be_focused()
    expect(other).to_have_title("预警1 小宝工作台")
    expect(other.locator("#announce")).to_contain_text("有新的诈骗预警")
    expect(other.locator("#alerts-link .count")).to_have_text("1")
    assert desk.evaluate("window.marked - window.heard") < 1000


def watch(page: Page) -> None:
    """Note when the customer's words stand on the agent's page, and when the mark in them does."""
    page.evaluate(
        """() => { new MutationObserver((_, seen) => {
            if (document.querySelectorAll("#log .customer").length > 1) window.heard ??= performance.now();
            if (!document.querySelector("#log mark")) return;
            window.marked = performance.now(); seen.disconnect();
        }).observe(document.querySelector("#log"), { childList: true, subtree: true }) }"""
    )


def test_an_alert_appears_by_itself_and_is_closed_keeping_the_draft(visit: Any, hired: Any) -> None:
    desk, other = hired().page, hired("chen").page
    customer = visit()
    customer.open()
    customer.ask(STORY)
    expect(desk.locator("#board .sev")).to_be_visible(timeout=3000)
    open_first(desk)
    other.goto(other.url + "/alerts")
    expect(other.locator(".alert-row")).to_have_count(1)
    desk.click("#take")
    desk.locator("#guide-script summary").click()
    desk.fill("#text", "您先别转")
    customer.ask("他们让我再转手续费")
    expect(desk.locator("#log .customer")).to_have_count(2)
    expect(desk.locator("#guide-script li").first).to_be_visible()
    desk.get_by_role("radio", name="已拦截").check()
    desk.fill("#reason", "6222020200112233445")
    desk.get_by_role("button", name="关闭这条预警").click()
    expect(desk.locator("#closing-problem")).to_contain_text("没有关闭")
    assert desk.input_value("#reason") == "6222020200112233445"
    desk.fill("#reason", "")
    desk.get_by_role("button", name="关闭这条预警").click()
    expect(desk.locator("#alarm-facts")).to_contain_text("lin关闭：已拦截")
    expect(desk.locator("#close-alert")).to_have_count(0)
    assert desk.input_value("#text") == "您先别转"
    expect(desk.locator("#alarm-flag p")).to_have_count(0)
    expect(other.locator(".alert-row")).to_have_count(0)


def test_axe_finds_nothing(visit: Any, hired: Any) -> None:
    desk = hired("wang", "supervisor").page
    base = desk.url
    customer = visit(locale="zh-TW")
    customer.open("/?mode=large")
    customer.ask(STORY)
    expect(desk.locator("#board .sev")).to_be_visible(timeout=3000)
    assert axe(desk) == []
    open_first(desk)
    desk.locator("summary").first.click()
    assert axe(desk) == []
    narrow(desk)
    for path in ("/alerts", "/alerts/1", "/alerts/figures"):
        desk.goto(base + path)
        assert axe(desk) == []
        narrow(desk)
    desk.goto(base + "/alerts/1")
    desk.get_by_role("radio", name="误报").check()
    desk.get_by_role("button", name="关闭这条预警").click()
    expect(desk.locator("main")).to_contain_text("wang关闭：误报")
    desk.goto(base + "/alerts?state=closed")
    expect(desk.locator(".alert-row")).to_have_count(1)
    assert axe(desk) == []


def narrow(page: Page) -> None:
    """The page at 320 pixels has no sideways scrolling; then as wide as before."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(size)


def test_from_a_mark_to_its_reason_and_back_by_keyboard_without_script(visit: Any, hired: Any) -> None:
    desk = hired(java_script_enabled=False).page
    customer = visit()
    customer.open()
    customer.ask(STORY)
    customer.answered()
    desk.reload()
    expect(desk.locator("#alerts-link .count")).to_have_text("1")
    desk.locator("#board .rows a").first.focus()
    desk.keyboard.press("Enter")
    # Many reasons: the first three stand there, a mark opens the rest.
    expect(desk.locator(".grounds li:visible")).to_have_count(3)
    last = desk.locator("#log sup a", has_text="4").first
    last.click()
    expect(desk.locator("#why-4")).to_be_in_viewport()
    note = desk.locator("#log sup a").first
    expect(note).to_have_accessible_name(re.compile("^依据[0-9]+：."))
    note.focus()
    desk.keyboard.press("Enter")
    reason = desk.locator(f"#{desk.url.rpartition('#')[2]}")
    expect(reason).to_be_in_viewport()
    desk.keyboard.press("Tab")
    expect(reason.locator("a").first).to_be_focused()
    desk.keyboard.press("Enter")
    assert re.search(r"#m-\d+$", desk.url)
    desk.get_by_role("radio", name="已报警").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    expect(desk.locator("#reason")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#alarm-facts")).to_contain_text("lin关闭：已报警")
