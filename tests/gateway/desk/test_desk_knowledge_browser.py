"""The answers at the desk in real browsers: two persons publish, an agent inserts, axe finds nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.test_desk_browser import axe, browser, hired, open_first, playwright, site
from tests.gateway.pages.conftest import visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
PLAIN = "请向银行问清原因，以银行告知为准。"
SHOTS: Path | None = None


def seen(page: Page, name: str) -> None:
    """Whole, at rest, with nothing to scroll sideways; a picture where somebody wants to look."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, name
    if SHOTS:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert axe(page) == [], name


def test_two_persons_publish_and_every_page_is_accessible(hired: Any) -> None:
    editor = hired("ed", "editor").page
    # Whoever may not serve customers is led to the answers.
    expect(editor).to_have_url(re.compile("/desk/knowledge$"))
    seen(editor, "list")
    editor.fill("[name=q]", "贷款被拒")
    editor.keyboard.press("Enter")
    editor.click("#entry-loan_refused")
    seen(editor, "entry")
    editor.click("#propose")
    editor.fill("#f-plain", PLAIN + "打110。")
    editor.fill("#f-reason", "说得更清楚")
    seen(editor, "form")
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator("#lint")).to_contain_text("1个问题")
    seen(editor, "refused")
    editor.get_by_role("link", name="改写").click()
    editor.fill("#f-plain", PLAIN)
    editor.get_by_role("button", name="保存").click()
    editor.click("#submit-change")
    expect(editor.locator(".state-submitted").first).to_be_visible()

    other = hired("wu", "supervisor", viewport={"width": 1024, "height": 768}).page
    other.goto(editor.url)
    for box in other.locator("fieldset input").all():
        box.check()
    other.fill("#opinion", "与依据一致，同意。")
    seen(other, "review")
    other.get_by_role("button", name="同意").click()
    other.click("#publish-change")
    expect(other.locator(".state-published").first).to_be_visible()
    other.set_viewport_size({"width": 768, "height": 1024})
    seen(other, "published")
    for path in ("/changes?state=all", "/history", "?due=1", "/new"):
        other.goto(editor.url.rpartition("/changes")[0] + path)
        seen(other, path.strip("/?").partition("?")[0])


def test_an_answer_is_put_behind_what_stands_in_the_box(visit: Any, hired: Any) -> None:
    desk = hired().page
    customer = visit(locale="zh-TW")
    customer.open()
    customer.ask("請問貸款為什麼沒批")
    customer.answered()
    customer.page.click("#human button")
    expect(desk.locator("#board .rows a").first).to_be_visible()
    open_first(desk)
    desk.click("#take")
    desk.fill("#text", "您好。")
    desk.click("#answers summary")
    desk.fill("#answers-q", "贷款被拒")
    desk.keyboard.press("Enter")
    expect(desk.locator(".offer h3").first).to_contain_text("貸款")
    seen(desk, "panel")
    desk.locator(".offer .insert").first.click()
    text = desk.input_value("#text")
    assert text.startswith("您好。\n")
    assert "銀行" in text.split("\n", 1)[1]
    assert "银行" not in text
    assert desk.evaluate("document.activeElement.id") == "text"
