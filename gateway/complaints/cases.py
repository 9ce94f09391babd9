"""Opening a complaint: by the browser that filed it, or by number and code; seeing and printing it."""

import asyncio
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.complaints.guesses import Caller
from casework.complaints.receipt import normal_receipt
from casework.errors import NotFoundError, ThrottledError
from gateway.complaints.front import Front, is_ours, show, urgent_of, words_for
from gateway.complaints.keys import Key
from gateway.complaints.limits import demand_by_address
from gateway.complaints.printing import CannotPrintError, pdf_of
from gateway.complaints.service import Case
from gateway.complaints.sheet import Sheet, sheet_of
from gateway.complaints.telling import told
from gateway.complaints.typed import typed
from gateway.complaints.uploads import Form
from gateway.pages.render import Page, render
from gateway.pages.service import Pages
from gateway.pages.session import Session


async def looked_up(request: Request, form: Form) -> Response:
    """To the complaint, or the same answer for an unknown number and a wrong code."""
    front, given = Front.of(request), typed(form.fields)
    session = await Pages.of(request).sessions.find(request)
    errors = {name: name for name in ("receipt", "code") if not given.get(name)}
    if not is_ours(request, session, form):
        errors = {"receipt": "origin"}
    if errors:
        return _ask(request, session, 422, given=given, errors=errors)
    nonce, before = session.visit.nonce, front.keys.of(request, session.visit.nonce, given.get("receipt"))
    try:
        receipt = await opened(request, given.get("receipt"), given.get("code"))
    except NotFoundError:
        return _ask(request, session, 404, given=given, errors={"code": "lookup"})
    except ThrottledError as error:
        # Who holds it already is not shut out by what others guess.
        if before is None:
            return _later(_ask(request, session, 429, given=given, errors={"code": "lookup_later"}), error)
        receipt = before.receipt
    response = RedirectResponse(f"/complaints/{receipt}", 303)
    front.keys.give(request, response, nonce, before or Key(receipt, front.keys.now()))
    return response


async def opened(request: Request, said: str, code: str) -> str:
    """The number of the complaint that number and code open.

    NotFoundError; ThrottledError after many wrong codes. What is no number at all takes from one bucket of
    the address, however it is written; Problem 429.
    """
    receipt = receipt_of(said)
    if not receipt:
        await demand_by_address(request, "complaint_no_number")
        raise NotFoundError("complaint")
    caller = Caller("address", request.app.state.addresses.of(request))
    return (await Front.of(request).service.look_up(receipt, code, caller)).receipt


def receipt_of(said: str) -> str:
    """A number as it is kept; "" for what is none."""
    try:
        return normal_receipt(said)
    except NotFoundError:
        return ""


async def closed(request: Request, form: Form) -> Response:
    """Forget every complaint in this browser."""
    session = await Pages.of(request).sessions.find(request)
    if not is_ours(request, session, form):
        return _ask(request, session, 403, errors={"receipt": "origin"})
    response = RedirectResponse("/complaints?left=1", 303)
    Front.of(request).keys.forget(response)
    # A new visit: a copy of the cookie opens nothing in this browser any more.
    sessions = Pages.of(request).sessions
    sessions.keep(response, sessions.renewed(session))
    return response


async def shown(
    request: Request, session: Session, receipt: str, status: int = 200, **values: Any
) -> Response:
    """The complaint's page."""
    found = await held(request, receipt)
    if found is None:
        return _ask(request, session, given=typed({"receipt": receipt_of(receipt)}))
    key, case = found
    c = words_for(request, session)
    done = request.query_params.get("done", "")
    return show(request, session, "case.html", status, **{
        "case": told(c, case),
        "code": await _code(request, key),
        "joined": key.joined,
        "urgent": urgent_of(c.words, key.entry) if key.entry else None,
        "secrets": key.secrets,
        "elsewhere": c(f"elsewhere_{key.elsewhere}") if c.has(f"elsewhere_{key.elsewhere}") else "",
        "done": c(f"done_{done}") if c.has(f"done_{done}") else "",
        "opened": "",
    } | values)  # fmt: skip


async def printed(
    request: Request, session: Session, receipt: str, status: int = 200, no_pdf: bool = False
) -> Response:
    """The receipt on a page."""
    sheet = await _sheet(request, session, receipt)
    if sheet is None:
        return _ask(request, session, given=typed({"receipt": receipt_of(receipt)}))
    return show(request, session, "receipt.html", status, sheet=sheet, no_pdf=no_pdf)


async def as_pdf(request: Request, session: Session, receipt: str) -> Response:
    """The receipt as a file."""
    sheet = await _sheet(request, session, receipt)
    if sheet is None:
        return _ask(request, session, given=typed({"receipt": receipt_of(receipt)}))
    pages, c = Pages.of(request), words_for(request, session)
    html = render(pages.env, "complaints/pdf.html", Page(c.words, session.visit, ""), c=c, sheet=sheet)
    try:
        pdf = await asyncio.to_thread(pdf_of, html, c.words.script)
    except CannotPrintError:
        return await printed(request, session, receipt, 503, no_pdf=True)
    headers = {
        "Content-Disposition": f'attachment; filename="{sheet.receipt}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def about_to_withdraw(request: Request, session: Session, receipt: str) -> Response:
    """The question before withdrawing; the complaint itself when that is not possible."""
    found = await held(request, receipt)
    if found is None or "withdraw" not in found[1].steps:
        return await shown(request, session, receipt)
    return show(request, session, "withdraw.html", receipt=found[1].complaint.receipt)


async def held(request: Request, receipt: str) -> tuple[Key, Case] | None:
    """The complaint, if this browser may open it."""
    front = Front.of(request)
    visit = (await Pages.of(request).sessions.find(request)).visit
    key = front.keys.of(request, visit.nonce, receipt)
    if key is None:
        return None
    try:
        return key, await front.service.case(key.receipt)
    except NotFoundError:
        return None


async def _sheet(request: Request, session: Session, receipt: str) -> Sheet | None:
    found = await held(request, receipt)
    if found is None:
        return None
    code = await _code(request, found[0])
    return sheet_of(words_for(request, session), found[1], code, request.app.state.clock())


async def _code(request: Request, key: Key) -> str:
    front = Front.of(request)
    return await front.service.code_of(key.receipt) if key.fresh(front.keys.now()) else ""


def _later(response: Response, error: ThrottledError) -> Response:
    response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response


def _ask(request: Request, session: Session, status: int = 200, **values: Any) -> Response:
    return show(request, session, "look_up.html", status, **({"left": False} | values))
