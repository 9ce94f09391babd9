"""Route of reading: the newest message has been before somebody's eyes."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from casework.conversations import service as conversations
from casework.reads import service as reads
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.numbers import number
from gateway.desk.seat import Seat

router = APIRouter(route_class=DeskRoute)


@router.post("/desk/conversations/{conversation_id}/read")
async def read(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """Up to ``message``; then the list, without the mark."""
    await noted(Desk.of(request), seat, conversation_id, number(str(form.get("message") or "")) or 0)
    return RedirectResponse(f"/desk/board?current={conversation_id}", 303)


async def noted(desk: Desk, seat: Seat, conversation_id: str, message_id: int) -> None:
    """Keep it; a look first, for most pages are opened again without news."""
    staff_id, now = seat.staff.id, desk.clock()
    _, news = await desk.database.read(
        lambda s: (
            conversations.get(s, conversation_id),
            reads.is_news(s, staff_id, conversation_id, message_id),
        )
    )
    if news:
        await desk.database.write(lambda s: reads.note(s, staff_id, conversation_id, message_id, now))
