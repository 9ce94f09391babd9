"""Accounts, audit, watch and live board in a real browser: axe finds nothing, keys suffice, news comes."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.audit import service as audit
from casework.db import Database
from casework.staff import service as staff
from casework.watch import service as watch
from tests.gateway.desk.test_desk_browser import axe, browser, hired, playwright, site
from tests.gateway.pages.conftest import visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
NARROW = {"width": 768, "height": 1024}


def go(page: Page, path: str) -> Page:
    page.goto(re.sub(r"/desk.*", path, page.url))
    return page


def fits(page: Page) -> bool:
    found: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found


def flagged(site: Any) -> None:
    """Somebody has opened many persons, and the watch has seen it."""
    from casework.hours.service import parse

    now = datetime.now(UTC)

    def work(session: Any) -> None:
        found = staff.by_name(session, "lin")
        assert found
        for number in range(12):
            audit.record(
                session, found.actor("10.1.2.3"), "complaint.revealed", "complaint", str(number), now,
                reason="客户来电核对", after={"field": "phone"},
            )  # fmt: skip
        watch.note(session, watch.find(session, now, now, parse("always")), now)

    with Database(f"sqlite:///{site.data_dir / 'xiaobao.db'}") as database:
        database.run_write(work)


def test_a_manager_adds_and_closes_an_account_with_keys(hired: Any) -> None:
    page = go(hired("wang", "supervisor").page, "/desk/people")
    assert axe(page) == []
    page.focus("main input[name=name]")
    page.keyboard.type("chen")
    page.keyboard.press("Enter")
    expect(page.locator("#one-time")).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
    assert axe(page) == []
    page.get_by_role("link", name="已经记下").click()
    page.fill("#public_name", "小陈")
    page.fill("#capacity", "99")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#problem")).to_contain_text("1到50")
    expect(page.locator("#public_name")).to_have_value("小陈")
    assert axe(page) == []
    page.fill("#capacity", "3")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#problem")).to_have_count(0)
    page.fill("#reason", "离职")
    page.keyboard.press("Enter")
    expect(page.locator("main dd").nth(1)).to_contain_text("已停用")
    assert axe(page) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert fits(page)
    go(page, "/desk/sessions")
    assert axe(page) == []


def test_an_auditor_reads_and_explains(site: Any, hired: Any) -> None:
    hired("lin")
    page: Page = hired("shen", "auditor").page
    flagged(site)
    go(page, "/desk/watch")
    assert axe(page) == []
    page.get_by_role("link", name="短时间显示很多个人信息").click()
    expect(page.locator("tbody tr")).to_have_count(12)
    assert axe(page) == []
    page.check("input[value=explained]")
    page.fill("#reason", "本人已说明")
    page.get_by_role("button", name="记下结论").click()
    expect(page.locator(".none")).to_be_visible()
    go(page, "/desk/audit")
    page.select_option("select[name=what]", "reveal")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("tbody tr")).to_have_count(12)
    assert axe(page) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert fits(page)
    with page.expect_download() as saved:
        page.click("#audit-file")
    assert saved.value.suggested_filename.startswith("audit-")


def test_the_live_board_renews_itself(visit: Any, hired: Any) -> None:
    page = go(hired("wang", "supervisor").page, "/desk/live")
    waiting = page.locator(".tile", has_text="等待人工").locator("b")
    expect(waiting).to_have_text("0")
    customer = visit()
    customer.open().click("#human button")
    expect(waiting).to_have_text("1")
    assert axe(page) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert fits(page)
