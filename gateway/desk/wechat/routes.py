"""Route of what a WeChat customer sent: only ever saved, never shown inside the desk."""

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from casework.audit import service as audit
from casework.conversations import service as conversations
from casework.errors import NotFoundError
from casework.files.names import safe_name
from casework.files.recordings import EXTENSIONS as RECORDINGS
from casework.files.types import EXTENSIONS
from casework.wechat import media
from casework.wechat.media import Media
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, DeskRoute
from gateway.desk.numbers import number
from gateway.desk.seat import Seat

router = APIRouter(route_class=DeskRoute)


@router.get("/desk/conversations/{conversation_id}/files/{message_id}")
async def download(request: Request, conversation_id: str, message_id: str, seat: Agent) -> Response:
    """The file, on the record of who took it."""
    desk = Desk.of(request)
    found = await _found(desk, seat, conversation_id, number(message_id) or 0)
    key, kind = found.file_key or "", found.content_type or ""
    data = await asyncio.to_thread(request.app.state.files.open, key)
    name = safe_name(
        f"{desk.words(f'media_{found.kind}')}-{found.message_id}", (EXTENSIONS | RECORDINGS)[kind]
    )
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=kind, headers=headers)


async def _found(desk: Desk, seat: Seat, conversation_id: str, message_id: int) -> Media:
    now = desk.clock()

    def work(session: Session) -> Media:
        conversations.get(session, conversation_id)
        found = media.of_messages(session, [message_id]).get(message_id)
        if found is None or found.conversation_id != conversation_id or found.state != "kept":
            raise NotFoundError("file")
        after = {"message": message_id, "kind": found.kind}
        audit.record(
            session, seat.actor, "conversation.file_read", "conversation", conversation_id, now, after=after
        )
        return found

    return await desk.database.write(work)
