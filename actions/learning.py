"""Quizzes by numbers, the case of the day, the cards: what customers learn from in the chat."""

from dataclasses import asdict
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.context import Turn, knowledge, turn_of
from bot.text import fold
from knowledge.base import china_today
from knowledge.learning import Quiz
from knowledge.learning.answers import chosen, stops
from knowledge.learning.telling import Teacher

TOPIC: Final = "quiz_topic"
NUMBER: Final = "quiz_question"


class ActionTakeQuiz(Action):
    """Begins a quiz: the one that was named, else the day's, else the next after the last."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_take_quiz"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Say what comes, and ask the first question."""
        turn = turn_of(tracker)
        quiz = _wanted(tracker, turn)
        if tracker.active_loop or quiz is None:
            # A form has asked something, and asks it again behind this.
            _utter(dispatcher, _notice("chat_busy" if quiz else "chat_nothing", turn, links=[_all(turn)]))
            return []
        _utter(dispatcher, _notice("chat_begin", turn, title=quiz.title))
        _utter(dispatcher, _asked(quiz, 1, turn))
        return [SlotSet(TOPIC, quiz.id), SlotSet(NUMBER, 1), SlotSet("misses", 0)]


class ActionQuizAnswer(Action):
    """Judges an answer and asks on; after the last question leads to what to do. Counts nothing."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_quiz_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Say whether it is right and why, then the next question."""
        turn = turn_of(tracker)
        quiz = _teacher(turn).quiz(tracker.get_slot(TOPIC) or "")
        number = int(tracker.get_slot(NUMBER) or 0)
        if quiz is None or not 1 <= number <= len(quiz.questions) or stops(turn.text, knowledge()):
            _utter(dispatcher, _notice("chat_stopped", turn))
            return [SlotSet(NUMBER, None)]
        _utter(dispatcher, _judged(quiz, number, turn))
        if number < len(quiz.questions):
            _utter(dispatcher, _asked(quiz, number + 1, turn))
            return [SlotSet(NUMBER, number + 1), SlotSet("misses", 0)]
        _utter(dispatcher, _ended(quiz, turn))
        return [SlotSet(NUMBER, None), SlotSet("misses", 0)]


class ActionShowLesson(Action):
    """The case of the day, or the way to the cards for the family."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_show_lesson"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter it with its link."""
        turn = turn_of(tracker)
        _utter(dispatcher, _cards(turn) if turn.intent == "family_card" else _case(turn))
        return [SlotSet("misses", 0)]


def _wanted(tracker: Tracker, turn: Turn) -> Quiz | None:
    teacher, text = _teacher(turn), fold(turn.text)
    found = tracker.latest_message.get("entities") or ()
    types = {str(e.get("canonical")) for e in found if e.get("entity") == "scam_type"}
    offered = [quiz for quiz in teacher.learning.quizzes.values() if turn.region in quiz.regions]
    named = [quiz for quiz in offered if quiz.title in text] or [q for q in offered if q.entry in types]
    if named:
        return teacher.told(named[0])
    return teacher.quiz_of(china_today(), after=tracker.get_slot(TOPIC) or "")


def _asked(quiz: Quiz, number: int, turn: Turn) -> replies.Reply:
    question = quiz.questions[number - 1]
    text = _say("chat_question", turn, number=number, total=len(quiz.questions), ask=question.ask)
    # The number and not the words is sent: screening would take a swindler's line for the customer's own.
    options = [
        {"title": option.text, "value": str(place)} for place, option in enumerate(question.options, 1)
    ]
    return {"kind": "prompt", "text": text, "buttons": options}


def _judged(quiz: Quiz, number: int, turn: Turn) -> replies.Reply:
    question = quiz.questions[number - 1]
    untold = _teacher(turn).learning.quizzes[quiz.id].questions[number - 1]
    if chosen(turn.text, untold, knowledge()) == question.right:
        return _notice("chat_right", turn, why=question.why)
    right = question.options[question.right - 1].text
    return _notice("chat_wrong", turn, right=right, why=question.why)


def _ended(quiz: Quiz, turn: Turn) -> replies.Reply:
    again = _say("chat_again", turn)
    titles = [knowledge().render(quiz.entry, **turn.style).title] if quiz.entry in knowledge().entries else []
    buttons = [{"title": title, "value": title} for title in (*titles, again)]
    return _notice("chat_end", turn, buttons=buttons, links=[_all(turn)])


def _case(turn: Turn) -> replies.Reply:
    teacher = _teacher(turn)
    story = teacher.story_of(china_today())
    if story is None:
        return _notice("chat_nothing", turn, links=[_all(turn)])
    text = "\n".join((_say("chat_case", turn, title=story.title), story.story, story.lesson))
    more = {"title": _say("chat_case_more", turn), "href": f"/learn/story/{story.id}"}
    sources = [asdict(source) for source in teacher.sources(story)]
    return {"kind": "notice", "text": text, "links": [more], "sources": sources}


def _cards(turn: Turn) -> replies.Reply:
    cards = [{"title": card.title, "href": f"/cards/{card.id}"} for card in _teacher(turn).cards()]
    every = {"title": _say("to_cards", turn), "href": "/cards"}
    return _notice("chat_cards", turn, links=[every, *cards[:3]])


def _all(turn: Turn) -> dict[str, str]:
    return {"title": _say("chat_quizzes", turn), "href": "/learn"}


def _notice(key: str, turn: Turn, *, buttons: Any = (), links: Any = (), **values: object) -> replies.Reply:
    text = _say(key, turn, **values)
    return {"kind": "notice", "text": text, "buttons": list(buttons), "links": list(links)}


def _say(key: str, turn: Turn, **values: object) -> str:
    return knowledge().say(f"learning.{key}", **{**turn.style, **values})


def _teacher(turn: Turn) -> Teacher:
    return Teacher.of(knowledge(), turn.script, turn.region)


def _utter(dispatcher: CollectingDispatcher, reply: replies.Reply) -> None:
    dispatcher.utter_message(text=reply["text"], json_message=reply)
