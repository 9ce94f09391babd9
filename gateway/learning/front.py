"""Who reads, in which words, and how a page is shown."""

from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway.learning.words import LearningWords
from gateway.pages.render import Page, render
from gateway.pages.service import Pages
from gateway.pages.session import Session
from gateway.pages.visit import chosen_mode, chosen_region, chosen_script
from gateway.pages.words import Words
from knowledge import Rendered

# The page carries the browser's own form token (a human is one tap away), so no cache may keep it.
_HEADERS = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Reader:
    """One browser on one page."""

    pages: Pages
    session: Session
    words: LearningWords
    here: str

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of ``templates/learning`` as a response."""
        token = self.pages.visits.form_token(self.session.visit)
        page = Page(self.words.words, self.session.visit, token, self.session.view)
        html = render(self.pages.env, f"learning/{template}", page, c=self.words, here=self.here, **values)
        response = HTMLResponse(html, status, headers=_HEADERS)
        self.pages.sessions.keep(response, self.session)
        return response

    def advice(self, entry: str) -> Rendered | None:
        """The reviewed answer a lesson leads to; None once it is retired."""
        w = self.words.words
        if entry not in w.knowledge.entries:
            return None
        return w.knowledge.render(entry, w.script, w.region, w.mode)


async def reading(request: Request) -> Reader:
    """The reader of a request; ``?script=``, ``?region=``, ``?mode=`` count for this page alone.

    A link that was passed on must not change what the one who opens it has chosen.
    """
    pages = Pages.of(request)
    session = await pages.sessions.find(request)
    words = _asked(request, pages.words(request, session))
    return Reader(pages, session, LearningWords(words), request.url.path)


def _asked(request: Request, words: Words) -> Words:
    asked = request.query_params.get
    return replace(
        words,
        script=chosen_script(asked("script")) or words.script,
        region=chosen_region(asked("region")) or words.region,
        mode=chosen_mode(asked("mode")) or words.mode,
    )
