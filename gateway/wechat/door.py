"""``/w/…``: from WeChat to the page, in the same conversation; asked once more: previews open links too."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casework.wechat import passes
from gateway.chat.routes import limited
from gateway.chat.types import View
from gateway.errors import Problem
from gateway.pages.guard import is_ours, same_origin
from gateway.pages.render import Page, render
from gateway.pages.service import Pages
from gateway.pages.session import Session
from gateway.wechat.composing import Composer
from gateway.wechat.passes import TARGETS, Links

router = APIRouter(prefix="/w", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Door:
    """What the page says; without a ``button`` it leads nowhere."""

    title: str
    text: str
    button: str = ""


@router.get("/{signed}", dependencies=[limited("reads")])
async def ask(request: Request, signed: str) -> HTMLResponse:
    """Whether to open the chat here; uses nothing up."""
    token, now = _links(request).token(signed), _now(request)
    found = token and await request.app.state.database.read(lambda s: passes.leads_to(s, token, now))
    session = await Pages.of(request).sessions.find(request)
    if not found:
        return _gone(request, session)
    view = await request.app.state.chat.view(found)
    composer: Composer = request.app.state.wechat_composer
    title, text, button = (composer.say(view, key) for key in ("door_title", "door", "door_open"))
    if session.view is not None and session.view.id != found:
        text += composer.say(view, "door_other")
    door = Door(title, text, button)
    return _shown(request, session, view, door)


async def _form(request: Request) -> FormData:
    """The form of our own page; Problem 403 for any other."""
    form = await request.form(max_files=0, max_fields=5)
    if not same_origin(request) or not is_ours(request, Pages.of(request).visits, form):
        raise Problem(403, "forbidden")
    return form


@router.post("/{signed}", dependencies=[limited("reads")])
async def enter(
    request: Request, signed: str, _: Annotated[FormData, Depends(_form)], to: str = "chat"
) -> Response:
    """Use the pass up, and go on in its conversation in this browser."""
    pages, state = Pages.of(request), request.app.state
    token, now = _links(request).token(signed), _now(request)
    found = token and await state.database.write(lambda s: passes.use(s, token, now))
    session = await pages.sessions.find(request)
    if not found:
        return _gone(request, session)
    view = await state.chat.view(found)
    # A new visit: what was bound to the one before opens nothing here.
    session = pages.sessions.renewed(
        Session(replace(session.visit, mode=view.mode), view, _token(state, found))
    )
    response = RedirectResponse(next((path for name, path in TARGETS.items() if name == to), "/"), 303)
    response.headers["Cache-Control"] = "no-store"
    pages.sessions.keep(response, session)
    return response


def _gone(request: Request, session: Session) -> HTMLResponse:
    words = Pages.of(request).words(request, session)
    said = [
        request.app.state.knowledge.say(f"wechat.{key}", words.script, words.region, words.mode)
        for key in ("door_gone_title", "door_gone")
    ]
    return _shown(request, session, session.view, Door(*said), 410)


def _shown(
    request: Request, session: Session, view: View | None, door: Door, status: int = 200
) -> HTMLResponse:
    """In the conversation's script and mode; the browser's own chat stays what it is."""
    pages = Pages.of(request)
    words = pages.words(request, replace(session, view=view))
    page = Page(words, session.visit, pages.visits.form_token(session.visit), view)
    html = render(pages.env, "wechat_door.html", page, door=door, here=request.url.path)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
    response = HTMLResponse(html, status, headers=headers)
    pages.sessions.keep(response, session)
    return response


def _links(request: Request) -> Links:
    composer: Composer | None = getattr(request.app.state, "wechat_composer", None)
    if composer is None:
        raise Problem(404, "not_found")
    return composer.links


def _token(state: object, conversation_id: str) -> str:
    made: str = state.tokens.make(conversation_id)  # type: ignore[attr-defined]
    return made


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now
