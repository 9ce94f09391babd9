"""Large text: one step at a time, and nothing that matters is ever hidden."""

from typing import Any

import pytest
from playwright.sync_api import expect

from bot.text import REGIONS, SCRIPTS, Region, Script
from gateway.pages.steps import steps
from knowledge import load
from tests.gateway.pages.conftest import same_width


def test_steps_are_taken_one_by_one() -> None:
    found = steps("先说：\n1. 停\n2. 打110\n\n3. 报警\n说完", ["110"])
    assert found is not None
    assert [line.text for line in found.lines] == ["停", "打110", "报警"]
    assert [
        [line.text for block in part for line in block.lines] for part in (found.before, found.after)
    ] == [
        ["先说："],
        ["说完"],
    ]


@pytest.mark.parametrize(
    "text",
    ["一句话。", "1. 停", "- 甲\n- 乙", "1. 停\n那么\n2. 打", "1. 停\n2. 打110", "1. 停\n2. 打8800 7777"],
)
def test_what_is_not_taken_apart(text: str) -> None:
    assert steps(text, ["12378"]) is None


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("region", REGIONS)
def test_no_entry_hides_a_number(script: Script, region: Region) -> None:
    knowledge = load("示例银行", "95000")
    for entry in knowledge.entries:
        shown = knowledge.render(entry, script, region, "large")
        beside = {hotline.number for hotline in shown.hotlines}
        found = steps(shown.text, beside)
        hidden = "".join(line.text for line in found.lines[1:]) if found else ""
        others = {hotline.number for hotline in knowledge.hotlines.values()} - beside
        assert [number for number in others if len(number) > 2 and number in hidden] == [], entry


@pytest.mark.browser
def test_the_next_step_is_asked_for(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/?mode=large")
    visitor.ask("我要投诉")
    visitor.answered()
    steps_shown = page.locator("#log .text li:visible")
    expect(steps_shown).to_have_count(1)
    page.get_by_text("下一步（2/4）").click()
    expect(steps_shown).to_have_count(2)
    expect(steps_shown.nth(1)).to_be_focused()
    expect(page.get_by_text("下一步（2/4）")).to_be_hidden()
    # By keyboard: the next button is the next thing there is.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(steps_shown.nth(2)).to_be_focused()


@pytest.mark.browser
def test_an_emergency_shows_its_numbers_and_first_step_without_script(visit: Any) -> None:
    visitor = visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = visitor.open("/?mode=large")
    visitor.ask("我被骗了，钱转走了")
    urgent = page.locator("#log .urgent")
    expect(urgent.locator(".hotlines a[href='tel:110']")).to_be_visible()
    expect(urgent.locator(".text li:visible")).to_have_count(1)
    urgent.locator("summary", has_text="下一步").first.click()
    expect(urgent.locator(".text li:visible")).to_have_count(2)
    expect(page.locator("#human button")).to_be_visible()


@pytest.mark.browser
def test_what_is_there_follows_the_mode(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("我要投诉")
    visitor.answered()
    assert page.locator("#log .step").count() == 0
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "large")
    expect(page.locator("#log .text li:visible")).to_have_count(1)
    page.get_by_role("button", name="标准版").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "standard")
    assert page.locator("#log .step").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_the_first_questions_in_large_text(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script).open("/?mode=large")
    first = page.locator(".quick button, .quick a")
    assert first.all_inner_texts() == ["我被骗了", "转人工", "投诉", "这是诈骗吗", "卡丢了", "查进度"]
    first.last.click()
    expect(page.locator("#receipt, [name=receipt]").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_leaving_the_queue_is_asked_first(visit: Any, script: bool) -> None:
    visitor = visit(java_script_enabled=script)
    page = visitor.open("/?mode=large")
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#owner button").click()
    expect(page.locator("#log .system").last).to_contain_text("确定不等人工了吗")
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#log .numbered button", has_text="确定不等了").click()
    expect(page.locator("#owner")).to_be_hidden()


@pytest.mark.browser
def test_an_emergency_stays_in_sight_when_a_human_is_called(visit: Any) -> None:
    visitor = visit(viewport={"width": 360, "height": 740})
    page = visitor.open("/?mode=large")
    visitor.ask("我被骗了，钱转走了")
    expect(page.locator("#log .system")).to_be_visible()
    expect(page.locator("#owner")).to_be_visible()
    expect(page.locator("#log .urgent .hotlines a").first).to_be_in_viewport()
    expect(page.locator("#log .urgent .text p").first).to_be_in_viewport()


@pytest.mark.browser
def test_choices_are_numbered_and_chosen_by_number(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/?mode=large")
    visitor.ask("八项权利")
    visitor.answered()
    first = page.locator("#log .numbered button").first
    wanted = first.get_attribute("value")
    assert first.evaluate("node => getComputedStyle(node, '::before').content") != "none"
    visitor.ask("1")
    visitor.answered(2)
    assert visitor.said()[1] == same_width([wanted or ""])[0]
    assert first.evaluate("node => getComputedStyle(node, '::before').content") == "none"
