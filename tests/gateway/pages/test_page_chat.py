"""The page with script, in a real browser."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DRAWN = """() => {
  const draw = node => node.nodeType === 3 ? node.data : [
    node.tagName.toLowerCase(),
    [...node.attributes].map(a => `${a.name}=${a.value}`).filter(a => !/^(style|tabindex)=/.test(a)).sort(),
    [...node.childNodes].filter(n => !n.matches?.('input[name=message_id], .read')).map(draw)];
  return [...document.querySelectorAll('#log > article')].map(draw);
}"""


def test_a_question_is_answered_without_leaving_the_page(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.evaluate("window.stayed = true")
    visitor.ask("金融消费者有哪八项权利？")
    visitor.answered()
    assert visitor.said() == ["金融消费者有哪八项权利?"]
    assert page.locator("#log .bot li").count() >= 8 or "财产安全权" in page.locator("#log .bot").inner_text()
    assert page.evaluate("window.stayed")
    assert page.input_value("#text") == ""
    assert visitor.errors == []
    assert visitor.hosts == {f"127.0.0.1:{visitor.site.port}"}


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_what_the_script_draws_is_what_the_server_draws(visit: Any, mode: str) -> None:
    visitor = visit()
    page = visitor.open(f"/?mode={mode}")
    for count, text in enumerate(
        ["八项权利", "我要投诉 攻击", "卡号 6222020200112233445", "我被骗了，钱转走了"], 1
    ):
        visitor.ask(text)
        visitor.answered(count)
    expect(page.locator("#owner")).to_be_visible()
    drawn = page.evaluate(DRAWN)
    page.reload()
    assert page.evaluate(DRAWN) == drawn
    assert len(drawn) >= 9


def test_text_becomes_blocks_as_on_the_server(visit: Any) -> None:
    cases = json.loads(Path(__file__).with_name("blocks.json").read_text("utf-8"))
    page = visit().open()
    module = re.search(r'href="([^"]+/js/text\.js)"', page.content())
    assert module
    found = page.evaluate(
        "async ([url, texts]) => { const { blocks } = await import(url);"
        " return texts.map(t => blocks(t).map(b => ({ kind: b.kind, lines: b.lines.map(l => l.text) }))) }",
        [module[1], [case["text"] for case in cases]],
    )
    assert found == [case["blocks"] for case in cases]


@pytest.mark.parametrize(
    ("locale", "lang", "send"), [("zh-TW", "zh-Hant-TW", "發送"), ("zh-CN", "zh-Hans", "发送")]
)
def test_both_scripts(visit: Any, locale: str, lang: str, send: str) -> None:
    visitor = visit(locale=locale)
    page = visitor.open()
    assert page.get_attribute("html", "lang") == lang
    assert page.inner_text("#send").strip() == send
    visitor.ask("請問我要怎麼投訴銀行？" if locale == "zh-TW" else "怎么投诉银行？")
    visitor.answered()
    assert page.locator("#log .bot").get_attribute("lang") == lang


def test_the_customer_may_change_script_in_the_middle(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("怎么投诉银行？")
    visitor.answered(1)
    visitor.ask("請問我要怎麼投訴銀行？")
    visitor.answered(2)
    langs = page.locator("#log .bot").evaluate_all("nodes => nodes.map(n => n.lang)")
    assert langs[0] == "zh-Hans"
    assert langs[1].startswith("zh-Hant")
    # Words that both scripts write alike are in the page's.
    visitor.ask("110")
    visitor.answered(3)
    own = "nodes => nodes.map(n => n.closest('#log > * [lang]')?.lang || '')"
    said = page.locator("#log .customer .bubble p")
    assert said.evaluate_all(own) == ["zh-Hans", "zh-Hant-TW", ""]
    page.reload()
    assert said.evaluate_all(own) == ["zh-Hans", "zh-Hant-TW", ""]


def test_quick_replies_are_buttons_that_send(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.get_by_role("button", name="我被骗了").click()
    visitor.answered(1)
    urgent = page.locator("#log .urgent")
    expect(urgent).to_contain_text("紧急")
    assert urgent.locator("a[href^='tel:']").count() >= 2
    choice = urgent.locator(".choices button").last
    title = choice.inner_text()
    choice.click()
    page.wait_for_function("() => document.querySelectorAll('#log .customer[data-id]').length === 2")
    assert visitor.said() == ["我被骗了", unicodedata.normalize("NFKC", title)]


def test_sources_unfold(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered()
    source = page.locator("#log .sources li").first
    expect(source).to_be_hidden()
    page.locator("#log .sources summary").click()
    expect(source).to_be_visible()
    expect(source).to_contain_text("核对日期")


def test_whether_it_helped_is_asked_once_and_why_not(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered()
    rate = page.locator("#log .rate")
    rate.get_by_role("button", name="没帮助").focus()
    page.keyboard.press("Enter")
    expect(rate.get_by_role("button", name="看不懂")).to_be_visible()
    expect(rate.get_by_role("button").first).to_be_focused()
    rate.get_by_role("button", name="看不懂").click()
    expect(rate).to_contain_text("谢谢")
    expect(rate.get_by_role("button")).to_have_count(0)
    page.reload()
    expect(rate).to_contain_text("谢谢")
    visitor.ask("八项权利")
    visitor.answered(2)
    expect(rate.last.get_by_role("button", name="有帮助")).to_be_visible()
    visitor.ask("我被骗了")
    visitor.answered(3)
    # Only of the newest, and never of an emergency.
    expect(page.locator("#log .rate button:visible")).to_have_count(0)
    assert visitor.errors == []


def test_a_hostile_answer_stays_text(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("<img src=x onerror=document.title='hit'> 攻击")
    visitor.answered()
    assert page.locator("#log img").count() == 0
    assert "onerror" in page.locator("#log .customer").inner_text()
    assert page.title() != "hit"
    links = page.locator("#log a").evaluate_all("nodes => nodes.map(n => n.href)")
    assert links == ["https://www.gov.cn/"]
    page.locator("#log .choices button").first.click()
    visitor.answered(2)
    assert page.locator("#log img").count() == 0
    assert visitor.errors == []


def test_enter_sends_but_not_while_composing(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.focus("#text")
    page.keyboard.type("bei pian")
    composing = {"key": "Enter", "code": "Enter", "bubbles": True, "cancelable": True}
    page.dispatch_event("#text", "compositionstart")
    page.dispatch_event("#text", "keydown", composing)
    page.dispatch_event("#text", "compositionend")
    page.dispatch_event("#text", "keydown", composing | {"keyCode": 229})
    page.dispatch_event("#text", "keydown", composing | {"isComposing": True})
    assert page.input_value("#text") == "bei pian"
    assert visitor.said() == []
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("2")
    assert page.input_value("#text") == "bei pian\n2"
    page.keyboard.press("Enter")
    visitor.answered()
    assert visitor.said() == ["bei pian\n2"]


def test_the_real_input_method_path(visit: Any) -> None:
    """The browser's own composition, as an input method drives it."""
    visitor = visit()
    page = visitor.open()
    page.focus("#text")
    wire = visitor.context.new_cdp_session(page)
    wire.send("Input.imeSetComposition", {"text": "被骗", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    wire.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    wire.send("Input.insertText", {"text": "被骗"})
    assert page.input_value("#text") == "被骗"
    assert visitor.said() == []
    page.keyboard.press("Enter")
    visitor.answered()
    assert visitor.said() == ["被骗"]


def test_the_counter_speaks_near_the_limit(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.fill("#text", "字" * 1500)
    expect(page.locator("#counter")).to_be_empty()
    page.fill("#text", "字" * 1990)
    expect(page.locator("#counter")).to_contain_text("10")
    page.fill("#text", "字" * 2001)
    expect(page.locator("#counter")).to_contain_text("1")
    assert page.get_attribute("#send", "aria-disabled") == "true"
    page.click("#send", force=True)
    expect(page.locator("#status")).to_contain_text("2000")
    assert len(page.input_value("#text")) == 2001
    assert visitor.said() == []


def test_an_empty_box_says_so_and_keeps_the_focus(visit: Any) -> None:
    page = visit().open()
    page.click("#send", force=True)
    expect(page.locator("#status")).not_to_be_empty()
    assert focused(page) == "text"
    assert page.get_attribute("#text", "aria-invalid") == "true"
    assert "status" in (page.get_attribute("#text", "aria-describedby") or "").split()
    page.keyboard.type("好")
    assert page.get_attribute("#text", "aria-invalid") is None


def test_a_secret_is_masked_on_the_screen_as_well(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("我的卡号是6222020200112233445，被盗刷了")
    visitor.answered()
    assert "6222020200112233445" not in page.locator("#log").inner_text()
    assert "6222020200112233445" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_human_is_one_tap_away_and_can_be_left(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#owner button").click()
    expect(page.locator("#owner")).to_be_hidden()
    assert visitor.errors == []


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_asking_for_a_human_after_an_emergency_shows_once_that_it_was_heard(visit: Any, mode: str) -> None:
    visitor = visit()
    page = visitor.open(f"/?mode={mode}")
    visitor.ask("我被骗了")
    visitor.answered()
    notice = page.locator("#log .system")
    expect(notice).to_have_count(1)
    with page.expect_response("**/handoff"):
        page.click("#human button")
    expect(notice).to_have_count(1)
    expect(notice.locator("p").first).to_be_in_viewport()


def test_another_window_of_the_same_chat_is_kept_up_to_date(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered()
    other = visitor.context.new_page()
    other.goto(visitor.site.url)
    visitor.ask("我要投诉")
    expect(other.locator("#log .bot")).to_have_count(2)
    expect(other.locator("#log .customer")).to_have_count(2)
    assert page.locator("#log .customer").count() == 2


def test_several_messages_at_once_keep_their_order(visit: Any) -> None:
    visitor = visit()
    visitor.open()
    texts = [f"慢慢说第{n}句" for n in range(3)]
    for text in texts:
        visitor.ask(text)
    visitor.answered(3)
    assert visitor.said() == texts


def test_answers_that_came_together_are_read_from_the_first(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/?mode=large")
    visitor.ask("八项权利，另外我要投诉")
    visitor.answered(2)
    expect(page.locator("#log .bot .bubble p").first).to_be_in_viewport()


def test_a_slow_answer_shows_that_it_is_coming(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("慢一点")
    expect(page.locator("#thinking")).to_be_visible()
    visitor.answered()
    expect(page.locator("#thinking")).to_be_hidden()


def test_focus_is_never_taken(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.focus("#text")
    page.keyboard.type("八项权利")
    page.keyboard.press("Enter")
    visitor.answered()
    assert focused(page) == "text"


def test_the_view_stays_where_the_customer_reads(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered(1)
    visitor.ask("慢，我要投诉")
    page.wait_for_timeout(500)
    page.mouse.move(200, 400)
    page.mouse.wheel(0, -5000)
    page.wait_for_function("() => scrollY === 0")
    visitor.answered(2)
    assert page.evaluate("scrollY") == 0
    expect(page.locator("#below")).to_be_visible()
    page.click("#below")
    page.wait_for_function("() => scrollY > 0")


def test_text_size_changes_at_once_and_is_kept(visit: Any) -> None:
    page = visit().open()
    page.click(".settings summary")
    with page.expect_response("**/settings"):
        page.click(".look button[name='size'][value='150']")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "27px"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "27px"


def test_a_draft_survives_a_reload(visit: Any) -> None:
    page = visit().open()
    page.fill("#text", "写了一半")
    page.reload()
    assert page.input_value("#text") == "写了一半"


def test_deleting_the_chat(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("我要投诉")
    visitor.answered()
    page.reload()
    page.click(".settings summary")
    page.click("a[href='/delete']")
    page.get_by_role("button", name="确认删除").click()
    expect(page.locator("#deleted")).to_be_visible()
    assert visitor.said() == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_window_nobody_looks_at_gives_its_connection_back(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered()
    with page.expect_event("requestfailed", lambda request: "/events" in request.url):
        page.evaluate(HIDE, True)
    with page.expect_request("**/events*"):
        page.evaluate(HIDE, False)


HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_script_asked_for_in_words_changes_the_page(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("八项权利")
    visitor.answered()
    page.evaluate(
        """async ([id, body]) => fetch(`/api/v1/conversations/${id}`, { method: 'PATCH', body,
          headers: { 'Content-Type': 'application/json' } })""",
        [conversation(visitor), '{"script":"zh-Hant-TW","mode":"large"}'],
    )
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
    expect(page.locator("html")).to_have_attribute("data-mode", "large")
    assert visitor.said() == ["八项权利"]


def conversation(visitor: Any) -> str:
    """The id in the page's cookie."""
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
    return str(cookies["xiaobao"].split(".")[0])
