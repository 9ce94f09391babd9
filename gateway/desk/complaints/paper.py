"""What is handed to a customer on paper: the receipt, with its code for who has just entered it."""

import asyncio
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from casework.audit import service as audit
from casework.complaints import service
from gateway.complaints.front import Front
from gateway.complaints.printing import CannotPrintError, pdf_of
from gateway.complaints.sheet import sheet_of
from gateway.complaints.words import ComplaintWords
from gateway.desk.complaints.forms import Filled
from gateway.desk.complaints.given import Known, TheRoom
from gateway.desk.complaints.room import Room
from gateway.desk.guard import ComplaintHandler, DeskRoute
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from gateway.pages.render import Page, render
from gateway.pages.service import Pages
from gateway.pages.visit import Visit
from gateway.pages.words import Words

router = APIRouter(route_class=DeskRoute)
# The code is for who has just filed: afterwards the customer has it.
_HANDED: Final = timedelta(hours=1)


@router.get("/{complaint_id}/filed")
async def filed(request: Request, seat: ComplaintHandler, room: TheRoom, known: Known) -> Response:
    """Receipt and code to hand to the customer, for who has just entered it; on the record."""
    case, code = await room.case(seat, known), await _code(request, seat, known, "complaint.code_read")
    if not code:
        return RedirectResponse(f"/desk/complaints/{known}", 303)
    return await room.show(seat, "complaint_filed.html", case=case, code=code)


@router.get("/{complaint_id}/receipt.pdf")
async def receipt(request: Request, seat: ComplaintHandler, room: TheRoom, known: Known) -> Response:
    """The receipt as the customer would print it, in their script; on the record."""
    complaint = (await room.case(seat, known)).complaint
    code, pages = await _code(request, seat, known, "complaint.printed"), Pages.of(request)
    words = Words(pages.knowledge, pages.voice, complaint.script, complaint.region, complaint.mode)
    c, case = ComplaintWords(words), await Front.of(request).service.case(complaint.receipt)
    sheet = sheet_of(c, case, code, room.desk.clock())
    html = render(pages.env, "complaints/pdf.html", Page(words, Visit(), ""), c=c, sheet=sheet)
    try:
        pdf = await asyncio.to_thread(pdf_of, html, complaint.script)
    except CannotPrintError:
        return await room.not_done(seat, known, Filled("print"), Refusal("print", 503))
    headers = {"Content-Disposition": f'attachment; filename="{complaint.receipt}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _code(request: Request, seat: Seat, complaint_id: int, action: str) -> str:
    """The query code for who filed the complaint within the hour, else ""; NotFoundError."""
    now, cipher = Room.of(request).desk.clock(), request.app.state.cipher

    def work(session: Session) -> str:
        found = service.get(session, complaint_id)
        first = service.events_of(session, complaint_id)[0]
        own = first.actor_id == seat.staff.id and now - found.filed_at <= _HANDED
        audit.record(
            session, seat.actor, action, "complaint", str(complaint_id), now, after={"with_code": own}
        )
        return service.code_of(session, cipher, complaint_id) if own else ""

    return await Room.of(request).desk.database.write(work)
