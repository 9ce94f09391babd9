"""Everyone can use the page: measured in the browser, not read from the style sheet."""

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# Contrast of every visible text against the nearest painted ground, as WCAG computes it.
CONTRAST = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let lowest = [99, ''];
  while (walker.nextNode()) {
    const text = walker.currentNode, node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility({visibilityProperty: true}) || node.closest('.hidden, .skip, script')) continue;
    const a = lum(channels(getComputedStyle(node).color)), b = lum(ground(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, text.data.trim()];
  }
  return lowest;
}"""
TARGETS = """() => [...document.querySelectorAll('button, summary, textarea, label:has(input), nav a, .hotlines a, a.danger, a.primary')]
  .filter(node => node.checkVisibility({visibilityProperty: true}))
  .map(node => { const box = node.getBoundingClientRect(); return [Math.min(box.width, box.height), node.textContent.trim()] })
  .sort((a, b) => a[0] - b[0])[0]"""
TYPE = """() => { const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); let least = [99, '', 9];
  while (walker.nextNode()) { const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility({visibilityProperty: true}) || node.closest('.hidden, .skip, script')) continue;
    const style = getComputedStyle(node), size = parseFloat(style.fontSize);
    if (size < least[0]) least = [size, walker.currentNode.data.trim()]; }
  return least; }"""
MODES = [("standard", "light"), ("standard", "dark"), ("large", "light"), ("large", "dark")]


def furnished(visit: Any, mode: str = "standard", **options: Any) -> Any:
    """A page with every kind of thing on it."""
    visitor = visit(**options)
    page = visitor.open(f"/?mode={mode}")
    for count, text in enumerate(["我被骗了", "八项权利", "我要投诉"], 1):
        visitor.ask(text)
        visitor.answered(count)
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#log .sources summary").first.click()
    page.fill("#text", "字" * 1990)
    return visitor


def axe(page: Page) -> list[str]:
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options)
    return [f"{v['impact']} {v['id']}: {[n['html'][:120] for n in v['nodes']]}" for v in found["violations"]]


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
    ratio, text = page.evaluate(CONTRAST)
    assert ratio >= 7, text
    least, name = page.evaluate(TARGETS)
    assert least >= (60 if mode == "large" else 44) - 0.01, name
    type_size, words = page.evaluate(TYPE)
    assert type_size >= (24 if mode == "large" else 14), words
    body = page.evaluate(
        "[parseFloat(getComputedStyle(document.body).fontSize), getComputedStyle(document.body).lineHeight]"
    )
    assert body[0] >= (24 if mode == "large" else 17)
    assert float(body[1].removesuffix("px")) / body[0] >= 1.5


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
    outside = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(n => n.checkVisibility() && !n.closest('.hidden, .skip, svg')"
        " && n.getBoundingClientRect().right > 320.5).map(n => n.className)"
    )
    assert outside == []


def test_wcag_text_spacing_cuts_nothing(visit: Any) -> None:
    page = furnished(visit).page
    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important;"
        " letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = page.evaluate(
        "[...document.querySelectorAll('button, .bubble, summary')].filter(n => n.checkVisibility()"
        " && n.scrollWidth > n.clientWidth + 1).map(n => n.textContent)"
    )
    assert cut == []


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
        seen = page.evaluate(
            "() => { const n = document.activeElement, b = n.getBoundingClientRect(); if (n === document.body) return true;"
            " const at = (x, y) => { const hit = document.elementFromPoint(x, y); return hit && (n.contains(hit) || hit.contains(n)) };"
            " return [0.1, 0.5, 0.9].some(f => at(b.left + b.width / 2, b.top + b.height * f)) }"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")[:200]


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
