"""The page's parts in one place, made once for an application."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway.chat.service import ChatService
from gateway.chat.types import Item
from gateway.pages import assets
from gateway.pages.render import Chat, Page, environment, render
from gateway.pages.session import Session, Sessions, hint
from gateway.pages.visit import Visits
from gateway.pages.words import Words
from knowledge import Knowledge
from knowledge.sentences import Voice

_MOST_PAGES = 50
_MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Pages:
    """What the routes work with."""

    chat: ChatService
    visits: Visits
    sessions: Sessions
    assets: assets.Assets
    env: Environment
    knowledge: Knowledge
    voice: Voice

    @staticmethod
    def made(state: Any) -> "Pages":
        """The pages of an application whose chat service is there."""
        settings, knowledge, files = state.settings, state.knowledge, assets.load()
        visits = Visits(settings)
        https = urlsplit(settings.public_url).scheme == "https"
        names = settings.bank_name, settings.bank_hotline
        voice = Voice(knowledge.sentences, knowledge.hotlines, *names)
        sessions = Sessions(state.chat, visits, https=https)
        return Pages(state.chat, visits, sessions, files, environment(files), knowledge, voice)

    @staticmethod
    def of(request: Request) -> "Pages":
        """The application's own."""
        pages: Pages = request.app.state.pages
        return pages

    def words(self, request: Request, session: Session) -> Words:
        """The page's words as the conversation has it, else the visit, else the browser's language."""
        visit, view = session.visit, session.view
        if view:
            return Words(self.knowledge, self.voice, view.script, view.region or "CN", view.mode)
        script = visit.script or hint(request) or "zh-Hans"
        return Words(self.knowledge, self.voice, script, visit.region or "CN", visit.mode)

    async def read(self, session: Session, whole: bool = False) -> Chat:
        """The chat of a session, oldest first: its end, or the whole of it."""
        items: list[Item] = []
        cursor, more = 0, session.view is not None
        for _ in range(_MOST_PAGES):
            if not more or session.view is None:
                break
            part = await self.chat.history(session.view.id, items[-1]["id"] if items else None)
            items += part.items
            cursor, more = part.cursor, part.more and bool(part.items)
        shown = items if whole else items[-_MOST_ITEMS:]
        waits = session.view is not None and session.view.owner == "queue"
        place = await self.chat.place(session.view.id) if session.view and waits else None
        return Chat(tuple(shown), cursor, earlier=len(shown) < len(items), place=place)

    def show(
        self, request: Request, session: Session, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page as a response with its cookies; never kept by a cache, it is one customer's."""
        html = render(self.env, template, self._page(request, session), **values)
        response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
        self.sessions.keep(response, session)
        return response

    async def show_chat(
        self, request: Request, session: Session, status: int = 200, whole: bool = False, **state: Any
    ) -> HTMLResponse:
        """The chat page; ``state`` are fields of ``Chat`` such as a draft to keep."""
        chat = replace(await self.read(session, whole), **state)
        return self.show(request, session, "chat.html", status, chat=chat)

    def _page(self, request: Request, session: Session) -> Page:
        token = self.visits.form_token(session.visit)
        return Page(self.words(request, session), session.visit, token, session.view)
