"""While a quiz asks: numbers, letters and options are answers; all else leaves it."""

from pathlib import Path
from typing import Any

import pytest
from nlu_parts import create, message
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.classifier import intent_of, publish
from bot.nlu.quiz import QuizAnswers, open_question
from bot.nlu.titles import EXACT
from knowledge.learning import load_learning

SLOT = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
DOMAIN = Domain.from_dict({"slots": {"quiz_topic": {**SLOT}, "quiz_question": {**SLOT}}})
QUIZ = load_learning().quizzes["police"]
ASKED: list[Event] = [
    UserUttered("考考我"),
    ActionExecuted("action_take_quiz"),
    SlotSet("quiz_topic", QUIZ.id),
    SlotSet("quiz_question", 1),
    ActionExecuted("action_listen"),
]


def tracker(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("x", [*events], slots=DOMAIN.slots)


def heard(tmp_path: Path, text: str, *events: Event, label: str = "nlu_fallback", **more: Any) -> str:
    seen = message(text)
    publish(seen, [("faq/other", 0.4)], 5)
    seen.set("intent", intent_of(label, 0.9))
    for key, value in more.items():
        seen.set(key, value)
    create(QuizAnswers, tmp_path).process([seen], tracker(*events))
    return str(seen.get("intent")["name"])


@pytest.mark.parametrize(
    "said", ["1", "２", "第一个", "选B", "掛斷，自己打110問", "挂断，自己打999问", "不做了"]
)
def test_what_answers_the_question_is_for_the_quiz(tmp_path: Path, said: str) -> None:
    assert heard(tmp_path, said, *ASKED) == "quiz_answer"


@pytest.mark.parametrize("said", ["9", "12", "110", "怎么投诉银行", "我刚转了一万块", "转人工", "1万"])
def test_anything_else_leaves_it(tmp_path: Path, said: str) -> None:
    assert heard(tmp_path, said, *ASKED, label="faq") == "faq"


@pytest.mark.parametrize("label", ["report_fraud", "check_text"])
def test_danger_comes_before_any_game(tmp_path: Path, label: str) -> None:
    assert heard(tmp_path, "1", *ASKED, label=label) == label


def test_a_title_is_never_an_answer(tmp_path: Path) -> None:
    assert heard(tmp_path, "1", *ASKED, label="faq", **{EXACT: True}) == "faq"


LEFT: list[list[Event]] = [
    [],
    [*ASKED, UserUttered("怎么投诉"), ActionExecuted("action_answer"), ActionExecuted("action_listen")],
    [*ASKED, UserUttered("转人工"), ActionExecuted("action_handoff"), ActionExecuted("action_listen")],
    [*ASKED, ActiveLoop("complaint_form"), ActionExecuted("action_listen")],
    [*ASKED, SlotSet("quiz_question", None)],
    [*ASKED, SlotSet("quiz_question", 9)],
    [*ASKED, SlotSet("quiz_topic", "retired")],
]


@pytest.mark.parametrize("events", LEFT)
def test_a_number_means_nothing_once_the_quiz_was_left(tmp_path: Path, events: list[Event]) -> None:
    assert open_question(tracker(*events)) is None
    assert heard(tmp_path, "1", *events) == "nlu_fallback"


def test_the_second_question_follows_the_first_answer() -> None:
    answered = [UserUttered("1"), ActionExecuted("action_quiz_answer"), SlotSet("quiz_question", 2)]
    assert open_question(tracker(*ASKED, *answered)) == QUIZ.questions[1]
