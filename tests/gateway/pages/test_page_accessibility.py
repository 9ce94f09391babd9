"""Everyone can use the page: measured in the browser, not read from the style sheet."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.pages.axe import axe

pytestmark = pytest.mark.browser

MEASURES = Path(__file__).with_name("measure.js").read_text("utf-8")
MODES = [("standard", "light"), ("standard", "dark"), ("large", "light"), ("large", "dark")]


def furnished(visit: Any, mode: str = "standard", **options: Any) -> Any:
    """A page with every kind of thing on it."""
    visitor = visit(**options)
    page = visitor.open(f"/?mode={mode}")
    for count, text in enumerate(["八项权利", "我要投诉", "我被骗了"], 1):
        visitor.ask(text)
        visitor.answered(count)
    # An emergency calls a human by itself.
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#log .sources summary").first.click()
    page.fill("#text", "字" * 1990)
    return visitor


def measure(page: Page, what: str) -> Any:
    """A call of a function of measure.js."""
    return page.evaluate(f"() => {MEASURES.strip()}.{what}")


@pytest.mark.parametrize(("mode", "theme"), MODES)
def test_axe_finds_nothing(visit: Any, mode: str, theme: str) -> None:
    visitor = furnished(visit, mode, color_scheme=theme)
    assert axe(visitor.page) == []
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.page.click(".settings summary")
    assert axe(visitor.page) == []
    visitor.page.goto(f"{visitor.site.url}/delete")
    assert axe(visitor.page) == []


@pytest.mark.parametrize("locale", ["zh-TW", "zh-HK"])
def test_axe_finds_nothing_in_traditional(visit: Any, locale: str) -> None:
    assert axe(visit(locale=locale, viewport={"width": 1280, "height": 800}).open()) == []


@pytest.mark.parametrize(("mode", "theme"), MODES)
@pytest.mark.parametrize("width", [390, 1280])
def test_contrast_targets_and_type(visit: Any, mode: str, theme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    page = furnished(visit, mode, color_scheme=theme, viewport=size).page
    page.evaluate("scrollTo(0, 0)")
    page.click(".settings summary")
    ratio, text = measure(page, "contrast()")
    assert ratio >= 7, text
    target, name = measure(page, "target()")
    assert target >= (60 if mode == "large" else 44) - 0.01, name
    least, words = measure(page, "type()")
    assert least >= (24 if mode == "large" else 14), words
    body, leading = measure(page, "body()")
    assert body >= (24 if mode == "large" else 18)
    assert leading >= 1.5


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("size", ["100", "150"])
@pytest.mark.parametrize("region", ["CN", "MO"])
def test_nothing_scrolls_sideways_at_320_pixels(visit: Any, mode: str, size: str, region: str) -> None:
    visitor = visit(viewport={"width": 320, "height": 256})
    page = visitor.open(f"/?mode={mode}&region={region}")
    page.evaluate("size => { document.documentElement.dataset.size = size }", size)
    visitor.ask("我被骗了 https://evil.example/" + "a" * 80)
    visitor.answered()
    page.locator("#log .sources summary").first.click()
    page.locator(".settings summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert measure(page, "outside(320)") == []


def test_wcag_text_spacing_cuts_nothing(visit: Any) -> None:
    page = furnished(visit).page
    measure(page, "spread()")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert measure(page, "cut()") == []


def test_keyboard_alone(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("我被骗了")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "send"
    page.keyboard.press("Enter")
    visitor.answered()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#log .sources summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#log .sources li").first).to_be_visible()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    assert {"转人工", "大字版", "设置"} <= reached


def test_focus_is_not_hidden_behind_what_stands_still(visit: Any) -> None:
    page = furnished(visit).page
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        page.wait_for_timeout(20)
        assert measure(page, "focusSeen()"), page.evaluate("document.activeElement.outerHTML")[:200]


def test_landmarks_headings_and_languages(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered(1)
    visitor.ask("請問我要怎麼投訴銀行？")
    visitor.answered(2)
    assert page.get_attribute("#log", "role") == "log"
    assert page.get_attribute("#log", "aria-live") == "polite"
    assert page.locator("h1").count() == 1
    assert page.locator("#log .bot h2").count() == 2
    assert page.locator("main, header, nav[aria-label]").count() == 3
    assert page.locator("#log .bot").last.get_attribute("lang").startswith("zh-Hant")  # type: ignore[union-attr]
    assert page.locator("[role=status]").count() == 1


def test_reduced_motion(visit: Any) -> None:
    page = visit(reduced_motion="reduce").open()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.thinking .icon')).animationName") == "none"
    )
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_help_is_in_sight_at_both_ends_of_a_long_chat(visit: Any) -> None:
    page = furnished(visit).page
    for where in ("0", "document.documentElement.scrollHeight"):
        page.evaluate(f"scrollTo({{top: {where}, behavior: 'instant'}})")
        expect(page.locator("#human button")).to_be_in_viewport()
        expect(page.locator(".help a").first).to_be_in_viewport()
        expect(page.locator("#text")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_help_stays_in_sight_while_settings_are_open(visit: Any, width: int, mode: str) -> None:
    page = visit(viewport={"width": width, "height": 844}).open(f"/?mode={mode}")
    page.click(".settings summary")
    expect(page.locator(".panel .primary")).to_be_attached()
    assert measure(page, "covered('.help button, .help a')") == []
    page.locator(".panel .primary").scroll_into_view_if_needed()
    expect(page.locator(".panel .primary")).to_be_in_viewport(ratio=0.9)
