"""Everyone can use the page: measured in the browser, not read from the style sheet."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.pages.looks import measure
from tests.gateway.pages.states import FILLED, chat

pytestmark = pytest.mark.browser


def furnished(visit: Any) -> Any:
    """A page with every kind of thing on it."""
    visitor = visit()
    chat(visitor)
    return visitor


def reach(page: Page, what: str, key: str = "Tab") -> None:
    """Go there by keyboard alone; all the way the focus is seen and nothing lies over it."""
    for _ in range(150):
        page.keyboard.press(key)
        assert measure(page, "outlined()") or page.evaluate("document.activeElement === document.body")
        assert seen(page), page.evaluate("document.activeElement.outerHTML")[:200]
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"{what} was not reached")


def seen(page: Page) -> bool:
    """Nothing lies over the focus; what scrolls there, or draws itself anew, has a second to come to rest."""
    for _ in range(20):
        if measure(page, "focusSeen()"):
            return True
        page.wait_for_timeout(50)
    return False


def filled_by_keyboard(page: Page, phone: str) -> None:
    """The complaint form from its first field to its button."""
    wanted = {f"f-{name}": value for name, value in FILLED.items() if name not in ("kind", "consent")}
    wanted["f-phone"] = phone
    for name, value in wanted.items():
        reach(page, f"#{name}")
        page.keyboard.press("ArrowDown") if name in ("f-channel", "f-business") else page.keyboard.type(value)
    reach(page, "#f-consent")
    page.keyboard.press("Space")
    reach(page, "#send")


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_all_of_it_by_keyboard_alone(visit: Any, mode: str) -> None:
    """Ask, choose, change the size, ask for a human, complain."""
    visitor = visit()
    page = visitor.open(f"/?mode={mode}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("八项权利")
    page.keyboard.press("Enter")
    visitor.answered(1)
    reach(page, "#log .choices button", "Shift+Tab")
    page.keyboard.press("Enter")
    visitor.answered(2)
    reach(page, ".settings > summary", "Shift+Tab")
    page.keyboard.press("Enter")
    reach(page, ".look button[value='150']")
    page.keyboard.press("Enter")
    assert page.get_attribute("html", "data-size") == "150"
    reach(page, ".human", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#owner")).to_be_visible()
    reach(page, "main a[href='/complaints/new']")
    page.keyboard.press("Enter")
    expect(page.locator("#f-story")).to_be_visible()
    assert page.get_attribute("html", "data-size") == "150"
    filled_by_keyboard(page, f"1391234005{len(mode) % 10}")
    page.keyboard.press("Enter")
    if mode == "large":
        expect(page.locator("button[name=sure]")).to_have_count(2)
        reach(page, "button[name=sure][value=yes]")
        page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()


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
        assert seen(page), page.evaluate("document.activeElement.outerHTML")[:200]


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
