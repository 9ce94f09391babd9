"""Routes of the chat page: a few lines each, every deed a form that works without script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from casework.feedback.types import Rating
from casework.statuses import DISLIKES, VERDICTS
from gateway.chat.routes import limited
from gateway.errors import Problem
from gateway.pages.guard import from_here, is_ours, own_path, same_origin
from gateway.pages.problems import problem_page
from gateway.pages.service import Pages
from gateway.pages.session import Session


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Runs inside the application's own lifespan: the chat service is there.
    app.state.pages, app.state.problem_page = Pages.made(app.state), problem_page
    yield


router = APIRouter(include_in_schema=False, lifespan=_lifespan)
_FORMS = UUID("5b7c1f0e-6c0e-4f0a-9d1e-0a4c1b0f7f11")


async def _form(request: Request) -> FormData:
    """The fields of a form of ours; Problem 403 for any other."""
    if not same_origin(request):
        raise Problem(403, "forbidden")
    return await request.form(max_files=0, max_fields=20)


async def _ours(request: Request, form: Annotated[FormData, Depends(_form)]) -> FormData:
    """The same, made for this very browser; Problem 403 when its cookie is gone or new."""
    if not is_ours(request, Pages.of(request).visits, form):
        raise Problem(403, "forbidden")
    return form


AnyForm = Annotated[FormData, Depends(_form)]
Form = Annotated[FormData, Depends(_ours)]


@router.api_route("/", methods=["GET", "HEAD"])
async def chat(request: Request) -> HTMLResponse:
    """The chat; ``?mode=``, ``?region=``, ``?script=`` choose as the settings do, ``?all`` shows it whole."""
    pages = Pages.of(request)
    session = await pages.sessions.find(request)
    asked = {name: request.query_params.get(name) for name in ("mode", "region", "script")}
    if any(asked.values()) and (session.view is None or from_here(request)):
        session = await pages.sessions.choose(session, asked)
    query = request.query_params
    why = pages.words(request, session)("error_cookies") if "sent" in query and not session.view else ""
    return await pages.show_chat(
        request, session, whole="all" in query, deleted="deleted" in query, problem=why
    )


@router.post("/send", dependencies=[limited("messages")])
async def send(request: Request, form: AnyForm) -> Response:
    """A question, typed or chosen; what was refused stays in the box."""
    pages = Pages.of(request)
    if not is_ours(request, pages.visits, form):
        session = await pages.sessions.find(request)
        why = pages.words(request, session)("error_origin")
        return await pages.show_chat(request, session, 403, draft=_text(form), problem=why)
    session, conversation_id = await pages.sessions.opened(request)
    text = _text(form)
    try:
        turn = await pages.chat.send(conversation_id, _message_id(form, text), text)
    except Problem as problem:
        return await _refused(request, session, problem, text)
    return _back(pages, session, f"?sent#m-{turn.message['id']}")


@router.post("/rate", dependencies=[limited("messages")])
async def rate(request: Request, form: Form) -> Response:
    """Whether an answer helped, and why not."""
    pages = Pages.of(request)
    session, conversation_id = await pages.sessions.opened(request)
    message = str(form.get("message") or "")
    try:
        await pages.chat.rate(conversation_id, message, _rating(form))
    except Problem as problem:
        return await _refused(request, session, problem, "")
    return _back(pages, session, f"#m-{message}")


@router.post("/start", dependencies=[limited("conversations")])
async def start(request: Request, _: Form) -> Response:
    """Open a conversation for the page's script: it sends its messages to the API with the same cookie."""
    pages = Pages.of(request)
    session, conversation_id = await pages.sessions.opened(request)
    response = JSONResponse({"conversation_id": conversation_id})
    pages.sessions.keep(response, session)
    return response


@router.post("/handoff", dependencies=[limited("messages")])
async def handoff(request: Request, form: Form) -> Response:
    """Ask for a human, or leave the queue."""
    pages = Pages.of(request)
    session, conversation_id = await pages.sessions.opened(request)
    deed = pages.chat.leave_handoff if form.get("leave") else pages.chat.request_handoff
    try:
        await deed(conversation_id)
    except Problem as problem:
        return await _refused(request, session, problem, "")
    return _back(pages, session, "?sent#end")


@router.post("/settings", dependencies=[limited("reads")])
async def settings(request: Request, form: Form) -> Response:
    """Script, region, mode and look; back to the page they were chosen on."""
    pages = Pages.of(request)
    session = await pages.sessions.wear(await pages.sessions.find(request), form)
    return _back(pages, session, own_path(form.get("back"))[1:])


@router.get("/delete")
async def ask_delete(request: Request) -> HTMLResponse:
    """Ask once more before the chat goes."""
    pages = Pages.of(request)
    return pages.show(request, await pages.sessions.find(request), "delete.html")


@router.post("/delete", dependencies=[limited("reads")])
async def delete(request: Request, _: Form) -> Response:
    """Delete the chat; filed complaints stay, and the page says so."""
    pages = Pages.of(request)
    session = await pages.sessions.find(request)
    if session.view is not None:
        await pages.chat.delete(session.view.id)
    return _back(pages, pages.sessions.forget(session), "?deleted")


@router.get("/static/{version}/{path:path}")
async def static(request: Request, version: str, path: str) -> Response:
    """A script, style or picture; the address changes with the content, so it may be kept for ever."""
    pages = Pages.of(request)
    asset = pages.assets.files.get(path)
    if asset is None:
        raise Problem(404, "not_found")
    fresh = version == pages.assets.version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if fresh else "no-cache",
        "Vary": "Accept-Encoding",
    }
    packed = "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.packed if packed else asset.body, headers=headers, media_type=asset.media_type)


def _text(form: FormData) -> str:
    return str(form.get("choice") or form.get("text") or "")


def _rating(form: FormData) -> Rating:
    """Why it did not help says that it did not."""
    reason = next((one for one in DISLIKES if one == form.get("reason")), None)
    verdict = next((one for one in VERDICTS if one == form.get("verdict")), "not_helped" if reason else None)
    if verdict is None:
        raise Problem(422, "invalid", fields=["verdict"])
    return Rating(verdict, reason)


def _message_id(form: FormData, text: str) -> str:
    """The same form with the same text is the same message, however often it is sent."""
    return str(uuid5(_FORMS, f"{form.get('message_id', '')}\n{text}"))


async def _refused(request: Request, session: Session, problem: Problem, text: str) -> Response:
    pages = Pages.of(request)
    why = problem.sentence(request.app.state.knowledge, pages.words(request, session).script)
    return await pages.show_chat(request, session, problem.status, draft=text, problem=why)


def _back(pages: Pages, session: Session, where: str = "") -> Response:
    response = RedirectResponse(f"/{where}", 303)
    pages.sessions.keep(response, session)
    return response
