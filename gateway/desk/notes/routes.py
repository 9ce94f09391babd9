"""Route of notes: write one. They are read in the conversation they belong to."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from casework.errors import ValueRefusedError
from casework.notes import service as notes
from gateway.desk.answering import done
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat

router = APIRouter(route_class=DeskRoute)
_LONGEST = 4_000  # characters that are shown again when refused


@router.post("/desk/conversations/{conversation_id}/notes")
async def add(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """A note that only staff read; what was refused stays in the box."""
    text = str(form.get("note") or "")[:_LONGEST]
    deed = _added(Desk.of(request), seat, conversation_id, text)
    return await done(request, seat, conversation_id, deed, "end", memo=text)


async def _added(desk: Desk, seat: Seat, conversation_id: str, text: str) -> None:
    now = desk.clock()
    try:
        await desk.database.write(lambda session: notes.add(session, conversation_id, seat.actor, text, now))
    except ValueRefusedError:
        raise Refusal("note", 422, {"limit": notes.LONGEST}) from None
    desk.hub.wake(conversation_id)
