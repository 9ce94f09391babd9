"""A form that is half filled in: what changes the page leaves its words alone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.casework.files.samples import picture
from tests.gateway.complaints.conftest import FILLED
from tests.gateway.pages.states import STATES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_half_a_form_survives_another_mode_script_and_look(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script).open("/complaints/new")
    page.fill("#f-story", "写到一半的事情")
    page.check("input[name=kind][value=heir]")
    page.set_input_files("#f-files", {"name": "a.png", "mimeType": "image/png", "buffer": picture("PNG")})

    def whole() -> None:
        assert page.input_value("#f-story") == "写到一半的事情"
        assert page.is_checked("input[name=kind][value=heir]")

    page.click(".mode button")
    expect(page.locator("html[data-mode=large]")).to_be_visible()
    whole()
    expect(page.locator("input[name=kept_1]")).to_be_checked()
    expect(page.locator("#errors, .wrong")).to_have_count(0)
    page.click(".switches button")
    expect(page.locator("html[lang=zh-Hant-TW]")).to_be_visible()
    whole()
    page.click(".settings summary")
    page.click(".look button[value='150']")
    expect(page.locator("html[data-size='150']")).to_be_visible()
    whole()
    if not page.locator(".panel").is_visible():
        page.click(".settings summary")
    page.locator(".panel input[value=zh-Hans]").check()
    page.locator(".panel input[value=standard]").check()
    page.click(".panel .primary")
    expect(page.locator("html[data-mode=standard][data-size='150'][lang=zh-Hans]")).to_be_visible()
    whole()
    # Enter in a field sends the form; it is not the first button of the page.
    page.focus("#f-phone")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_visible()
    assert page.get_attribute("html", "data-mode") == "standard"
    whole()


def test_own_words_keep_their_script_on_a_page_in_another(visit: Any) -> None:
    visitor = visit(locale="zh-TW")
    STATES["receipt"](visitor)
    page = visitor.page
    for path in ("", "/receipt"):
        page.goto(page.url.removesuffix("/receipt") + path)
        assert page.get_attribute("html", "lang") == "zh-Hant-TW"
        assert page.locator(".said").first.get_attribute("lang") == "zh-Hans"


def test_asked_once_more_one_may_still_change_the_mode(visit: Any) -> None:
    visitor = visit()
    visitor.open("/?mode=large")
    STATES["sure"](visitor)
    page = visitor.page
    page.click(".mode button")
    expect(page.locator("html[data-mode=standard]")).to_be_visible()
    assert page.input_value("#f-story") == FILLED["story"]
    assert page.is_checked("#f-consent")
