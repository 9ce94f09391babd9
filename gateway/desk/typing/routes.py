"""Route of typing: the agent who has the conversation is writing, or has stopped."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from casework.conversations import service as conversations
from gateway.chat.typing import types
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute

router = APIRouter(route_class=DeskRoute)


@router.post("/desk/conversations/{conversation_id}/typing")
async def typing(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """Nothing is stored; who does not have the conversation is not heard."""
    desk = Desk.of(request)
    found = await desk.database.read(lambda session: conversations.get(session, conversation_id))
    if found.owner == "agent" and found.agent_id == seat.staff.id:
        types(desk.hub, conversation_id, "agent", on=form.get("on") == "1")
    return Response(status_code=204)
