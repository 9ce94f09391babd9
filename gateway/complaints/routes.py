"""Pages of complaints: a few lines each, every deed a form that works without script."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, Response

from gateway.complaints import cases, deeds, filing
from gateway.complaints.front import NOTHING, Front, show
from gateway.complaints.limits import limited
from gateway.complaints.uploads import Form, read_form
from gateway.pages.guard import from_here
from gateway.pages.service import Pages
from gateway.pages.session import Session


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.complaints = Front.made(app.state)
    yield


router = APIRouter(prefix="/complaints", include_in_schema=False, lifespan=_lifespan)


@router.get("/new")
@router.get("/new/look")
async def form(request: Request) -> HTMLResponse:
    """The empty form; ``?mode=``, ``?script=`` choose as on the chat page."""
    session = await _chosen(request)
    return show(request, session, "new.html", kept=(), form_id=filing.form_id(NOTHING))


@router.post("/new", dependencies=[limited("complaints")])
async def file(request: Request) -> Response:
    """File it: to the receipt, or back to the form with what has to be changed."""
    return await _with_form(request, filing.submitted)


@router.post("/new/look", dependencies=[limited("complaint_deeds")])
async def restyle(request: Request) -> Response:
    """The half-filled form as it is, in another look, mode or script; nothing is filed."""
    return await _with_form(request, filing.restyled)


@router.get("")
async def ask(request: Request) -> HTMLResponse:
    """Ask for number and code."""
    session = await _chosen(request)
    return show(request, session, "look_up.html", left="left" in request.query_params)


@router.post("/look-up", dependencies=[limited("complaint_lookup")])
async def look_up(request: Request) -> Response:
    """Open a complaint by number and code; unknown and wrong are the same."""
    return await _with_form(request, cases.looked_up)


@router.post("/close", dependencies=[limited("complaint_deeds")])
async def close(request: Request) -> Response:
    """Leave nothing on a shared device."""
    return await _with_form(request, cases.closed)


@router.get("/{receipt}", dependencies=[limited("reads")])
async def case(request: Request, receipt: str) -> Response:
    """The complaint, for a browser that may see it; else the question for the code."""
    return await cases.shown(request, await _chosen(request), receipt)


@router.get("/{receipt}/receipt", dependencies=[limited("reads")])
async def to_print(request: Request, receipt: str) -> Response:
    """The receipt as a page to print."""
    return await cases.printed(request, await _chosen(request), receipt)


@router.get("/{receipt}/receipt.pdf", dependencies=[limited("complaint_pdf")])
async def as_pdf(request: Request, receipt: str) -> Response:
    """The receipt as a PDF; the page to print where this machine cannot make one."""
    return await cases.as_pdf(request, await _chosen(request), receipt)


@router.post("/{receipt}/supplement", dependencies=[limited("complaint_deeds")])
async def supplement(request: Request, receipt: str) -> Response:
    """Add words and files."""
    return await _with_form(request, lambda request, form: deeds.supplement(request, form, receipt))


@router.get("/{receipt}/withdraw", dependencies=[limited("reads")])
async def ask_withdraw(request: Request, receipt: str) -> Response:
    """Ask once more before it ends."""
    return await cases.about_to_withdraw(request, await _chosen(request), receipt)


@router.post("/{receipt}/withdraw", dependencies=[limited("complaint_deeds")])
async def withdraw(request: Request, receipt: str) -> Response:
    """End it at the customer's wish."""
    return await _with_form(request, lambda request, form: deeds.withdraw(request, form, receipt))


@router.post("/{receipt}/review", dependencies=[limited("complaint_deeds")])
async def review(request: Request, receipt: str) -> Response:
    """Ask the bank's higher office to look again."""
    return await _with_form(request, lambda request, form: deeds.review(request, form, receipt))


@router.post("/{receipt}/rating", dependencies=[limited("complaint_deeds")])
async def rate(request: Request, receipt: str) -> Response:
    """Rate the handling, once."""
    return await _with_form(request, lambda request, form: deeds.rate(request, form, receipt))


async def _with_form(request: Request, work: Callable[[Request, Form], Awaitable[Response]]) -> Response:
    async with read_form(request, Front.of(request).room) as form:
        return await work(request, form)


async def _chosen(request: Request) -> Session:
    sessions = Pages.of(request).sessions
    session = await sessions.find(request)
    asked = {name: request.query_params.get(name) for name in ("mode", "region", "script")}
    if any(asked.values()) and (session.view is None or from_here(request)):
        session = await sessions.choose(session, asked)
    return session
