"""Who may do what at the desk: checks that routes depend on, and what those see who may not."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.audit.refusals import Kind
from casework.errors import DeletedError, NotFoundError
from casework.staff.roles import Permission
from gateway.desk.desk import Desk
from gateway.desk.recording import kind_of, on_record
from gateway.desk.seat import Seat, is_live
from gateway.errors import Problem
from gateway.security.access import demand_same_origin
from gateway.security.limits import demand

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Instead(Exception):
    """Another response than the one asked for; ``kind`` where that is a refusal."""

    def __init__(self, response: Response, kind: Kind | None = None) -> None:
        super().__init__()
        self.response, self.kind = response, kind


class DeskRoute(APIRoute):
    """A route whose refusals are pages of the desk, and on record."""

    def get_route_handler(self) -> Handler:
        """The route's handler with refusals shown."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                response = await inner(request)
            except (Instead, Problem, NotFoundError, HTTPException) as refused:
                kind = refused.kind if isinstance(refused, Instead) else kind_of(request, refused)
                if kind is not None:
                    await on_record(request, kind)
                if isinstance(refused, HTTPException):
                    raise
                response = _shown(request, refused)
            response.headers["Cache-Control"] = "no-store"
            return response

        return handler


async def limited(request: Request) -> None:
    """Count the request against the session, so that colleagues behind one address do not share a limit.

    Until it has proved to be one, once a minute, against the caller's address.
    """
    state = request.app.state
    seat = request.state.seat = Desk.of(request).seats.lately(request)
    await demand(state.limiter, state.rules["reads"], seat.name if seat else state.addresses.of(request))


async def _seated(request: Request) -> Seat:
    desk = Desk.of(request)
    seat = request.state.seat = await desk.seats.find(request)
    if seat is not None:
        return seat
    if is_live(request):
        raise Instead(desk.show("notice.html", None, 401, key="expired"))
    raise Instead(RedirectResponse("/desk/sign-in", 303))


async def _settled(seat: Annotated[Seat, Depends(_seated)]) -> Seat:
    """The seat of somebody whose password is their own."""
    if seat.staff.must_change:
        raise Instead(RedirectResponse("/desk/password", 303))
    return seat


def _allowed(*permissions: Permission) -> Callable[..., Awaitable[Seat]]:
    """A dependency: the seat of somebody who has one of the permissions."""

    async def checked(seat: Annotated[Seat, Depends(_settled)], request: Request) -> Seat:
        if not any(map(seat.signed_in.may, permissions)):
            # Who signs in arrives at the list; whose work is elsewhere is led there, from nowhere else.
            home = _home(seat) if request.url.path == "/desk" else None
            if home:
                raise Instead(RedirectResponse(home, 303))
            key = "role" if "desk" in permissions else "not_allowed"
            raise Instead(Desk.of(request).show("notice.html", seat, 403, key=key), "role")
        return await Desk.of(request).duty.beat(seat) if seat.signed_in.may("desk") else seat

    return checked


def _home(seat: Seat) -> str | None:
    """Where somebody begins who has no conversations; None: nowhere."""
    if seat.signed_in.may("edit_knowledge"):
        return "/desk/knowledge"
    return "/desk/watch" if seat.signed_in.may("review_watch") else None


async def form_of(request: Request, fields: int = 10) -> FormData:
    """What was sent, without files; Problem 400 for what no form has."""
    form = await request.form(max_files=0, max_fields=fields)
    # PostgreSQL takes no text with it; nobody types it.
    if any("\0" in text for pair in form.multi_items() for text in pair if isinstance(text, str)):
        raise Problem(400, "bad_request")
    return form


def _form(who: Callable[..., Awaitable[Seat]], fields: int = 10) -> Any:
    async def checked(request: Request, seat: Annotated[Seat, Depends(who)]) -> FormData:
        demand_same_origin(request)
        form = await form_of(request, fields)
        if not Desk.of(request).seats.accepts(seat, form.get("form_token")):
            raise Problem(403, "forbidden")
        return form

    return Depends(checked)


def _shown(request: Request, refused: Instead | Problem | NotFoundError) -> Response:
    desk = Desk.of(request)
    match refused:
        case Instead():
            return refused.response
        case DeletedError():
            return desk.show("notice.html", None, 404, key="deleted")
        case NotFoundError(what="alert"):
            return desk.show("notice.html", None, 404, key="no_alert")
        case NotFoundError(what="complaint" | "file" | "party"):
            return desk.show("notice.html", None, 404, key="no_complaint")
        case NotFoundError(what="flag"):
            return desk.show("notice.html", None, 404, key="no_flag")
        case NotFoundError(what="staff"):
            return desk.show("notice.html", None, 404, key="no_staff")
        case NotFoundError(what="entry" | "revision"):
            return desk.show("notice.html", None, 404, key="no_knowledge")
        case NotFoundError():
            return desk.show("notice.html", None, 404, key="not_found")
        case Problem():
            return _problem(desk, refused)


def _problem(desk: Desk, problem: Problem) -> Response:
    key = {403: "forbidden", 413: "too_large", 429: "too_many"}.get(problem.status, "failed")
    response = desk.show("notice.html", None, problem.status, key=key)
    response.headers.update(problem.headers)
    return response


_agent, _handler = _allowed("desk"), _allowed("handle_alerts")
_complaint_handler = _allowed("handle_complaints")
# What it shows are words of customers: an auditor may not.
_searcher = _allowed("search")
Seated = Annotated[Seat, Depends(_seated)]
Settled = Annotated[Seat, Depends(_settled)]
Agent = Annotated[Seat, Depends(_agent)]
AlertReader = Annotated[Seat, Depends(_allowed("read_alerts"))]
FigureReader = Annotated[Seat, Depends(_allowed("supervise", "read_audit"))]
AlertHandler = Annotated[Seat, Depends(_handler)]
# Everything that was done, but no word of a customer: what they may see the pages decide.
ComplaintReader = Annotated[Seat, Depends(_allowed("read_complaints"))]
ComplaintHandler = Annotated[Seat, Depends(_complaint_handler)]
Searcher = Annotated[Seat, Depends(_searcher)]
SearchForm = Annotated[FormData, _form(_searcher, 20)]
_editor = _allowed("edit_knowledge", "review_knowledge")
KnowledgeReader = Annotated[Seat, Depends(_allowed("read_knowledge"))]
KnowledgeEditor = Annotated[Seat, Depends(_editor)]
KnowledgeReviewer = Annotated[Seat, Depends(_allowed("review_knowledge"))]
# An answer has its fields once for the mainland and once for each region.
KnowledgeForm = Annotated[FormData, _form(_editor, 60)]
_manager = _allowed("manage_staff")
StaffManager = Annotated[Seat, Depends(_manager)]
StaffForm = Annotated[FormData, _form(_manager)]
Supervisor = Annotated[Seat, Depends(_allowed("supervise"))]
AuditReader = Annotated[Seat, Depends(_allowed("read_audit"))]
_watcher = _allowed("review_watch")
Watcher = Annotated[Seat, Depends(_watcher)]
WatchForm = Annotated[FormData, _form(_watcher)]
SeatedForm = Annotated[FormData, _form(_seated)]
SettledForm = Annotated[FormData, _form(_settled)]
AgentForm = Annotated[FormData, _form(_agent)]
AlertForm = Annotated[FormData, _form(_handler)]
# A page of the work list has a box for each complaint.
ComplaintForm = Annotated[FormData, _form(_complaint_handler, 120)]
