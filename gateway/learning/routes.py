"""Pages to learn from: every one complete without script, none of them remembers anything."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.chat.routes import limited
from gateway.errors import Problem
from gateway.learning.front import Reader, reading
from gateway.learning.playing import Played, read
from gateway.learning.sharing import card_link, chat_address, picture
from knowledge.base import CHINA

router = APIRouter(include_in_schema=False, dependencies=[limited("reads")])
# Who passes a link on may have it looked at by a machine first.
_READ = ["GET", "HEAD"]


@router.api_route("/learn", methods=_READ)
async def learn(request: Request) -> HTMLResponse:
    """The case of the day, the campaign, the quizzes."""
    reader, today = await reading(request), _today(request)
    teacher = reader.words.teacher
    return reader.show(
        "learn.html",
        story=teacher.story_of(today),
        season=teacher.season(today),
        quiz=teacher.quiz_of(today),
        quizzes=teacher.quizzes(),
        stories=teacher.stories(),
        today=today,
    )


@router.get("/learn/quiz/{topic}")
async def begin(request: Request, topic: str, pick: str = "") -> Response:
    """The first question; ``pick`` answers it."""
    return await _played(request, topic, "", pick)


@router.get("/learn/quiz/{topic}/{answers}")
async def go_on(request: Request, topic: str, answers: str, pick: str = "") -> Response:
    """The next question after these answers, or the result; ``pick`` answers it."""
    return await _played(request, topic, answers, pick)


@router.get("/learn/quiz/{topic}/{answers}/why")
async def judged(request: Request, topic: str, answers: str) -> Response:
    """Whether the last of the answers is right, and why."""
    reader = await reading(request)
    played = _read(reader, topic, answers)
    if played is None or not played.chosen:
        return _anew(topic)
    return reader.show("judged.html", played=played)


@router.api_route("/learn/story/{story_id}", methods=_READ)
async def story(request: Request, story_id: str) -> HTMLResponse:
    """One case."""
    reader = await reading(request)
    teacher = reader.words.teacher
    found = teacher.story(story_id)
    if found is None:
        raise Problem(404, "not_found")
    quiz = teacher.quiz(found.topic)
    return reader.show(
        "story.html",
        story=found,
        quiz=quiz,
        advice=reader.advice(found.entry),
        sources_of=teacher.sources(found),
    )


@router.api_route("/cards", methods=_READ)
async def cards(request: Request) -> HTMLResponse:
    """All cards."""
    reader = await reading(request)
    return reader.show("cards.html", cards=reader.words.teacher.cards())


@router.api_route("/cards/{card_id}", methods=_READ)
async def card(request: Request, card_id: str) -> HTMLResponse:
    """One card, to print and to pass on; ``?script=``, ``?region=`` show it as the sender read it."""
    reader = await reading(request)
    teacher = reader.words.teacher
    found = teacher.card(card_id)
    if found is None:
        raise Problem(404, "not_found")
    base, words = request.app.state.settings.public_url, reader.words.words
    return reader.show(
        "card.html",
        card=found,
        numbers=teacher.numbers(found),
        sources_of=teacher.sources(found),
        quiz=next((quiz for quiz in teacher.quizzes() if quiz.entry == found.entry), None),
        code=picture(chat_address(base)),
        link=card_link(base, found.id, words.script, words.region),
    )


async def _played(request: Request, topic: str, answers: str, pick: str) -> Response:
    reader = await reading(request)
    played = _read(reader, topic, answers)
    if played is None:
        return _anew(topic)
    if pick and not played.over:
        further = played.after(pick)
        return RedirectResponse(f"{further.path}/why" if further else played.path, 303)
    if not played.over:
        return reader.show("question.html", played=played)
    return reader.show("result.html", played=played, advice=reader.advice(played.quiz.entry))


def _read(reader: Reader, topic: str, answers: str) -> Played | None:
    quiz = reader.words.teacher.quiz(topic)
    if quiz is None:
        raise Problem(404, "not_found")
    return read(quiz, answers)


def _anew(topic: str) -> Response:
    """Answers that nobody can have given begin the quiz again; the topic is known to be one of ours."""
    return RedirectResponse(f"/learn/quiz/{topic}", 303)


def _today(request: Request) -> date:
    """The day in China: the same for everybody."""
    today: date = request.app.state.clock().astimezone(CHINA).date()
    return today
