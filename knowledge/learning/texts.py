"""Every text of a lesson that a customer may read, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.learning.models import Campaign, Card, Learning, Lesson, Quiz, Story
from knowledge.texts import Text

# Characters after placeholders, by kind and field without its numbers.
LONGEST = {
    "quizzes.title": 16,
    "quizzes.ask": 80,
    "quizzes.right": 30,
    "quizzes.wrong": 30,
    "quizzes.why": 120,
    "stories.title": 20,
    "stories.story": 200,
    "stories.lesson": 60,
    "campaigns.title": 24,
    "campaigns.about": 200,
    "cards.title": 16,
    "cards.lines": 24,
    "cards.tip": 60,
}


def learning_texts(learning: Learning) -> Iterator[tuple[str, Text]]:
    """Each text with its key in ``LONGEST``."""
    for lesson in learning.lessons:
        yield from _lesson(lesson)
    for campaign in learning.campaigns.values():
        yield from _fields(campaign, "campaigns", {"title": campaign.title, "about": campaign.about})


def _lesson(lesson: Lesson) -> Iterator[tuple[str, Text]]:
    if isinstance(lesson, Quiz):
        yield from _quiz(lesson)
    elif isinstance(lesson, Story):
        fields = {"title": lesson.title, "story": lesson.story, "lesson": lesson.lesson}
        yield from _fields(lesson, "stories", fields)
    elif isinstance(lesson, Card):
        fields = {"title": lesson.title} | ({"tip": lesson.tip} if lesson.tip else {})
        yield from _fields(lesson, "cards", fields)
        for number, line in enumerate(lesson.lines, 1):
            yield "cards.lines", _text(lesson, f"lines[{number}]", line)


def _quiz(quiz: Quiz) -> Iterator[tuple[str, Text]]:
    yield "quizzes.title", _text(quiz, "title", quiz.title)
    for number, question in enumerate(quiz.questions, 1):
        where = f"questions[{number}]"
        yield "quizzes.ask", _text(quiz, f"{where}.ask", question.ask)
        yield "quizzes.why", _text(quiz, f"{where}.why", question.why)
        for place, option in enumerate(question.options, 1):
            kind = "quizzes.right" if option.right else "quizzes.wrong"
            yield kind, _text(quiz, f"{where}.options[{place}].text", option.text)


def _fields(of: Lesson | Campaign, kind: str, fields: dict[str, str]) -> Iterator[tuple[str, Text]]:
    for name, text in fields.items():
        yield f"{kind}.{name}", _text(of, name, text)


def _text(of: Lesson | Campaign, name: str, text: str) -> Text:
    return Text(of.file, of.id, name, text, "CN")
