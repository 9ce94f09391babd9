"""Complaints at the desk in a real browser: by keyboard, on a narrow screen, and for those who listen."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.desk.test_desk_alerts_browser import narrow
from tests.gateway.desk.test_desk_browser import axe, browser, hired, playwright, site
from tests.gateway.pages.conftest import Site, visit

__all__ = ["browser", "hired", "playwright", "site", "visit"]
pytestmark = pytest.mark.browser
FILE = """
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from casework.complaints import service
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.types import NewComplaint
from casework.db import Database
from casework.vault.cipher import Cipher
from xiaobao.settings import Settings
settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]))
cipher, now = Cipher(settings.key, settings.older_keys), datetime.now(UTC)
cases = [
    (20, "信用卡年费扣了我600块，办卡的时候说终身免年费。", "credit", "fee", "app", "web", {}),
    (14, "在网点办贷款，说好的利率和合同上写的不一样。", "loan", "contract", "branch", "regulator",
     {"regulator_ref": "转办〔2026〕17号", "mode": "large"}),
    (3, "手机银行转账一直失败，客服电话也打不通。", "settlement", "system", "app", "hotline", {}),
    (0, "有人给我打电话催收，可我没有欠款。", "collection", "collection", "phone", "letter",
     {"agent_suspected": True}),
]
with Database(settings.database) as database:
    for number, (days, story, business, cause, channel, door, more) in enumerate(cases):
        new = NewComplaint(
            door=door, script="zh-Hans", region="CN", story=story, wish="请核实并答复", business=business,
            cause=cause, channel=channel, sure=0.7, amount=Decimal(600), conversation_id=None,
            parties=(NewParty("complainant", Contact("王小明", f"1380013800{number}")),), **more)
        at = now - timedelta(days=days)
        made = database.run_write(lambda s: service.file(s, cipher, new, customer("web"), at))
        print(made.complaint.receipt)
"""


def file_some(site: Site) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-c", FILE, str(site.data_dir)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()


def go(page: Page, path: str) -> None:
    page.goto(re.sub(r"/desk.*", f"/desk{path}", page.url))


def shoot(page: Page, name: str) -> None:
    """For who wants to look: only when a folder is asked for."""
    import os

    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(site: Any, hired: Any) -> None:
    visitor = hired("wang", "supervisor")
    desk = visitor.page
    file_some(site)
    for path in (
        "/complaints",
        "/complaints?state=all&business=loan",
        "/complaints/1",
        "/complaints/2",
        "/complaints/new",
    ):
        go(desk, path)
        assert axe(desk) == [], path
        narrow(desk)
        shoot(desk, f"at{path.replace('/', '-').replace('?', '-')}")
    go(desk, "/complaints/1")
    for summary in desk.locator(".step summary").all():
        summary.click()
        expect(summary.locator("xpath=../form")).to_be_visible()
    assert axe(desk) == []
    narrow(desk)
    desk.set_viewport_size({"width": 320, "height": 700})
    shoot(desk, "narrow")
    go(desk, "/complaints")
    shoot(desk, "narrow-list")
    assert visitor.errors == []
    assert visitor.crashes == []


def test_answering_by_keyboard_without_script_with_a_look_before(site: Any, hired: Any) -> None:
    desk = hired(java_script_enabled=False).page
    receipt = file_some(site)[0]
    go(desk, "/complaints")
    desk.get_by_role("link", name=receipt).focus()
    desk.keyboard.press("Enter")
    for name, fields in (("受理", ()), ("答复客户", ("f-answer-outcome", "f-answer-text"))):
        summary = desk.locator(".step summary").get_by_text(name, exact=True)
        summary.focus()
        desk.keyboard.press("Enter")
        for field in fields:
            desk.keyboard.press("Tab")
            expect(desk.locator(f"#{field}")).to_be_focused()
            if field.endswith("outcome"):
                for _ in range(3):
                    desk.keyboard.press("ArrowDown")
                expect(desk.locator(f"#{field}")).to_have_value("refunded")
            else:
                desk.keyboard.type("经核实，年费已经退还。")
        desk.keyboard.press("Tab")
        if fields:
            desk.keyboard.press("Tab")
            desk.keyboard.press("Enter")
            expect(desk.locator(".step .preview")).to_contain_text("12378")
            expect(desk.locator("#f-answer-text")).to_have_value("经核实，年费已经退还。")
            shoot(desk, "preview")
            desk.locator("#step-answer .primary").focus()
        desk.keyboard.press("Enter")
        expect(desk.locator(".case-events li").last).to_contain_text(name)
    expect(desk.locator("#case-head")).to_contain_text("已答复")
    expect(desk.locator("main")).to_contain_text("还没有告知客户：答复客户")
    shoot(desk, "answered")


def test_picking_all_and_giving_them_to_a_colleague(site: Any, hired: Any) -> None:
    desk = hired().page
    receipts = file_some(site)
    go(desk, "/complaints")
    expect(desk.locator("#complaints-link .count")).to_have_text("1")
    desk.locator("#pick-all").focus()
    desk.keyboard.press("Space")
    expect(desk.locator('#bulk input[name="pick"]:checked')).to_have_count(4)
    desk.select_option("#bulk-staff", label="lin")
    desk.get_by_role("button", name="交办").press("Enter")
    expect(desk.locator("#bulk-result")).to_contain_text("4件已交给lin")
    expect(desk.locator(".case-row").first).to_contain_text("lin在办")
    expect(desk.locator(".case-row").first).to_contain_text(receipts[0])
    shoot(desk, "assigned")


def test_entering_a_letter_and_handing_out_its_number(site: Any, hired: Any) -> None:
    desk = hired().page
    go(desk, "/complaints")
    desk.get_by_role("link", name="登记投诉").click()
    desk.get_by_role("button", name="检查").click()
    expect(desk.locator("#entry-problem")).to_contain_text("请检查标出的")
    desk.locator("#entry-problem a").first.click()
    expect(desk.locator("#e-name")).to_be_focused()
    assert axe(desk) == []
    shoot(desk, "entry-wrong")
    desk.select_option("#e-door", label="来信")
    desk.fill("#e-name", "王小明")
    desk.fill("#e-phone", "13800138000")
    desk.fill("#e-story", "信用卡年费扣了我600块，办卡的时候说终身免年费。")
    desk.fill("#e-wish", "退年费")
    desk.get_by_role("button", name="检查").click()
    expect(desk.locator("#look")).to_contain_text("还没有登记")
    assert axe(desk) == []
    shoot(desk, "entry-checked")
    desk.locator("#look").get_by_role("button", name="登记").click()
    expect(desk.locator("#receipt")).to_have_text(re.compile(r"^XB-\w{4}-\w{5}$"))
    expect(desk.locator("#code")).to_have_text(re.compile(r"^\w{6}$"))
    assert axe(desk) == []
    narrow(desk)
    shoot(desk, "entry-filed")
