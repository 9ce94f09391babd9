"""An elderly customer, frightened on the telephone, alone with the page in large text."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.pages.test_page_accessibility import reach

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
WORDS = "我被骗了"


def opened(visit: Any, **options: object) -> Page:
    """The page in large text, with nothing in the way of the first tap."""
    page: Page = visit(viewport=PHONE, **options).open("/?mode=large")
    expect(page.get_by_role("button", name=WORDS)).to_be_in_viewport(ratio=1)
    return page


def first_aid(page: Page) -> None:
    """Whom to call and the first step are in sight; the others wait."""
    urgent = page.locator("#log .urgent")
    expect(urgent.locator(".hotlines a[href='tel:110']")).to_be_in_viewport()
    expect(urgent.locator(".text li:visible")).to_have_count(1)
    # Such words call a human by themselves.
    expect(page.locator("#log .system")).to_have_count(1)


def second_step(page: Page) -> None:
    urgent = page.locator("#log .urgent")
    expect(urgent.locator(".text li:visible")).to_have_count(2)
    expect(urgent.locator(".text li").nth(1)).to_be_in_viewport()


def human_called(page: Page) -> None:
    """Who asks is led to what was said of it, once, and to the way out; the steps are still there."""
    expect(page.locator("#log .system")).to_have_count(1)
    expect(page.locator("#log .system")).to_be_in_viewport()
    expect(page.locator("#owner button")).to_be_visible()
    expect(page.locator("#log .urgent .text li:visible").first).to_be_visible()


@pytest.mark.parametrize("hand", ["finger", "keyboard"])
def test_alone_from_the_fright_to_a_human(visit: Any, hand: str) -> None:
    page = opened(visit)

    def press(what: str, key: str = "Tab") -> None:
        if hand == "finger":
            page.locator(what).first.click()
        else:
            reach(page, what, key)
            page.keyboard.press("Enter")

    press(f".quick button:has(b:text-is('{WORDS}'))" if hand == "finger" else ".quick button")
    first_aid(page)
    press("#log .urgent .step > summary", "Shift+Tab")
    second_step(page)
    press(".human", "Shift+Tab")
    human_called(page)


def test_the_same_without_script(visit: Any) -> None:
    page = opened(visit, java_script_enabled=False)
    page.get_by_role("button", name=WORDS).click()
    first_aid(page)
    page.locator("#log .urgent .step > summary").first.click()
    second_step(page)
    page.locator(".human").click()
    human_called(page)
