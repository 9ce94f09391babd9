"""The pages to learn from in a real browser: by keyboard, without script, in every look, on paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from knowledge.learning import load_learning
from tests.gateway.pages.axe import axe
from tests.gateway.pages.conftest import Site, browser, playwright, visit
from tests.gateway.pages.looks import axe_in_colours, colour_faults, colours, layout_faults, layouts

__all__ = ["browser", "playwright", "visit"]
pytestmark = pytest.mark.browser
LEARNING = load_learning()
QUIZ = LEARNING.quizzes["police"]
RIGHT = "".join(str(question.right) for question in QUIZ.questions)
WRONG = QUIZ.questions[0].right % len(QUIZ.questions[0].options) + 1
# The longest of each kind is the hardest to lay out.
CARD = max(LEARNING.cards.values(), key=lambda card: len("".join((*card.lines, card.title, card.tip))))
STORY = max(LEARNING.stories.values(), key=lambda story: len(story.story))
PAGES = {
    "learn": "/learn",
    "question": "/learn/quiz/police",
    "wrong": f"/learn/quiz/police/{WRONG}/why",
    "right": f"/learn/quiz/police/{RIGHT[:1]}/why",
    "result": f"/learn/quiz/police/{RIGHT}",
    "story": f"/learn/story/{STORY.id}",
    "cards": "/cards",
    "card": f"/cards/{CARD.id}",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("learning"))
    running.start()
    yield running
    running.kill()


@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_a_page_in_any_look(visit: Any, name: str, mode: str) -> None:
    visitor = visit(locale="zh-TW" if mode == "large" else "zh-CN")
    visitor.open(f"/?mode={mode}")
    page = visitor.open(PAGES[name])
    assert page.get_attribute("html", "data-mode") == mode
    assert axe(page) == []
    assert axe_in_colours(page, mode) == []
    assert colour_faults(page, colours(mode)) == []
    assert layout_faults(page, layouts(mode)) == []


def reach(page: Page, what: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"{what} was not reached")


@pytest.mark.parametrize("script", [True, False])
def test_a_whole_quiz_by_keyboard_with_and_without_script(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script).open("/learn")
    page.goto(page.url.replace("/learn", "/learn/quiz/police"))
    for number, question in enumerate(QUIZ.questions, 1):
        expect(page.locator("main")).to_contain_text(f"第{number}题")
        # Without script nothing can ask the page what has the focus: the option is found by its place.
        if script:
            reach(page, f".options button[value='{question.right}']")
        else:
            page.locator(f".options button[value='{question.right}']").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_have_text("答对了")
        page.locator(".onward").focus()
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("五题答完了，答对5题。")


def test_a_wrong_answer_is_told_by_a_sign_and_in_words(visit: Any) -> None:
    page = visit().open(PAGES["question"])
    page.click(f".options button[value='{WRONG}']")
    expect(page.locator(".verdict")).to_have_text("不对")
    assert page.locator(".verdict use").get_attribute("href") == "#i-wrong"
    assert page.title().startswith("不对")


def test_what_a_lesson_leads_to_may_be_asked_in_the_chat(visit: Any) -> None:
    visitor = visit()
    page = visitor.open(PAGES["result"])
    page.click(".advice form button")
    visitor.answered(1)
    assert page.url.endswith(f"#{page.locator('#log .customer').first.get_attribute('id')}")


def test_the_chat_leads_to_the_lessons_and_an_answer_to_its_card(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    expect(page.locator(".welcome a[href='/learn']")).to_be_visible()
    visitor.ask("我被骗了")
    visitor.answered()
    link = page.locator("#log .pages a").first
    expect(link).to_have_text("给家人看")
    link.click()
    expect(page.locator("article.card")).to_be_visible()


def test_a_card_is_copied_and_where_it_cannot_be_the_link_is_ready(visit: Any) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open(PAGES["card"])
    page.click("#copy")
    expect(page.locator("#status")).to_contain_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"http://[^/]+/cards/{CARD.id}\?script=zh-Hans&region=CN", copied)
    other = visit().open(PAGES["card"])
    other.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    other.click("#copy")
    expect(other.locator("#copied")).to_have_value(re.compile(f"/cards/{CARD.id}"))
    assert other.evaluate("document.activeElement.id") == "copied"


def test_a_card_is_shared_where_the_device_can(visit: Any) -> None:
    visitor = visit()
    visitor.page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page = visitor.open(PAGES["card"])
    page.click("#share")
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared.title") == page.locator("#card").inner_text()
    assert page.evaluate("window.shared.url").endswith(f"/cards/{CARD.id}?script=zh-Hans&region=CN")


# The picture to scan, as large as a real one: this gateway has no address of its own for it.
SCAN = """() => {
  const [part, code] = [document.createElement('div'), document.createElement('div')];
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 33 33');
  [part.className, code.className] = ['scan', 'code'];
  code.append(picture);
  part.append(code);
  document.querySelector('.card .from').before(part);
}"""


@pytest.mark.parametrize(("mode", "region"), [("standard", "CN"), ("large", "CN"), ("large", "HK")])
def test_a_card_is_one_sheet_of_a4_whatever_the_size(visit: Any, mode: str, region: str) -> None:
    visitor = visit()
    visitor.open(f"/?mode={mode}")
    sheets = {}
    for id_ in LEARNING.cards:
        page = visitor.open(f"/cards/{id_}?script=zh-Hant-HK&region={region}")
        page.evaluate(SCAN)
        sheets[id_] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert {id_: count for id_, count in sheets.items() if count != 1} == {}
