"""Lessons in the reader's words; the guards over the real content; what counts as an answer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.text import REGIONS, SCRIPTS, Region, Script, fold
from knowledge import load
from knowledge.learning import Question, load_learning
from knowledge.learning.answers import chosen, stops
from knowledge.learning.telling import Teacher, cards_by_entry
from tests.knowledge.learning import lessons

LEARNING = load_learning()
READERS = [(script, region) for script in SCRIPTS for region in REGIONS]


@pytest.fixture
def teacher(base: Any) -> Teacher:
    root = base.write()
    return Teacher(load_learning(lessons.write(root)), base.load(), "zh-Hant-HK", "HK")


@pytest.fixture
def question(teacher: Teacher) -> Question:
    return teacher.learning.quizzes["police"].questions[0]


def test_the_regions_number_stands_in_for_the_mainlands(teacher: Teacher) -> None:
    quiz, story = teacher.quiz("police"), teacher.story("wang_police")
    assert quiz
    assert story
    assert "999" in quiz.questions[0].why
    assert "999" in story.story
    assert "110" not in quiz.questions[0].why + story.story


def test_a_card_has_the_numbers_of_the_region(teacher: Teacher) -> None:
    card = teacher.card("hang_up")
    assert card
    assert [number.number for number in teacher.numbers(card)] == ["18222"]
    assert card.title == "接到這種電話，馬上掛斷"


def test_an_unknown_lesson_is_none(teacher: Teacher) -> None:
    assert (teacher.quiz("x"), teacher.story("x"), teacher.card("x")) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        *(("1", 1), ("２", 2), ("③", 3), ("第二个", 2), ("选1", 1), ("我选 B", 2), ("a", 1), ("Ｃ。", 3)),
        *(("二", 2), ("答案是3", 3), ("1️⃣", 1), ("第一种做法", 1), ("第一種做法。", 1)),
        *(("4", None), ("12", None), ("5", None), ("", None), ("。", None), ("第四种做法", None)),
        *(("我要转人工", None), ("1万块被骗了", None), ("为什么", None)),
    ],
)
def test_what_counts_as_an_answer(teacher: Teacher, question: Question, said: str, place: int | None) -> None:
    assert chosen(said, question, teacher.knowledge) == place


@pytest.mark.parametrize(
    ("said", "stop"), [("不做了", True), ("退出！", True), ("結束", True), ("不对吧", False)]
)
def test_what_ends_a_quiz(said: str, stop: bool) -> None:
    assert stops(said, load()) == stop


@pytest.mark.parametrize(("script", "region"), READERS)
def test_everything_reads_well_in_every_script_and_region(script: Script, region: Region) -> None:
    told = Teacher.of(load(), script, region)
    texts = [t for quiz in told.quizzes() for q in quiz.questions for t in (q.ask, q.why)]
    texts += [o.text for quiz in told.quizzes() for q in quiz.questions for o in q.options]
    texts += [t for story in told.stories() for t in (story.title, story.story, story.lesson)]
    texts += [t for card in told.cards() for t in (card.title, *card.lines, card.tip)]
    assert [text for text in texts if re.search(r"[{}⟦⟧]", text)] == []
    if script == "zh-Hans":
        assert [text for text in texts if fold(text) != text] == []
    if region != "CN":
        assert [text for text in texts if "96110" in text] == []


@pytest.mark.parametrize("region", REGIONS)
def test_every_card_has_a_number_in_every_region(region: Region) -> None:
    told = Teacher.of(load(bank_hotline="95599"), "zh-Hans", region)
    assert [card.id for card in told.cards() if not told.numbers(card)] == []


def test_an_answer_leads_to_its_card() -> None:
    found = cards_by_entry()
    assert set(found.values()) <= set(LEARNING.cards)
    assert {LEARNING.cards[id_].entry for id_ in found.values()} == set(found)
