"""The complaint pages in a real browser: with and without script, large, small, by keyboard, by axe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.casework.files.samples import document
from tests.gateway.complaints.conftest import FILLED
from tests.gateway.pages.axe import axe
from tests.gateway.pages.conftest import Site, browser, playwright, visit

__all__ = ["browser", "playwright", "visit"]
pytestmark = pytest.mark.browser

MEASURES = (Path(__file__).resolve().parents[1] / "pages" / "measure.js").read_text("utf-8")
TARGETS = """() => [...document.querySelectorAll('button, summary, textarea, select, nav a, .ways a,'
    + ' input:not([type=hidden]), label:has(input), .quiet, a.danger')]
  .filter(n => n.checkVisibility({visibilityProperty: true}) && !n.matches('label input'))
  .map(n => [n.getBoundingClientRect(), n.outerHTML.slice(0, 90)])
  .map(([box, html]) => [Math.min(box.width, box.height), html])
  .sort((a, b) => a[0] - b[0])[0]"""
OUTLINED = """() => [document.activeElement, document.activeElement.closest('.tick')]
  .some(n => n && getComputedStyle(n).outlineStyle !== 'none')"""
MODES = [("standard", "light"), ("standard", "dark"), ("large", "light"), ("large", "dark")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("complaints"))
    running.start()
    yield running
    running.kill()


def measure(page: Page, what: str) -> Any:
    return page.evaluate(f"() => {MEASURES.strip()}.{what}")


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


def page_with_everything(visit: Any, phone: str, mode: str = "standard", **options: Any) -> Page:
    page: Page = visit(**options).open(f"/complaints/new?mode={mode}")
    file(page, phone)
    for more in page.locator("details.more > summary").all():
        more.click()
    return page


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


@pytest.mark.parametrize(("mode", "theme"), MODES)
def test_axe_finds_nothing(visit: Any, mode: str, theme: str) -> None:
    number = 10 + MODES.index((mode, theme))
    visitor = visit(color_scheme=theme)
    page = visitor.open(f"/complaints/new?mode={mode}")
    page.locator("#more summary").click()
    assert axe(page) == []
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()
    assert axe(page) == []
    receipt = file(page, f"139123400{number}", story="我的密码是Hunter2x9，上周三被多收了手续费。")
    for more in page.locator("details.more > summary").all():
        more.click()
    assert axe(page) == []
    for path in (f"/complaints/{receipt}/receipt", f"/complaints/{receipt}/withdraw", "/complaints"):
        visitor.page.goto(f"{visitor.site.url}{path}")
        assert axe(page) == [], path


@pytest.mark.parametrize(("mode", "theme"), MODES)
@pytest.mark.parametrize("width", [390, 1280])
def test_contrast_targets_and_type(visit: Any, mode: str, theme: str, width: int) -> None:
    page = visit(color_scheme=theme, viewport={"width": width, "height": 800}).open(
        f"/complaints/new?mode={mode}"
    )
    page.locator("#more summary").click()
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()
    page.locator("#more summary").click()
    ratio, text = measure(page, "contrast()")
    assert ratio >= 7, text
    target, name = page.evaluate(TARGETS)
    assert target >= (60 if mode == "large" else 44) - 0.01, name
    least, words = measure(page, "type()")
    assert least >= (24 if mode == "large" else 14), words
    size, leading = measure(page, "body()")
    assert size >= (24 if mode == "large" else 18)
    assert leading >= 1.5


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("size", ["100", "150"])
@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_nothing_scrolls_sideways_at_320_pixels(visit: Any, mode: str, size: str, locale: str) -> None:
    place = 20 + ["100", "150"].index(size) * 4 + ["standard", "large"].index(mode) * 2 + (locale == "zh-TW")
    visitor = visit(viewport={"width": 320, "height": 256}, locale=locale)
    page = visitor.open(f"/complaints/new?mode={mode}")

    def narrow() -> None:
        page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        for more in page.locator("details.more:not([open]) > summary").all():
            more.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert measure(page, "outside(320)") == []

    narrow()
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()
    narrow()
    receipt = file(page, f"139123400{place}", branch="很长" * 20, story="https://example.com/" + "a" * 200)
    narrow()
    page.goto(f"{visitor.site.url}/complaints/{receipt}/receipt")
    narrow()


def test_wcag_text_spacing_cuts_nothing(visit: Any) -> None:
    page = page_with_everything(visit, "13912340005")
    measure(page, "spread()")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert measure(page, "cut()") == []


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
    expect(page.locator(".head")).to_be_hidden()
    expect(page.locator("#print")).to_be_hidden()
    expect(page.locator(".sheet-print")).to_be_visible()
