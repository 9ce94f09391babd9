"""The pages to learn from: complete without script, in the reader's words, and remembering nothing."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from casework.conversations.models import ConversationRow
from gateway.learning.playing import read
from gateway.learning.sharing import chat_address
from knowledge import load
from knowledge.learning import load_learning
from knowledge.learning.calendar import story_of
from tests.gateway.learning.conftest import Browser, Gateway, text_of

LEARNING = load_learning()
QUIZ = LEARNING.quizzes["police"]
RIGHT = "".join(str(question.right) for question in QUIZ.questions)
CARD = next(iter(LEARNING.cards.values()))


def buttons(html: str) -> list[str]:
    """The options that stand to choose."""
    return re.findall(r'name="pick" value="(\d)"', html)


async def test_the_front_page_has_the_day_the_quizzes_and_the_cards(
    browser: Browser, gateway: Gateway
) -> None:
    gateway.app.state.clock = lambda: datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # the 23rd in China
    page = await browser.get("/learn")
    assert page.status_code == 200
    story = story_of(LEARNING, date(2026, 11, 23))
    assert story
    assert story.title in text_of(page.text)
    assert "2026年11月23日" in page.text
    assert all(f'href="/learn/quiz/{topic}"' in page.text for topic in LEARNING.quizzes)
    assert 'href="/cards"' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_a_whole_quiz_by_its_buttons(browser: Browser) -> None:
    path = "/learn/quiz/police"
    for number, question in enumerate(QUIZ.questions, 1):
        page = await browser.get(path)
        assert f"第{number}题" in text_of(page.text)
        assert buttons(page.text) == [str(at) for at, _ in enumerate(question.options, 1)]
        judged = await browser.get(f"{path}?pick={question.right}")
        assert judged.url.path == f"/learn/quiz/police/{RIGHT[:number]}/why"
        assert "答对了" in text_of(judged.text)
        path = f"/learn/quiz/police/{RIGHT[:number]}"
        assert f'href="{path}"' in judged.text
    said = text_of((await browser.get(path)).text)
    assert "答对5题" in said
    assert load().render(QUIZ.entry).text.split("\n")[0][:12] in said.replace(" ", "")


async def test_a_wrong_answer_is_told_in_words_with_the_right_one_and_why(browser: Browser) -> None:
    wrong = QUIZ.questions[0].right % len(QUIZ.questions[0].options) + 1
    page = await browser.get(f"/learn/quiz/police?pick={wrong}")
    said = text_of(page.text)
    assert "<title>不对" in page.text
    assert "您选的是" in said
    assert "应该是" in said
    assert "答对了" not in said


@pytest.mark.parametrize("answers", ["9", "0", "111111", "abc", "1x", "ＡＢ", "1%2F1", "٣"])
async def test_an_address_that_nobody_was_given_begins_anew(browser: Browser, answers: str) -> None:
    page = await browser.get(f"/learn/quiz/police/{answers}")
    if "%2F" in answers:
        assert page.status_code in (200, 404)
    else:
        assert (page.status_code, page.url.path) == (200, "/learn/quiz/police")


@pytest.mark.parametrize("pick", ["9", "0", "12", "x", "４"])
async def test_a_pick_that_is_no_option_asks_again(browser: Browser, pick: str) -> None:
    page = await browser.get(f"/learn/quiz/police/1?pick={pick}")
    assert (page.status_code, page.url.path) == (200, "/learn/quiz/police/1")


@pytest.mark.parametrize(
    "path", ["/learn/quiz/nothing", "/learn/quiz/nothing/1/why", "/learn/story/nothing", "/cards/nothing"]
)
async def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    page = await browser.get(path)
    assert page.status_code == 404
    assert "110" in page.text


@pytest.mark.parametrize("kind", ["quiz", "story", "cards"])
async def test_every_lesson_has_its_page(browser: Browser, kind: str) -> None:
    paths = {
        "quiz": [f"/learn/quiz/{topic}/{'1' * 5}" for topic in LEARNING.quizzes],
        "story": [f"/learn/story/{id_}" for id_ in LEARNING.stories],
        "cards": ["/cards", *(f"/cards/{id_}" for id_ in LEARNING.cards)],
    }[kind]
    pages = [await browser.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    assert [path for path, page in zip(paths, pages, strict=True) if "96110" not in page.text] == []


async def test_nothing_is_kept_of_who_learns(browser: Browser, gateway: Gateway) -> None:
    for path in ("/learn", f"/learn/quiz/police/{RIGHT}", f"/cards/{CARD.id}"):
        await browser.get(path)
    count = await gateway.app.state.database.read(
        lambda session: session.scalar(select(func.count()).select_from(ConversationRow))
    )
    assert count == 0
    assert set(browser.http.cookies) <= {"xiaobao_page"}


async def test_a_link_passed_on_is_read_as_it_was_sent_and_changes_nothing(browser: Browser) -> None:
    page = await browser.get(f"/cards/{CARD.id}?script=zh-Hant-HK&region=HK")
    assert '<html lang="zh-Hant-HK"' in page.text
    assert "18222" in page.text
    assert "96110" not in page.text
    own = await browser.get(f"/cards/{CARD.id}")
    assert '<html lang="zh-Hans"' in own.text
    assert "96110" in own.text


@pytest.mark.parametrize("path", ["/learn", "/cards", f"/cards/{CARD.id}"])
async def test_a_link_may_be_looked_at_by_a_machine_first(browser: Browser, path: str) -> None:
    looked = await browser.http.head(path)
    assert (looked.status_code, looked.content) == (200, b"")


async def test_the_mode_of_the_visit_is_the_pages(browser: Browser) -> None:
    await browser.get("/?mode=large&region=TW&script=zh-Hant-TW")
    page = await browser.get("/learn/quiz/police")
    assert 'data-mode="large"' in page.text
    assert '<html lang="zh-Hant-TW"' in page.text
    assert ">165<" in page.text


async def test_without_an_address_of_ours_there_is_no_picture_to_scan(browser: Browser) -> None:
    forged = await browser.http.get(f"/cards/{CARD.id}", headers={"Host": "evil.example"})
    assert "<path" not in forged.text[forged.text.index("<article") :].split("</article>")[0]
    assert "evil.example" not in forged.text
    assert "没有二维码" in forged.text
    assert f'href="/cards/{CARD.id}?script=zh-Hans&amp;region=CN"' in forged.text


def test_the_picture_leads_to_the_configured_address() -> None:
    assert chat_address("https://bank.example/") == "https://bank.example/?mode=large"
    assert chat_address("") == ""


async def test_with_an_address_the_card_has_a_picture_and_a_whole_link(
    browser: Browser, gateway: Gateway
) -> None:
    gateway.app.state.settings = gateway.settings.model_copy(update={"public_url": "https://bank.example/"})
    page = (await browser.get(f"/cards/{CARD.id}")).text
    card = page[page.index("<article") :].split("</article>")[0]
    assert "<svg" in card
    assert 'role="img"' in card
    assert f'href="https://bank.example/cards/{CARD.id}?script=zh-Hans&amp;region=CN"' in page


def test_an_address_says_how_far_a_quiz_was_played() -> None:
    played = read(QUIZ, RIGHT)
    assert played
    assert (played.over, played.right, played.path) == (True, 5, f"/learn/quiz/police/{RIGHT}")
    begun = read(QUIZ, "")
    assert begun
    assert (begun.over, begun.right, begun.question) == (False, 0, QUIZ.questions[0])
    assert read(QUIZ, RIGHT + "1") is None
