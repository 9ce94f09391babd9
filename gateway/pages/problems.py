"""A refusal as a page: for a browser that navigates, where the API answers with problem details."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.text import Script
from gateway.pages.render import Page, render
from gateway.pages.service import Pages
from gateway.pages.visit import COOKIE, Visit
from gateway.pages.words import Words


def problem_page(request: Request, problem: dict[str, Any], script: Script) -> Response:
    """What went wrong and whom to call; ``problem`` is the RFC 9457 object. Sets no cookie."""
    pages = Pages.of(request)
    known = pages.visits.read(request.cookies.get(COOKIE))
    visit, token = known or Visit(), pages.visits.form_token(known) if known else ""
    words = Words(pages.knowledge, pages.voice, script, visit.region or "CN", visit.mode)
    html = render(pages.env, "problem.html", Page(words, visit, token), problem=problem)
    return HTMLResponse(html, problem["status"])
