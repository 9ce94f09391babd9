"""Answers read aloud and questions spoken, with voices and ears made for the tests."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.text import SCRIPTS
from knowledge import load
from tests.gateway.pages.axe import axe

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
FAKE = (HERE / "fake_speech.js").read_text("utf-8")
CASES = json.loads((HERE / "spoken.json").read_text("utf-8"))
MEASURES = (HERE / "measure.js").read_text("utf-8").strip()
VOICES = [
    {"name": "Sin-ji", "lang": "zh-HK", "localService": True, "default": True},
    {"name": "Distant", "lang": "zh-CN", "localService": False},
    {"name": "Tingting", "lang": "zh-CN", "localService": True},
    {"name": "Meijia", "lang": "zh_TW", "localService": True},
    {"name": "Samantha", "lang": "en-US", "localService": True},
]
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


# What stands still covers half of something wherever the page happens to be: that is measured elsewhere.
REST = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".bar, .dock { position: static !important }");
  document.adoptedStyleSheets = [sheet];
}"""
KEEP = "wishes => localStorage.setItem('xiaobao.speech', JSON.stringify(wishes))"
DEAF = "delete window.SpeechRecognition; window.webkitSpeechRecognition = undefined"


def talking(visit: Any, path: str = "/", voices: list[dict[str, Any]] = VOICES, **options: Any) -> Any:
    """A visitor whose browser can speak and hear."""
    visitor = visit(**options)
    visitor.page.add_init_script(f"{FAKE.strip()}({json.dumps(voices)})")
    visitor.open(path)
    return visitor


def asked(visitor: Any, text: str, count: int = 1) -> None:
    visitor.ask(text)
    visitor.answered(count)


def said(page: Page) -> list[str]:
    return [str(text) for text in page.evaluate("fake.said.map(one => one.text)")]


def speaks(page: Page, words: str) -> None:
    """Wait until a sentence with these words is being read."""
    page.wait_for_function("words => fake.speaking()?.includes(words)", arg=words)


def silent(page: Page) -> bool:
    return page.evaluate("fake.speaking()") is None


def read_button(page: Page, number: int = -1) -> Locator:
    return page.locator("#log .read button:first-child").nth(number)


def module(page: Page, name: str) -> str:
    found = re.search(rf'href="([^"]+/js/{name}\.js)"', page.content())
    assert found
    return found[1]


# --- what is said


def test_what_a_voice_is_given_to_say(visit: Any) -> None:
    page = visit().open()
    found = page.evaluate(
        "async ([url, cases]) => { const { spoken } = await import(url);"
        " return cases.map(one => spoken(one.text, one.script)) }",
        [module(page, "spoken"), CASES],
    )
    assert found == [case["said"] for case in CASES]


def test_no_entry_is_said_with_signs_or_long_numbers(visit: Any) -> None:
    page = visit().open()
    knowledge = load("示例银行", "95000")
    texts = [
        [knowledge.render(entry, script, "HK" if script == "zh-Hant-HK" else "CN", mode).text, script]
        for entry in knowledge.entries
        for script in SCRIPTS
        for mode in ("standard", "large")
    ]
    found = page.evaluate(
        "async ([url, texts]) => { const { sentences, spoken } = await import(url);"
        " return texts.flatMap(([t, s]) => sentences(t).map(([a, b]) => spoken(t.slice(a, b), s))) }",
        [module(page, "spoken"), texts],
    )
    assert [text for text in found if re.search(r"[^\w\s，。！？；：、.%]", text)] == []
    assert [text for text in found if re.search(r"\d{5}|\d[- ]\d|[，、]{2}", text)] == []
    assert max(map(len, found)) < 120
    numbers = sorted({h.number for h in knowledge.hotlines.values() if len(h.number) > 2})
    digits = page.evaluate(
        "async ([url, numbers]) => { const { digits } = await import(url); return numbers.map(digits) }",
        [module(page, "numerals"), numbers],
    )
    written = " ".join(text for text, _ in texts)
    assert [
        number
        for number, words in zip(numbers, digits, strict=True)
        if number in written and not any(words in text for text in found)
    ] == []


def test_sentences_are_short_and_lose_nothing(visit: Any) -> None:
    page = visit().open()
    texts = [
        "一。二！“三？”四；五\n六",
        "没有标点只有字" * 30 + "https://abc.example/def 12378",
        "先打95000或到网点，带上身份证、银行卡、转账凭证和聊天记录，把对方的账号、户名、电话都写下来，再到派出所报案。",
        "😀" * 100,
        "",
    ]
    found = page.evaluate(
        "async ([url, texts]) => { const { sentences } = await import(url);"
        " return texts.map(t => sentences(t).map(([a, b]) => t.slice(a, b))) }",
        [module(page, "spoken"), texts],
    )
    assert ["".join(parts) for parts in found] == texts
    assert found[0] == ["一。", "二！", "“三？”", "四；", "五\n", "六"]
    assert all(len(part) <= 80 for parts in found[:3] for part in parts)
    assert [part.strip("😀") for part in found[3]] == [""] * len(found[3])


@pytest.mark.parametrize(
    ("tongue", "names"),
    [("auto", ["Tingting", "Meijia", "Meijia"]), ("cantonese", ["Sin-ji"] * 3)],
)
def test_the_voice_fits_the_script_and_cantonese_is_chosen(visit: Any, tongue: str, names: list[str]) -> None:
    page = visit().open()
    choose = """async ([url, voices, scripts, tongue]) => {
      const { voiceFor } = await import(url);
      return scripts.map(script => voiceFor(script, voices, tongue)?.name ?? null);
    }"""
    url, scripts = module(page, "voices"), list(SCRIPTS)
    assert scripts == ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"]
    assert page.evaluate(choose, [url, VOICES, scripts, tongue]) == names
    # Nobody gets a Cantonese voice, or one of another language, for want of a better one.
    assert page.evaluate(choose, [url, [VOICES[0], VOICES[4]], scripts, "auto"]) == [None] * 3
    odd = [{"name": "中文", "lang": "zh_CN_#Hans"}, {"name": "Cantonese", "lang": "zh-CN"}]
    assert page.evaluate(choose, [url, odd, scripts, "auto"]) == ["中文"] * 3


# --- reading


def test_an_answer_is_read_when_asked_sentence_by_sentence(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    assert said(page) == []
    read_button(page).click()
    assert page.evaluate("fake.said[0]").items() >= {"voice": "Tingting", "lang": "zh-CN", "rate": 1}.items()
    first = said(page)[0]
    assert page.evaluate("fake.marked()").startswith(first[:4])
    expect(read_button(page)).to_have_text("停止朗读")
    page.evaluate("fake.finish()")
    assert len(said(page)) == 2
    page.evaluate("fake.finishAll()")
    whole = " ".join(said(page))
    assert "第一步，" in whole
    assert "第三步，" in whole
    assert "依据" not in whole
    assert "有帮助" not in whole
    assert "电话：" in said(page)[-page.locator("#log .hotlines li").count()]
    assert page.evaluate("fake.marked()") == ""
    expect(read_button(page)).to_have_text("朗读")
    assert visitor.errors == []


@pytest.mark.parametrize(("locale", "region"), [("zh-TW", "TW"), ("zh-HK", "HK")])
def test_traditional_answers_are_read_in_mandarin_unless_cantonese_is_chosen(
    visit: Any, locale: str, region: str
) -> None:
    page = talking(visit, f"/?region={region}", locale=locale).page
    page.fill("#text", "請問我要怎麼投訴銀行？")
    page.click("#send")
    read_button(page).click()
    assert page.evaluate("fake.said[0].voice") == "Meijia"
    page.evaluate(KEEP, {"voice": "cantonese"})
    page.reload()
    read_button(page).click()
    assert page.evaluate("fake.said[0].voice") == "Sin-ji"


def test_stop_means_silence(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    stops: list[Callable[[], None]] = [
        lambda: read_button(page).click(),
        lambda: page.click("#hush"),
        lambda: page.keyboard.press("Escape"),
    ]
    for count, stop in enumerate(stops, 1):
        read_button(page).click()
        expect(page.locator("#hush")).to_be_visible()
        stop()
        assert silent(page)
        assert len(said(page)) == count
        assert page.evaluate("fake.marked()") == ""
        expect(page.locator("#hush")).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body")


def test_another_answer_takes_the_place_of_the_one_being_read(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "第一句")
    asked(visitor, "第二句", 2)
    read_button(page, 0).click()
    read_button(page, 1).click()
    page.evaluate("fake.finishAll()")
    first, second = said(page)
    assert "第一句" in first
    assert "第二句" in second


def test_nothing_is_read_by_itself_until_it_is_switched_on(visit: Any) -> None:
    visitor = talking(visit, "/?mode=large")
    page = visitor.page
    asked(visitor, "你好")
    expect(page.locator(".welcome .all")).to_be_visible()
    switch = page.locator("#log .all").last
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert said(page) == []
    switch.click()
    speaks(page, "你好")
    assert page.evaluate("fake.said[0].rate") < 1
    expect(page.locator(".all[aria-pressed=true]")).to_have_count(2)
    page.evaluate("fake.finishAll()")
    asked(visitor, "再问一句", 2)
    speaks(page, "再问一句")
    page.reload()
    assert said(page) == []
    asked(visitor, "三问", 3)
    speaks(page, "三问")
    # A telephone speaks by itself only where it spoke on a touch.
    assert page.evaluate("fake.touched") == 1
    page.locator("#log .all").last.click()
    assert silent(page)
    asked(visitor, "四问", 4)
    expect(page.locator("#log .all").last).to_have_attribute("aria-pressed", "false")
    assert silent(page)


def test_the_switch_is_out_of_the_way_in_standard_text(visit: Any) -> None:
    visitor = talking(visit)
    asked(visitor, "你好")
    expect(read_button(visitor.page)).to_be_visible()
    expect(visitor.page.locator(".all").first).to_be_hidden()
    visitor.page.click(".settings summary")
    visitor.page.get_by_label("新的回答自动读出来").check()
    asked(visitor, "再问", 2)
    speaks(visitor.page, "再问")


ADD = """([id, words, urgent]) => {
  const message = document.createElement('article');
  message.className = `message bot${urgent ? ' urgent' : ''}`;
  message.id = id;
  message.lang = 'zh-Hans';
  const [bubble, text, p] = ['bubble', 'text', ''].map(name => {
    const node = document.createElement(name ? 'div' : 'p');
    if (name) node.className = name;
    return node;
  });
  p.textContent = words;
  text.append(p);
  bubble.append(text);
  message.append(bubble);
  document.querySelector('#log').append(message);
}"""


def test_answers_queue_and_what_is_urgent_goes_first(visit: Any) -> None:
    visitor = talking(visit, "/?mode=large")
    page = visitor.page
    page.locator(".welcome .all").click()
    page.evaluate(ADD, ["one", "甲一。甲二。", False])
    speaks(page, "甲一")
    page.evaluate("fake.finish()")
    page.evaluate(ADD, ["two", "乙。", False])
    page.evaluate(ADD, ["three", "急一。急二。", True])
    speaks(page, "急一")
    page.evaluate(ADD, ["four", "又急。", True])
    expect(page.locator("#four .read")).to_be_attached()
    page.evaluate("() => new Promise(done => setTimeout(done))")
    page.evaluate("fake.finishAll()")
    assert said(page) == ["甲一。", "甲二。", "急一。", "急二。", "又急。", "甲二。", "乙。"]
    page.evaluate(ADD, ["five", "丙。", False])
    speaks(page, "丙")
    page.evaluate("document.querySelector('#five').remove()")
    page.wait_for_function("() => !fake.speaking()")


def test_who_reads_along_is_taken_along_and_who_looks_elsewhere_is_not(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    long = "".join(f"第{number}句话说给您听，请您慢慢听。" for number in range(60))
    page.evaluate(ADD, ["long", long, False])
    top = "document.documentElement.scrollTo({ top: %s, behavior: 'instant' })"
    page.evaluate(top % "document.querySelector('#long').offsetTop - 200")
    page.locator("#long .read button").first.dispatch_event("click")
    for _ in range(55):
        page.evaluate("fake.finish()")
    mark = "[...CSS.highlights.get('reading')][0].getBoundingClientRect()"
    page.wait_for_function(f"() => {mark}.top > 0 && {mark}.bottom < innerHeight")
    page.evaluate(top % 0)
    page.evaluate("fake.finish()")
    assert page.evaluate("scrollY") == 0


def test_a_page_nobody_looks_at_is_silent_and_goes_on_after(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    read_button(page).click()
    page.evaluate("fake.finish()")
    page.evaluate(HIDE, True)
    assert silent(page)
    page.evaluate(HIDE, False)
    speaks(page, said(page)[1])
    assert said(page)[1] == said(page)[2]


def test_who_sends_wants_no_more_of_it(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    read_button(page).click()
    asked(visitor, "八项权利", 2)
    assert silent(page)
    assert len(said(page)) == 1


def test_only_the_step_that_is_shown_is_read(visit: Any) -> None:
    visitor = talking(visit, "/?mode=large")
    page = visitor.page
    page.locator(".welcome .all").click()
    asked(visitor, "我要投诉")
    speaks(page, "")
    page.evaluate("fake.finishAll()")
    whole = " ".join(said(page))
    assert "第一步" in whole
    assert "第二步" not in whole
    assert "下一步" not in whole
    page.get_by_text("下一步（2/4）").click()
    speaks(page, "第二步")
    page.evaluate("fake.finishAll()")
    assert "第三步" not in " ".join(said(page))
    page.locator("#log .all").last.click()
    page.evaluate("fake.finishAll()")
    count = len(said(page))
    page.get_by_text("下一步（3/4）").click()
    expect(page.get_by_text("下一步（4/4）")).to_be_visible()
    assert len(said(page)) == count
    read_button(page).click()
    page.evaluate("fake.finishAll()")
    assert "第三步" in " ".join(said(page)[count:])


def test_a_voice_that_fails_says_so(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    read_button(page).click()
    page.evaluate("fake.fail('synthesis-failed')")
    expect(page.locator("#status")).to_contain_text("没有读出来")
    expect(read_button(page)).to_have_text("朗读")


def test_speed_and_tongue_are_chosen_heard_at_once_and_kept(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    asked(visitor, "我要投诉")
    read_button(page).click()
    page.click(".settings summary")
    expect(page.get_by_label("正常")).to_be_checked()
    page.get_by_label("慢").check()
    assert page.evaluate("fake.said.map(one => one.rate)") == [1, 0.8]
    page.get_by_label("粤语").check()
    assert page.evaluate("fake.said[2].voice") == "Sin-ji"
    assert len({one["text"] for one in page.evaluate("fake.said")}) == 1
    page.reload()
    page.click(".settings summary")
    expect(page.get_by_label("慢")).to_be_checked()
    expect(page.get_by_label("粤语")).to_be_checked()


def test_without_a_chinese_voice_nothing_is_offered(visit: Any) -> None:
    visitor = talking(visit, "/?mode=large", voices=VOICES[4:])
    asked(visitor, "你好")
    expect(visitor.page.locator(".read, .all")).to_have_count(0)
    expect(visitor.page.locator("#speech")).to_be_hidden()
    assert visitor.errors == []


def test_voices_may_come_late(visit: Any) -> None:
    visitor = talking(visit, voices=[])
    page = visitor.page
    asked(visitor, "你好")
    expect(page.locator(".read")).to_have_count(0)
    page.evaluate(
        "voices => { speechSynthesis.getVoices().push(...voices);"
        " speechSynthesis.dispatchEvent(new Event('voiceschanged')) }",
        VOICES,
    )
    expect(read_button(page)).to_be_visible()


def test_a_browser_that_cannot_mark_reads_all_the_same(visit: Any) -> None:
    visitor = visit()
    visitor.page.add_init_script(f"delete window.Highlight; {FAKE.strip()}({json.dumps(VOICES)})")
    page = visitor.open()
    asked(visitor, "你好")
    read_button(page).click()
    assert len(said(page)) == 1


# --- speaking


def heard(page: Page, *parts: str) -> None:
    page.evaluate("parts => fake.hear(...parts)", list(parts))


def listening(page: Page) -> None:
    """Agree to what is said the first time."""
    page.click("#dictate")
    page.get_by_role("button", name="知道了，开始说").click()
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "true")


def test_what_was_said_is_corrected_before_it_is_sent(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    page.click("#dictate")
    expect(page.locator("#dictate-notice")).to_contain_text("厂商")
    assert page.evaluate("fake.ears") is None
    expect(page.get_by_role("button", name="知道了，开始说")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#dictate")).to_be_focused()
    expect(page.locator("#dictate")).to_contain_text("听…")
    expect(page.locator("#status")).to_contain_text("正在听")
    assert page.evaluate("fake.ears.lang") == "zh-CN"
    heard(page, "我被")
    assert page.input_value("#text") == "我被"
    heard(page, "我被骗了", "三千元")
    page.evaluate("fake.ears.onend()")
    expect(page.locator("#status")).to_contain_text("改好")
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "false")
    assert page.input_value("#text") == "我被骗了三千元"
    assert visitor.said() == []
    page.focus("#text")
    page.keyboard.press("End")
    page.keyboard.type("，怎么办")
    page.keyboard.press("Enter")
    visitor.answered()
    assert "我被骗了三千元" in visitor.said()[0]
    # The second time it listens at once.
    page.click("#dictate")
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "true")


def test_what_is_said_joins_what_is_written(visit: Any) -> None:
    page = talking(visit).page
    page.fill("#text", "我在银行被")
    listening(page)
    heard(page, "多收了钱")
    page.click("#dictate")
    assert page.evaluate("fake.stopped")
    assert page.input_value("#text") == "我在银行被多收了钱"
    page.reload()
    assert page.input_value("#text") == "我在银行被多收了钱"


def test_who_types_or_sends_is_not_listened_to(visit: Any) -> None:
    visitor = talking(visit)
    page = visitor.page
    listening(page)
    heard(page, "我要投诉")
    page.focus("#text")
    page.keyboard.type("银行")
    assert page.evaluate("fake.aborted")
    heard(page, "我要投诉了")
    assert page.input_value("#text") == "我要投诉银行"
    page.click("#dictate")
    heard(page, "，快")
    page.click("#send")
    visitor.answered()
    heard(page, "迟到的话")
    assert page.input_value("#text") == ""
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "false")


def test_refusing_is_possible_and_asked_again(visit: Any) -> None:
    page = talking(visit).page
    page.click("#dictate")
    page.get_by_role("button", name="不说了，打字").click()
    expect(page.locator("#dictate-notice")).to_have_count(0)
    expect(page.locator("#dictate")).to_be_focused()
    page.click("#dictate")
    expect(page.locator("#dictate-notice")).to_have_count(1)
    page.click("#dictate")
    expect(page.locator("#dictate-notice")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#dictate-notice")).to_have_count(0)
    assert page.evaluate("fake.ears") is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("not-allowed", "权限"),
        ("no-speech", "没有听到"),
        ("", "没有听到"),
        ("network", "网络"),
        ("audio-capture", "找不到"),
        ("service-not-allowed", "不能"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(visit: Any, error: str, words: str) -> None:
    page = talking(visit).page
    listening(page)
    page.evaluate("error => { if (error) fake.ears.onerror({ error }); fake.ears.onend() }", error)
    expect(page.locator("#status")).to_contain_text(words)
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_only_claims_to_hear(visit: Any) -> None:
    page = talking(visit).page
    page.evaluate("fake.deaf = true")
    page.click("#dictate")
    page.get_by_role("button", name="知道了，开始说").click()
    expect(page.locator("#status")).to_contain_text("不能")
    expect(page.locator("#dictate")).to_have_attribute("aria-pressed", "false")


def test_nobody_is_read_to_while_speaking(visit: Any) -> None:
    visitor = talking(visit, "/?mode=large")
    page = visitor.page
    asked(visitor, "我要投诉")
    page.locator("#log .all").last.click()
    speaks(page, "")
    listening(page)
    assert silent(page)
    page.evaluate(ADD, ["late", "新的回答。", False])
    expect(page.locator("#late .read")).to_be_attached()
    page.evaluate("() => new Promise(done => setTimeout(done))")
    assert silent(page)
    page.evaluate("fake.ears.onend()")
    speaks(page, "新的回答")


@pytest.mark.parametrize(
    ("locale", "region", "lang"),
    [("zh-TW", "TW", "zh-TW"), ("zh-HK", "HK", "zh-TW"), ("zh-CN", "CN", "zh-CN")],
)
def test_the_ears_fit_the_script(visit: Any, locale: str, region: str, lang: str) -> None:
    page = talking(visit, f"/?region={region}", locale=locale).page
    page.evaluate(KEEP, {"told": True})
    page.reload()
    page.click("#dictate")
    assert page.evaluate("fake.ears.lang") == lang
    page.evaluate(
        "localStorage.setItem('xiaobao.speech', JSON.stringify({ told: true, voice: 'cantonese' }))"
    )
    page.reload()
    page.click("#dictate")
    assert page.evaluate("fake.ears.lang") == "zh-HK"


def test_without_ears_there_is_no_button(visit: Any) -> None:
    visitor = visit()
    visitor.page.add_init_script(
        "delete window.SpeechRecognition; window.webkitSpeechRecognition = undefined"
    )
    page = visitor.open()
    expect(page.locator("html.script")).to_be_attached()
    expect(page.locator("#dictate")).to_have_count(0)


def test_the_browser_may_use_the_microphone_for_this_page_alone(visit: Any) -> None:
    visitor = visit()
    answer = visitor.page.goto(visitor.site.url)
    assert "microphone=(self)" in answer.headers["permissions-policy"]


# --- everyone can use it


@pytest.mark.parametrize(("mode", "least"), [("standard", 44), ("large", 60)])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_large_enough_seen_and_named(visit: Any, mode: str, least: int, width: int) -> None:
    visitor = talking(visit, f"/?mode={mode}", viewport={"width": width, "height": 800})
    page = visitor.page
    asked(visitor, "我要投诉")
    page.evaluate(REST)
    read_button(page).click()
    page.click("#dictate")
    assert axe(page) == []
    target, name = page.evaluate(f"() => {MEASURES}.target()")
    assert target >= least - 0.01, name
    page.get_by_role("button", name="知道了，开始说").click()
    page.click(".settings summary")
    assert axe(page) == []
    ratio, text = page.evaluate(f"() => {MEASURES}.contrast()")
    assert ratio >= 7, text
    target, name = page.evaluate(f"() => {MEASURES}.target()")
    assert target >= least - 0.01, name
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(f"() => {MEASURES}.outside({width})") == []
    assert page.evaluate("document.querySelector('#text').clientWidth") >= 100


@pytest.mark.parametrize("size", ["100", "150", "200"])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_the_box_keeps_its_width_and_place_in_every_size(visit: Any, mode: str, size: str) -> None:
    page = talking(visit, f"/?mode={mode}", viewport={"width": 320, "height": 700}).page
    page.evaluate("size => { document.documentElement.dataset.size = size }", size)
    page.fill("#text", "字" * 1990)
    box, send, dictate = (page.locator(name).bounding_box() for name in ("#text", "#send", "#dictate"))
    assert box is not None
    assert send is not None
    assert dictate is not None
    assert box["width"] >= 100
    # Nobody meets the button to send before the box to write in.
    assert send["y"] + send["height"] > box["y"] + box["height"] / 2
    assert page.evaluate(f"() => {MEASURES}.outside(320)") == []
