"""Routes of the call-back tickets: the list, the number of one, and what came of the call."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.numbers import named
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from gateway.desk.tickets.deeds import AGAIN, TicketDeeds
from gateway.desk.tickets.page import read_tickets

router = APIRouter(prefix="/desk/tickets", route_class=DeskRoute)


@router.get("")
async def worklist(request: Request, seat: Agent) -> Response:
    """Who waits for a call; ``?state=closed`` what came of it, ``?before=`` goes on."""
    return await _show(request, seat)


@router.post("/{ticket_id}/number")
async def number(request: Request, ticket_id: str, seat: Agent, form: AgentForm) -> Response:
    """The number, once, for who says why."""
    known, reason = named(ticket_id, "ticket"), str(form.get("reason") or "")
    state = request.app.state
    try:
        shown = await TicketDeeds(Desk.of(request)).reveal(known, seat.actor, reason, state.cipher)
    except Refusal as refusal:
        return await _show(request, seat, refusal.status, at=known, refusal=refusal, reason=reason)
    return await _show(request, seat, at=known, number=shown)


@router.post("/{ticket_id}/reached")
async def reached(request: Request, ticket_id: str, seat: Agent, _: AgentForm) -> Response:
    """The customer answered the call."""
    known = named(ticket_id, "ticket")
    return await _done(request, seat, known, TicketDeeds(Desk.of(request)).reached(known, seat.actor))


@router.post("/{ticket_id}/missed")
async def missed(request: Request, ticket_id: str, seat: Agent, form: AgentForm) -> Response:
    """Nobody answered; try again later."""
    known, hours = named(ticket_id, "ticket"), str(form.get("again") or "")
    return await _done(request, seat, known, TicketDeeds(Desk.of(request)).missed(known, seat.actor, hours))


@router.post("/{ticket_id}/close")
async def close(request: Request, ticket_id: str, seat: Agent, form: AgentForm) -> Response:
    """Say how it ended."""
    known, outcome = named(ticket_id, "ticket"), str(form.get("outcome") or "")
    return await _done(request, seat, known, TicketDeeds(Desk.of(request)).close(known, seat.actor, outcome))


async def _done(request: Request, seat: Seat, ticket_id: int, deed: Awaitable[None]) -> Response:
    try:
        await deed
    except Refusal as refusal:
        return await _show(request, seat, refusal.status, at=ticket_id, refusal=refusal)
    return RedirectResponse(f"/desk/tickets#ticket-{ticket_id}", 303)


async def _show(
    request: Request,
    seat: Seat,
    status: int = 200,
    *,
    at: int = 0,
    number: str = "",
    refusal: Refusal | None = None,
    reason: str = "",
) -> Response:
    desk, said = Desk.of(request), request.query_params
    state, before, now = said.get("state", ""), said.get("before", ""), desk.clock()
    found = await desk.database.read(lambda s: read_tickets(s, state, before, now))
    board = await desk.board(seat)
    problem = desk.words(f"refused_{refusal.key}", **refusal.values) if refusal else ""
    shown: dict[str, Any] = {"found": found, "at": at, "number": number, "problem": problem, "reason": reason}
    shown |= {
        "again": AGAIN,
        "open_alerts": board.alerts,
        "overdue": board.overdue,
        "knowledge": desk.knowledge,
    }
    return desk.show("tickets.html", seat, status, **shown)
