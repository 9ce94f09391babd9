"""Searching in a real browser: by keyboard alone, without script, coming back to what was found."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.test_desk_alerts_browser import narrow
from tests.gateway.desk.test_desk_browser import axe, browser, hired, playwright, site
from tests.gateway.desk.test_desk_complaint_browser import file_some, go
from tests.gateway.pages.conftest import Site, visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
SAID = ("我的信用卡年費為什麼要扣錢", "轉帳失敗了怎麼辦，帳戶裡的錢還在嗎")


def chatted(visit: Any) -> None:
    page = visit().open("/")
    for text in SAID:
        page.fill("#text", text)
        page.keyboard.press("Enter")
        expect(page.locator("#log .customer").get_by_text(text)).to_be_visible()
        expect(page.locator("#text")).to_have_value("")


def found(desk: Page, query: str) -> Page:
    """Search until the gateway has read what was said."""
    for _ in range(40):
        desk.fill("#q", query)
        with desk.expect_navigation(url=re.compile(r"\?s=")):
            desk.keyboard.press("Enter")
        if desk.locator("#results li").count():
            return desk
        desk.wait_for_timeout(500)
    raise AssertionError("nothing was found")


def shoot(page: Page, name: str) -> None:
    """For who wants to look: only when a folder is asked for."""
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(site: Site, visit: Any, hired: Any) -> None:
    visitor = hired("wang", "supervisor")
    desk = visitor.page
    chatted(visit)
    file_some(site)
    go(desk, "/search")
    assert axe(desk) == []
    shoot(desk, "search-empty")
    found(desk, "年费")
    expect(desk.locator("mark").first).to_be_visible()
    assert axe(desk) == []
    narrow(desk)
    shoot(desk, "search")
    for width in (1024, 768, 320):
        desk.set_viewport_size({"width": width, "height": 768})
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        shoot(desk, f"search-{width}")
    desk.set_viewport_size({"width": 1366, "height": 768})
    desk.fill("#q", "13800138000")
    desk.keyboard.press("Enter")
    expect(desk.locator(".named a").first).to_be_visible()
    assert axe(desk) == []
    shoot(desk, "search-phone")
    go(desk, "/complaints/1")
    expect(desk.locator("#history")).to_be_visible()
    shoot(desk, "history-complaint")
    assert visitor.errors == []
    assert visitor.crashes == []


def test_by_keyboard_without_script_and_back_again(site: Site, visit: Any, hired: Any) -> None:
    desk = hired(java_script_enabled=False).page
    chatted(visit)
    desk.locator("summary", has_text="更多").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="搜索", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#q")).to_be_focused()
    found(desk, "转账失败")
    address = desk.url
    assert "转账" not in address
    desk.locator("#results a").last.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".message:target .text")).to_contain_text("轉帳失敗")
    shoot(desk, "search-opened")
    desk.go_back()
    expect(desk.locator("#results li").first).to_be_visible()
    expect(desk.locator("#q")).to_have_value("转账失败")
    assert desk.url == address
