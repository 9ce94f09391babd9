"""Who is there and who has what, in real browsers: two agents, one customer."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.test_desk_browser import hired, open_first, site
from tests.gateway.pages.axe import axe_at_rest as axe
from tests.gateway.pages.conftest import browser, playwright, visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser


def waiting(visit: Any) -> None:
    """A customer in the queue: what is looked at without script must be there before."""
    page = visit().open()
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()


def taken(desk: Page) -> Page:
    """The first of the queue, taken."""
    desk.reload()
    open_first(desk)
    desk.click("#take")
    expect(desk.locator("#reply")).to_be_visible()
    return desk


def test_passed_on_with_a_reason_and_a_note_and_what_is_being_written_stays(visit: Any, hired: Any) -> None:
    chen, lin = hired("chen").page, hired("lin").page
    customer = visit(locale="zh-TW")
    page = customer.open()
    page.click("#human button")
    desk = taken(lin)
    desk.fill("#text", "还没写完")
    desk.fill("#note", "客户问按揭提前还款")
    desk.press("#note", "Control+Enter")
    expect(desk.locator("#log .memo")).to_contain_text("客户问按揭提前还款")
    expect(desk.locator("#note")).to_have_value("")
    expect(desk.locator("#text")).to_have_value("还没写完")

    chen.goto(desk.url)
    expect(chen.locator("#lookers")).to_contain_text("也在看：lin")
    expect(desk.locator("#lookers")).to_contain_text("也在看：chen")
    expect(desk.locator("#text")).to_have_value("还没写完")

    desk.reload()
    desk.locator("#pass summary").click()
    desk.select_option("#pass-to", label="chen（可接待，0/5）")
    desk.fill("#pass-reason", "懂按揭")
    desk.get_by_role("button", name="转出").click()
    expect(desk.locator("#actions")).to_contain_text("已由chen接待")
    expect(chen.locator("#reply")).to_be_visible()
    expect(chen.locator("#log .memo").last).to_contain_text("lin把对话转给了chen")
    expect(page.locator("#log .system").last).to_contain_text("接下來由真人客服（工號")
    assert "按揭" not in page.content()

    desk.goto(customer.site.url + "/desk")
    expect(chen.locator("#lookers")).to_be_empty()
    assert customer.errors == []


def test_the_state_is_changed_without_losing_a_draft_and_by_keyboard(visit: Any, hired: Any) -> None:
    waiting(visit)
    desk = taken(hired().page)
    desk.fill("#text", "还没写完")
    menu = desk.locator("#duty summary")
    menu.focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(menu).to_contain_text("忙碌")
    expect(desk.locator("#text")).to_have_value("还没写完")
    desk.reload()
    expect(menu).to_contain_text("忙碌")


def test_all_of_it_works_without_script(visit: Any, hired: Any) -> None:
    desk = hired(java_script_enabled=False).page
    hired("chen")
    waiting(visit)
    taken(desk)
    desk.fill("#note", "没有脚本的备注")
    desk.get_by_role("button", name="记下").click()
    expect(desk.locator("#log .memo")).to_contain_text("没有脚本的备注")
    desk.locator("#duty summary").click()
    desk.locator("#duty button", has_text="离开").click()
    expect(desk.locator("#duty summary")).to_contain_text("离开")
    desk.locator("#pass summary").click()
    desk.select_option("#pass-to", value="queue")
    desk.fill("#pass-reason", "下班")
    desk.get_by_role("button", name="转出").click()
    expect(desk.locator("#take")).to_be_visible()
    expect(desk.locator("#log .memo").last).to_contain_text("放回了队列")


def test_axe_finds_nothing_and_a_tablet_has_room(visit: Any, hired: Any) -> None:
    hired("chen")
    waiting(visit)
    desk = taken(hired("boss", "supervisor").page)
    desk.fill("#note", "客户问按揭")
    desk.get_by_role("button", name="记下").click()
    expect(desk.locator("#log .memo")).to_be_visible()
    desk.locator("#pass summary").click()
    assert axe(desk) == []
    desk.locator("#duty summary").click()
    assert axe(desk) == []
    for width in (1024, 768, 320):
        desk.set_viewport_size({"width": width, "height": 768})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
