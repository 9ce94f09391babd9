"""While a quiz asks, a number or an option is its answer; everything else leaves the quiz at once."""

from __future__ import annotations

from typing import Any, Final

from knowledge.learning import Question, load_learning
from knowledge.learning.answers import chosen, stops
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import intent_of
from bot.nlu.component import Configured
from bot.nlu.content import knowledge
from bot.nlu.names import FALLBACK_REASON
from bot.nlu.titles import EXACT

ANSWER: Final = "quiz_answer"
TOPIC, NUMBER = "quiz_topic", "quiz_question"
# What no game may swallow: danger, and a text given for checking.
_FIRST: Final = frozenset({"report_fraud", "check_text"})
_ASKING: Final = frozenset({"action_take_quiz", "action_quiz_answer"})
_SILENT: Final = frozenset({ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, None})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuizAnswers(Configured):
    """Sets the intent `quiz_answer`; last in the pipeline, so that alarms and titles have been seen."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: the words are in `knowledge/`."""
        return {}

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Only acts while the question of a quiz was the last thing said."""
        question = open_question(tracker)
        for message in messages:
            if question and not _decided(message) and _is_answer(message.get(TEXT) or "", question):
                message.set(INTENT, intent_of(ANSWER, 1.0), add_to_output=True)
                message.set(FALLBACK_REASON, None, add_to_output=True)
        return messages


def open_question(tracker: DialogueStateTracker | None) -> Question | None:
    """The question that waits for its answer; none once anything else was said, or a form is open."""
    if tracker is None or tracker.active_loop or _last_action(tracker) not in _ASKING:
        return None
    topic, number = tracker.get_slot(TOPIC), tracker.get_slot(NUMBER)
    quiz = load_learning().quizzes.get(topic) if isinstance(topic, str) else None
    if quiz is None or not isinstance(number, (int, float)):
        return None
    return dict(enumerate(quiz.questions, 1)).get(int(number))


def _last_action(tracker: DialogueStateTracker) -> str | None:
    done = (e.action_name for e in reversed(tracker.events) if isinstance(e, ActionExecuted))
    return next((name for name in done if name not in _SILENT), None)


def _decided(message: Message) -> bool:
    return bool(message.get(EXACT)) or (message.get(INTENT) or {}).get("name") in _FIRST


def _is_answer(text: str, question: Question) -> bool:
    return chosen(text, question, knowledge()) is not None or stops(text, knowledge())
