"""What follows a deed in a conversation: its page again, or the same page with why not."""

from collections.abc import Awaitable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.desk.desk import Desk
from gateway.desk.recording import on_record
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat


async def done(
    request: Request, seat: Seat, conversation_id: str, deed: Awaitable[None], where: str, **typed: Any
) -> Response:
    """The conversation's page at ``where``; refused, the same page with the reason and what was ``typed``."""
    try:
        await deed
    except Refusal as refusal:
        if refusal.key == "not_yours" and not request.url.path.endswith("/take"):
            await on_record(request, "other")
        return await refused(Desk.of(request), seat, conversation_id, refusal, **typed)
    # The newest message in sight, and the box for the answer in focus where there is one.
    return RedirectResponse(f"/desk/conversations/{conversation_id}#{where}", 303)


async def refused(desk: Desk, seat: Seat, conversation_id: str, refusal: Refusal, **typed: Any) -> Response:
    """Why not, in words; who is second is told who was first."""
    key, values = f"refused_{refusal.key}", refusal.values
    if refusal.key == "not_yours":
        case = await desk.case(seat, conversation_id)
        key, values = ("refused_taken", {"name": case.agent}) if case.agent else ("refused_changed", {})
    problem = desk.words(key, **values)
    return await desk.show_case(seat, conversation_id, status=refusal.status, problem=problem, **typed)
