"""What is read from the lesson files, and what the linter refuses."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.text import REGIONS
from knowledge import lint
from knowledge.learning import load_learning, read_learning
from knowledge.loader import ContentError
from tests.knowledge.learning import lessons

Change = Callable[[dict[str, Any]], None]


def spoiled(kind: str, change: Change) -> dict[str, Any]:
    """A copy of the good lesson of a kind with something changed."""
    lesson = copy.deepcopy(lessons.GOOD[kind])
    change(lesson)
    return lesson


def rules(base: Any, kind: str, change: Change) -> set[str]:
    """The rules that refuse the lesson, those that follow from its absence left out."""
    root = base.write()
    lessons.write(root, **{kind: spoiled(kind, change)})
    return {problem.rule for problem in lint(root) if problem.file.startswith(f"learning/{kind}/")}


def _first(lesson: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = lesson["questions"][0]
    return question


def _same_place(lesson: dict[str, Any]) -> None:
    for question in lesson["questions"]:
        for at, option in enumerate(question["options"]):
            option.pop("right", None)
            if at == 1:
                option["right"] = True


REFUSED: list[tuple[str, str, Change]] = [
    ("quizzes", "quiz-form", lambda q: q["questions"].pop()),
    ("quizzes", "quiz-form", _same_place),
    ("quizzes", "quiz-form", lambda q: _first(q)["options"][0].update(right=True)),
    ("quizzes", "quiz-form", lambda q: [o.pop("right", None) for o in _first(q)["options"]]),
    ("quizzes", "quiz-form", lambda q: _first(q).update(options=_first(q)["options"][1:2])),
    ("quizzes", "quiz-form", lambda q: _first(q)["options"][0].update(text=_first(q)["options"][1]["text"])),
    ("quizzes", "schema", lambda q: _first(q).update(whi="错字")),
    ("quizzes", "schema", lambda q: q.update(regions=["XX"])),
    ("quizzes", "too-long", lambda q: _first(q).update(ask="问" * 81)),
    ("quizzes", "too-long", lambda q: _first(q).update(why="因" * 121)),
    ("quizzes", "too-long", lambda q: _first(q)["options"][0].update(text="选" * 31)),
    ("quizzes", "handwritten-number", lambda q: _first(q).update(why="先打110问一问。")),
    ("quizzes", "unknown-reference", lambda q: _first(q).update(why="先打{hotline:cn_000}。")),
    ("quizzes", "unknown-reference", lambda q: q.update(entry="nothing")),
    ("quizzes", "placeholder", lambda q: _first(q).update(why="先问{name}。")),
    ("quizzes", "jurisdiction", lambda q: _first(q).update(why="打{hotline:nfra_12378}。")),
    ("quizzes", "not-simplified", lambda q: _first(q).update(ask="電話裡的人怎麼說？")),
    ("quizzes", "money-back", lambda q: _first(q).update(why="我们保证追回您的钱。")),
    ("stories", "schema", lambda s: s.update(right="right_know")),
    ("stories", "too-long", lambda s: s.update(story="事" * 201)),
    ("stories", "too-long", lambda s: s.update(lesson="理" * 61)),
    ("stories", "source-missing", lambda s: s.pop("sources")),
    ("stories", "unknown-reference", lambda s: s.update(sources=[{"source": "nowhere"}])),
    ("stories", "article-missing", lambda s: s.update(sources=[{"source": "law"}])),
    ("stories", "dates-missing", lambda s: s.pop("review_by")),
    ("stories", "dates-order", lambda s: s.update(review_by="2026-11-22")),
    ("cards", "card-form", lambda c: c.update(lines=["只有一行", "两行"])),
    ("cards", "card-form", lambda c: c["numbers"].pop("MO")),
    ("cards", "card-form", lambda c: c["numbers"].update(CN=["cn_12381"])),
    ("cards", "jurisdiction", lambda c: c["numbers"].update(HK=["cn_110"])),
    ("cards", "unknown-reference", lambda c: c["numbers"].update(HK=["hk_000"])),
    ("cards", "too-long", lambda c: c.update(title="题" * 17)),
    ("cards", "too-long", lambda c: c["lines"].append("行" * 25)),
    ("campaigns", "schema", lambda c: c.update({"from": "3-8"})),
    ("campaigns", "unknown-reference", lambda c: c.update(quizzes=["nothing"])),
    ("campaigns", "unknown-reference", lambda c: c.update(stories=["nothing"])),
]


@pytest.mark.parametrize(("kind", "rule", "change"), REFUSED)
def test_a_slip_is_refused_by_its_rule(base, kind: str, rule: str, change: Change) -> None:
    assert rule in rules(base, kind, change)


ACCEPTED: list[tuple[str, Change]] = [
    ("quizzes", lambda q: None),
    # A wrong option says what swindlers say.
    ("quizzes", lambda q: _first(q)["options"][0].update(text="信他，保证追回")),
    # A number without a counterpart, where the quiz is only offered where it works.
    ("quizzes", lambda q: (_first(q).update(why="打{hotline:nfra_12378}。"), q.update(regions=["CN"]))),
    ("stories", lambda s: (s.pop("topic"), s.update(right="right_know"))),
    ("cards", lambda c: c.pop("tip")),
    ("campaigns", lambda c: c.update({"from": "12-20", "to": "01-10"})),
]


@pytest.mark.parametrize(("kind", "change"), ACCEPTED)
def test_what_is_well_written_passes(base, kind: str, change: Change) -> None:
    assert rules(base, kind, change) == set()


def test_a_lesson_is_read_as_it_is_written(tmp_path: Path) -> None:
    learning = load_learning(lessons.write(tmp_path))
    quiz = learning.quizzes["police"]
    assert [question.right for question in quiz.questions] == [2, 1, 3, 1, 2]
    assert quiz.regions == REGIONS
    assert learning.stories["wang_police"].topic == "police"
    assert learning.cards["hang_up"].numbers["HK"] == ("hk_adcc_18222",)
    assert (learning.campaigns["march"].first, learning.campaigns["march"].last) == ((3, 8), (3, 22))
    assert learning.instead["cn_110"]["TW"] == "tw_110"


def test_malformed_lessons_are_not_served(tmp_path: Path) -> None:
    root = lessons.write(tmp_path, stories=spoiled("stories", lambda s: s.pop("lesson")))
    with pytest.raises(ContentError, match=r"learning/stories/wang_police.yml: wang_police: lesson: missing"):
        load_learning(root)


def test_a_file_that_is_no_mapping_is_named(tmp_path: Path) -> None:
    root = lessons.write(tmp_path)
    (root / "learning" / "cards" / "broken.yml").write_text("- nothing", encoding="utf-8")
    (root / "learning" / "cards" / "worse.yml").write_text("a: [", encoding="utf-8")
    assert {p.file for p in read_learning(root).problems} == {
        "learning/cards/broken.yml",
        "learning/cards/worse.yml",
    }


def test_a_file_has_the_name_of_what_is_in_it(tmp_path: Path) -> None:
    root = lessons.write(tmp_path)
    lessons.put(root, "quizzes", lessons.QUIZ, name="another")
    assert [problem.message for problem in read_learning(root).problems] == [
        "topic: must be the file's name, another"
    ]


def test_without_the_folder_there_is_nothing_to_learn(tmp_path: Path) -> None:
    learning = load_learning(tmp_path)
    assert (learning.lessons, learning.problems) == ((), [])
