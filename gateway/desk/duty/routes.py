"""Routes of duty: say whether one is there, pass a conversation on, let an offer pass."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from gateway.desk.answering import done
from gateway.desk.desk import Desk
from gateway.desk.duty.handing import Passing
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.refusal import Refusal
from gateway.errors import Problem

router = APIRouter(route_class=DeskRoute)
_CASE = "/desk/conversations/{conversation_id}"
_LONGEST = 1_000  # characters that are shown again when refused


@router.post("/desk/duty")
async def say(request: Request, seat: Agent, form: AgentForm) -> Response:
    """Available, busy or away; then the page one came from."""
    try:
        await Desk.of(request).duty.say(seat, str(form.get("state") or ""))
    except Refusal:
        raise Problem(422, "invalid") from None
    return RedirectResponse(_origin(request), 303)


@router.post(_CASE + "/pass")
async def pass_on(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """To a named colleague or into the queue, with a reason that stays inside."""
    to, reason = str(form.get("to") or "")[:64], str(form.get("reason") or "")[:_LONGEST]
    deed = Desk.of(request).handing.pass_on(conversation_id, seat.actor, to, reason)
    return await done(request, seat, conversation_id, deed, "end", passing=Passing(to, reason))


@router.post(_CASE + "/decline")
async def decline(request: Request, conversation_id: str, seat: Agent, _: AgentForm) -> Response:
    """Not now: somebody else is asked."""
    await Desk.of(request).handing.decline(conversation_id, seat.staff)
    return RedirectResponse("/desk", 303)


def _origin(request: Request) -> str:
    """The page of the desk that the form stood on; forms come from our own origin only."""
    path = urlsplit(request.headers.get("referer", "")).path
    return path if path == "/desk" or path.startswith("/desk/") else "/desk"
