"""Learning in the chat: a quiz by numbers, the case of the day, the cards."""

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import knowledge, turn_of
from actions.learning import NUMBER, TOPIC, ActionQuizAnswer, ActionShowLesson, ActionTakeQuiz
from actions.replies import answer
from knowledge.learning import load_learning
from knowledge.learning.telling import cards_by_entry

LEARNING = load_learning()
QUIZ = LEARNING.quizzes["police"]
Slots = dict[str, Any]


def run(
    action: Action, text: str = "", slots: Slots | None = None, *, form: str = "", **message: Any
) -> tuple[list[dict[str, Any]], Slots]:
    dispatcher = CollectingDispatcher()
    loop = {"name": form} if form else {}
    tracker = Tracker("c", slots or {}, {"text": text, **message}, [], False, None, loop, None)
    events = action.run(dispatcher, tracker, {})
    return [one["custom"] for one in dispatcher.messages], {e["name"]: e["value"] for e in events}


def asked(number: int = 1) -> Slots:
    return {TOPIC: QUIZ.id, NUMBER: number}


def test_a_quiz_begins_with_the_first_question_and_an_option_a_button() -> None:
    replies, slots = run(ActionTakeQuiz(), "考考我")
    topic = slots[TOPIC]
    question = LEARNING.quizzes[topic].questions[0]
    assert slots[NUMBER] == 1
    assert "不做了" in replies[0]["text"]
    assert "第1题，共5题" in replies[1]["text"]
    assert [b["title"] for b in replies[1]["buttons"]] == [
        knowledge().words(option.text, "zh-Hans") for option in question.options
    ]


def test_a_button_sends_its_number_so_that_no_swindlers_line_is_the_customers() -> None:
    replies, _ = run(ActionTakeQuiz(), "考考我")
    assert [b["value"] for b in replies[1]["buttons"]][:2] == ["1", "2"]


def test_a_quiz_that_is_named_is_taken() -> None:
    assert run(ActionTakeQuiz(), "考我冒充公檢法的題")[1][TOPIC] == "police"


def test_a_kind_of_scam_that_is_named_chooses_its_quiz() -> None:
    heard = [{"entity": "scam_type", "value": "刷单", "canonical": "scam_brushing"}]
    topic = run(ActionTakeQuiz(), "考我刷单的题", entities=heard)[1][TOPIC]
    assert LEARNING.quizzes[topic].entry == "scam_brushing"


def test_the_next_quiz_is_another() -> None:
    assert run(ActionTakeQuiz(), "再考考我", {TOPIC: "police"})[1][TOPIC] != "police"


def test_a_form_that_is_open_is_finished_first() -> None:
    replies, slots = run(ActionTakeQuiz(), "考考我", form="complaint_form")
    assert slots == {}
    assert replies[0]["links"] == [{"title": replies[0]["links"][0]["title"], "href": "/learn"}]


@pytest.mark.parametrize("number", range(1, 6))
def test_a_right_answer_is_said_to_be_right_with_the_reason(number: int) -> None:
    question = QUIZ.questions[number - 1]
    replies, slots = run(ActionQuizAnswer(), str(question.right), asked(number))
    assert replies[0]["text"].startswith("答对了。")
    assert knowledge().words(question.why, "zh-Hans") in replies[0]["text"]
    assert slots[NUMBER] == (number + 1 if number < 5 else None)


def test_a_wrong_answer_is_told_the_right_one_and_the_reason() -> None:
    question = QUIZ.questions[0]
    wrong = question.right % len(question.options) + 1
    replies, _ = run(ActionQuizAnswer(), f"选{wrong}", asked())
    right = question.options[question.right - 1].text
    assert replies[0]["text"].startswith("不对。")
    assert knowledge().words(right, "zh-Hans") in replies[0]["text"]
    assert "第2题" in replies[1]["text"]


def test_the_words_of_an_option_in_another_script_are_judged() -> None:
    right = QUIZ.questions[0].options[QUIZ.questions[0].right - 1].text
    said = knowledge().words(right, "zh-Hant-TW")
    replies, _ = run(ActionQuizAnswer(), said, asked(), metadata={"script": "zh-Hant-TW"})
    assert replies[0]["text"].startswith("答對了")


def test_the_end_leads_to_what_to_do_and_counts_nothing() -> None:
    replies, slots = run(ActionQuizAnswer(), "1", asked(5))
    title = knowledge().render(QUIZ.entry).title
    assert [b["value"] for b in replies[1]["buttons"]] == [title, "再考考我"]
    assert replies[1]["links"][0]["href"] == "/learn"
    assert set(slots) == {NUMBER, "misses"}


@pytest.mark.parametrize("slots", [asked(), {}, {TOPIC: "retired", NUMBER: 1}, asked(9)])
def test_who_has_enough_or_whose_quiz_is_gone_is_let_go(slots: Slots) -> None:
    replies, after = run(ActionQuizAnswer(), "不做了", slots)
    assert len(replies) == 1
    assert after == {NUMBER: None}


def test_the_case_of_the_day_has_its_link_and_its_sources() -> None:
    [reply], _ = run(ActionShowLesson(), "讲个案例", intent={"name": "case_of_day"})
    shown = next(s for s in LEARNING.stories if reply["links"][0]["href"] == f"/learn/story/{s}")
    assert knowledge().words(LEARNING.stories[shown].lesson, "zh-Hans") in reply["text"]
    assert reply["sources"]


def test_the_cards_are_linked() -> None:
    [reply], _ = run(ActionShowLesson(), "给家人看", intent={"name": "family_card"})
    assert reply["links"][0]["href"] == "/cards"
    assert all(link["href"].startswith("/cards") for link in reply["links"])


def test_an_answer_with_a_card_may_be_shown_to_the_family() -> None:
    turn = turn_of(Tracker("c", {}, {"text": ""}, [], False, None, {}, None))
    entry, card = next(iter(cards_by_entry().items()))
    assert answer(entry, turn)["links"] == [{"title": "给家人看", "href": f"/cards/{card}"}]
    assert answer("rights_all", turn)["links"] == []
