"""Rules on what customers learn from: quizzes, cases, campaigns, cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.text import REGIONS
from knowledge.learning.models import Campaign, Card, Learning, Lesson, Question, Quiz
from knowledge.learning.texts import LONGEST, learning_texts
from knowledge.lint import records
from knowledge.lint.numbers import foreign
from knowledge.models import BANK, Content, Problem, SourceRef
from knowledge.placeholders import hotlines_in, variables_in

QUESTIONS = 5
OPTIONS = (2, 4)
LINES = (3, 6)
SAME_PLACE = 3  # of five: who always takes the same place must not win


def lessons(learning: Learning, content: Content, filled: Callable[[str], str]) -> Iterator[Problem]:
    """Every problem of the records and the lengths; texts are read by the rules of all texts too."""
    for lesson in learning.lessons:
        yield from records.dates(lesson)
        yield from _known(lesson, "entry", [lesson.entry], content.entries)
        yield from _cited(lesson, content)
    for quiz in learning.quizzes.values():
        yield from _quiz(quiz)
    for card in learning.cards.values():
        yield from _card(card, content)
    for campaign in learning.campaigns.values():
        yield from _campaign(campaign, learning, content)
    yield from _replaced(learning, content)
    yield from _texts(learning, content, filled)


def _quiz(quiz: Quiz) -> Iterator[Problem]:
    if len(quiz.questions) != QUESTIONS:
        yield _of(quiz, "quiz-form", f"{len(quiz.questions)} questions, exactly {QUESTIONS}")
    for number, question in enumerate(quiz.questions, 1):
        yield from _question(quiz, f"questions[{number}]", question)
    places = Counter(question.right for question in quiz.questions)
    if places and max(places.values()) > SAME_PLACE:
        yield _of(quiz, "quiz-form", f"the right option stands in one place {max(places.values())} times")


def _question(quiz: Quiz, where: str, question: Question) -> Iterator[Problem]:
    options = question.options
    if not OPTIONS[0] <= len(options) <= OPTIONS[1]:
        yield _of(quiz, "quiz-form", f"{where}: {len(options)} options, two to four")
    if sum(option.right for option in options) != 1:
        yield _of(quiz, "quiz-form", f"{where}: exactly one option is right")
    if len({option.text for option in options}) != len(options):
        yield _of(quiz, "quiz-form", f"{where}: an option twice")


def _card(card: Card, content: Content) -> Iterator[Problem]:
    if not LINES[0] <= len(card.lines) <= LINES[1]:
        yield _of(card, "card-form", f"{len(card.lines)} lines, three to six")
    for region in REGIONS:
        ids = card.numbers.get(region, ())
        if not ids:
            yield _of(card, "card-form", f"numbers: none for {region}")
        yield from _known(card, f"numbers.{region}", ids, content.hotlines)
        for id_ in ids:
            hotline = content.hotlines.get(id_)
            if hotline and foreign(hotline, region):
                yield _of(card, "jurisdiction", f"numbers: {id_} is not for {region}")
            if hotline and id_ != BANK and not hotline.dial:
                yield _of(card, "card-form", f"numbers: {id_} cannot be called")


def _campaign(campaign: Campaign, learning: Learning, content: Content) -> Iterator[Problem]:
    yield from _known(campaign, "stories", campaign.stories, learning.stories)
    yield from _known(campaign, "quizzes", campaign.quizzes, learning.quizzes)
    yield from _known(campaign, "entries", campaign.entries, content.entries)
    yield from _cited(campaign, content)


def _cited(of: Lesson | Campaign, content: Content) -> Iterator[Problem]:
    yield from _known(of, "sources", [ref.source for ref in of.sources], content.sources)
    for ref in of.sources:
        if _uncited(ref, content):
            yield _of(of, "article-missing", f"sources: {ref.source} without article or note")


def _uncited(ref: SourceRef, content: Content) -> bool:
    source = content.sources.get(ref.source)
    return bool(source and source.is_law and not ref.article and not ref.note)


def _replaced(learning: Learning, content: Content) -> Iterator[Problem]:
    file = "learning/numbers.yml"
    for own, others in learning.instead.items():
        for region, other in (("CN", own), *others.items()):
            hotline = content.hotlines.get(other)
            if hotline is None:
                yield Problem(file, own, "unknown-reference", f"{region}: nothing has the id {other}")
            elif hotline.region != region:
                yield Problem(file, own, "jurisdiction", f"{other} is not for {region}")


def _texts(learning: Learning, content: Content, filled: Callable[[str], str]) -> Iterator[Problem]:
    local = {quiz.file for quiz in learning.quizzes.values() if quiz.regions == ("CN",)}
    for kind, text in learning_texts(learning):
        for name in variables_in(text.text):
            message = f"{text.field}: nothing fills {{{name}}}"
            yield Problem(text.file, text.entry, "placeholder", message)
        for id_ in hotlines_in(text.text):
            if id_ not in content.hotlines:
                message = f"{text.field}: no hotline {id_}"
                yield Problem(text.file, text.entry, "unknown-reference", message)
            elif id_ != BANK and id_ not in learning.instead and text.file not in local:
                message = f"{text.field}: {id_} has no counterpart in numbers.yml for the other regions"
                yield Problem(text.file, text.entry, "jurisdiction", message)
        length = len(filled(text.text).replace("⟦", "").replace("⟧", ""))
        if length > LONGEST[kind]:
            message = f"{text.field}: {length} characters, at most {LONGEST[kind]}"
            yield Problem(text.file, text.entry, "too-long", message)


def _known(of: Lesson | Campaign, field: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    for id_ in ids:
        if id_ not in known:
            yield _of(of, "unknown-reference", f"{field}: nothing has the id {id_}")


def _of(of: Lesson | Campaign, rule: str, message: str) -> Problem:
    return Problem(of.file, of.id, rule, message)
