"""Everything works without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visit: Any) -> Any:
    return visit(java_script_enabled=False)


def test_ask_choose_unfold(plain: Any) -> None:
    page = plain.open()
    plain.ask("八项权利")
    assert page.locator("#log .customer .bubble").all_inner_texts() == ["八项权利"]
    assert "#m-" in page.url
    source = page.locator("#log .sources li").first
    expect(source).to_be_hidden()
    page.locator("#log .sources summary").click()
    expect(source).to_be_visible()
    page.locator("#log .choices button").first.click()
    assert page.locator("#log .customer").count() == 2
    page.reload()
    assert page.locator("#log .customer").count() == 2


def test_whether_it_helped(plain: Any) -> None:
    page = plain.open()
    plain.ask("八项权利")
    page.get_by_role("button", name="没帮助").click()
    page.get_by_role("button", name="不是我问的").click()
    expect(page.locator("#log .rate")).to_contain_text("谢谢")


def test_first_question_by_button(plain: Any) -> None:
    page = plain.open()
    page.get_by_role("button", name="我被骗了").click()
    expect(page.locator("#log .urgent")).to_contain_text("紧急")


def test_human_and_back(plain: Any) -> None:
    page = plain.open()
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#owner button").click()
    expect(page.locator("#owner")).to_be_hidden()


def test_who_waits_is_led_to_what_was_refused(plain: Any) -> None:
    page = plain.open("/?mode=large")
    page.click("#human button")
    page.click("#send")
    expect(page.locator("#problem")).to_be_in_viewport()


def test_switches_and_settings(plain: Any) -> None:
    page = plain.open()
    page.get_by_role("button", name="繁體").click()
    assert page.get_attribute("html", "lang") == "zh-Hant-TW"
    page.get_by_role("button", name="大字版").click()
    assert page.get_attribute("html", "data-mode") == "large"
    page.locator(".settings summary").click()
    page.check("input[name=region][value=HK]")
    page.check("input[name=script][value=zh-Hans]")
    page.locator(".panel .primary").click()
    assert page.locator(".help a[href='tel:18222']").count() == 1
    assert page.get_attribute("html", "lang") == "zh-Hans"


def test_delete(plain: Any) -> None:
    page = plain.open()
    plain.ask("我要投诉")
    page.locator(".settings summary").click()
    page.click("a[href='/delete']")
    page.get_by_role("button", name="确认删除").click()
    expect(page.locator("#deleted")).to_be_visible()
    assert page.locator("#log .customer").count() == 0


def test_too_long_is_told_and_kept(plain: Any) -> None:
    page = plain.open()
    plain.ask("长" * 2001)
    expect(page.locator("#problem")).to_be_visible()
    assert len(page.input_value("#text")) == 2001


def test_from_a_question_to_a_complaint_in_ones_own_size_and_colours(plain: Any) -> None:
    page = plain.open()
    plain.ask("八项权利")
    for name, value in (("size", "150"), ("theme", "contrast"), ("spacing", "wide")):
        page.locator(".settings summary").click()
        page.locator(f".look button[value='{value}']").click()
        assert page.get_attribute("html", f"data-{name}") == value
    page.get_by_role("button", name="转人工").first.click()
    expect(page.locator("#owner")).to_be_visible()
    page.get_by_role("link", name="填表投诉").click()
    page.get_by_role("button", name="大字版").click()
    assert "/complaints/new" in page.url
    look = {name: page.get_attribute("html", f"data-{name}") for name in ("mode", "size", "theme", "spacing")}
    assert look == {"mode": "large", "size": "150", "theme": "contrast", "spacing": "wide"}
    page.fill("#f-story", "柜台多收了我五百元手续费。")
    page.fill("#f-wish", "请退还。")
    page.fill("#f-name", "王小明")
    page.fill("#f-phone", "13912340088")
    page.check("#f-consent")
    page.click("#send")
    page.click("button[name=sure][value=yes]")
    expect(page.locator("#code")).to_be_visible()
