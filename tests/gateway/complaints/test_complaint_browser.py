"""The complaint pages in a real browser: with and without script, by keyboard, on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.casework.files.samples import document
from tests.gateway.complaints.conftest import FILLED
from tests.gateway.pages.conftest import Site, browser, playwright, visit

__all__ = ["browser", "playwright", "visit"]
pytestmark = pytest.mark.browser

OUTLINED = """() => [document.activeElement, document.activeElement.closest('.tick')]
  .some(n => n && getComputedStyle(n).outlineStyle !== 'none')"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("complaints"))
    running.start()
    yield running
    running.kill()


def fill(page: Page, **changes: str) -> None:
    for name, value in (FILLED | changes).items():
        if name in ("channel", "business"):
            page.select_option(f"#f-{name}", value)
        elif name == "consent":
            page.check("#f-consent")
        elif name != "kind":
            page.fill(f"#f-{name}", value)


def file(page: Page, phone: str, **changes: str) -> str:
    """Fill in, send, and come to the receipt: its number."""
    fill(page, phone=phone, **changes)
    page.click("#send")
    expect(page.locator("#code")).to_be_visible()
    return page.url.rpartition("/")[2]


@pytest.mark.parametrize("script", [True, False])
def test_filing_with_and_without_script(visit: Any, script: bool, tmp_path: Path) -> None:
    page = visit(java_script_enabled=script).open("/complaints/new")
    page.click("#send")
    expect(page.locator("#errors li")).to_have_count(5)
    if script:
        assert page.evaluate("document.activeElement.id") == "errors"
    (tmp_path / "合同.pdf").write_bytes(document())
    page.set_input_files("#f-files", str(tmp_path / "合同.pdf"))
    file(page, "13912340001" if script else "13912340002")
    expect(page.locator("main")).to_contain_text("合同.pdf")
    expect(page.locator("main")).to_contain_text("最晚")
    page.locator("#supplement summary").click()
    page.fill("#f-text", "还有一段录音")
    page.locator("#supplement .primary").click()
    expect(page.locator("#done")).to_contain_text("补充已经收到")
    page.click("a.danger")
    page.locator("main button.danger").click()
    expect(page.locator("main")).to_contain_text("已撤回")


def test_a_summary_leads_to_its_field(visit: Any) -> None:
    page = visit().open("/complaints/new")
    fill(page, phone="1")
    page.click("#send")
    page.locator("#errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-phone"
    described = page.get_attribute("#f-phone", "aria-describedby") or ""
    assert "e-phone" in described
    assert page.get_attribute("#f-phone", "aria-invalid") == "true"
    assert page.title().startswith("还没有提交")


def test_two_clicks_file_once(visit: Any) -> None:
    page = visit().open("/complaints/new")
    fill(page, phone="13912340003")
    page.locator("#send").dblclick()
    expect(page.locator("#code")).to_be_visible()
    expect(page.locator(".events li")).to_have_count(1)


def test_the_counter_and_the_folded_part(visit: Any) -> None:
    page = visit().open("/complaints/new")
    expect(page.locator("#n-story")).to_be_hidden()
    page.fill("#f-story", "字" * 1995)
    expect(page.locator("#n-story")).to_contain_text("5")
    page.fill("#f-story", "字" * 2003)
    expect(page.locator("#n-story")).to_contain_text("超出3字")
    expect(page.locator("#f-about_name")).to_be_hidden()
    page.check("input[name=kind][value=heir]")
    expect(page.locator("#f-about_name")).to_be_visible()


def test_by_keyboard_alone(visit: Any) -> None:
    page = visit().open("/complaints/new")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    wanted = {f"f-{name}": value for name, value in FILLED.items() if name not in ("kind", "consent")}
    wanted["f-phone"] = "13912340004"
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.id")
        assert page.evaluate(OUTLINED), name
        if name in ("f-channel", "f-business"):
            page.keyboard.press("ArrowDown")
        elif name in wanted:
            page.keyboard.type(wanted[name])
        elif name == "f-consent":
            page.keyboard.press("Space")
        elif name == "send":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()


def test_landmarks_headings_and_language(visit: Any) -> None:
    for locale, lang in (("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant-TW"), ("zh-HK", "zh-Hant-HK")):
        page = visit(locale=locale).open("/complaints/new")
        assert page.get_attribute("html", "lang") == lang
        assert page.locator("h1").count() == 1
        assert page.locator("main, header, nav[aria-label], footer").count() == 4
        levels = page.locator("h1, h2, h3").evaluate_all("nodes => nodes.map(n => n.tagName)")
        assert levels[0] == "H1"


def test_the_chat_leads_to_the_form_and_back(visit: Any) -> None:
    page = visit().open("/?mode=large")
    page.get_by_role("link", name="填表投诉").click()
    expect(page.locator("h1")).to_contain_text("填表投诉")
    assert page.get_attribute("html", "data-mode") == "large"
    page.get_by_role("link", name="返回聊天").click()
    expect(page.locator("#text")).to_be_visible()


def test_help_comes_first_and_stays_reachable(visit: Any) -> None:
    page = visit().open("/complaints/new")
    fill(page, phone="13912340006", story="有人说是公安局的，让我把钱转到安全账户，我正在转五万块。")
    page.click("#send")
    expect(page.locator(".urgent-box")).to_be_in_viewport()
    expect(page.locator(".urgent-box a[href='tel:110']")).to_be_visible()
    expect(page.locator("#code")).to_be_attached()


def test_printing_shows_the_receipt_alone(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/complaints/new")
    receipt = file(page, "13912340007")
    page.goto(f"{visitor.site.url}/complaints/{receipt}/receipt")
    expect(page.locator("#print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator("#print")).to_be_hidden()
    expect(page.locator(".sheet-print")).to_be_visible()
