"""Routes of the desk: a few lines each; every deed is a form that works without script."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from casework.staff.roles import Permission
from gateway.chat.typing import types
from gateway.desk import account, alerts, news
from gateway.desk.answering import done, refused
from gateway.desk.audit import routes as audit
from gateway.desk.canned import routes as canned
from gateway.desk.canned.using import counted
from gateway.desk.complaint_figures import routes as complaint_figures
from gateway.desk.complaint_figures.shelf import Shelf
from gateway.desk.complaints import routes as complaints
from gateway.desk.complaints.room import Room
from gateway.desk.desk import Desk
from gateway.desk.duty import looking
from gateway.desk.duty import routes as duty
from gateway.desk.duty.periodic import at_work
from gateway.desk.guard import Agent, AgentForm, AlertReader, DeskRoute, limited
from gateway.desk.knowledge import inserting
from gateway.desk.knowledge import routes as knowledge
from gateway.desk.live import routes as live
from gateway.desk.news import News
from gateway.desk.notes import routes as notes
from gateway.desk.numbers import number
from gateway.desk.oidc import routes as oidc
from gateway.desk.people import routes as people
from gateway.desk.reads import routes as reads
from gateway.desk.recording import counting
from gateway.desk.refusal import Refusal
from gateway.desk.search import routes as search
from gateway.desk.seat import Seat, is_live
from gateway.desk.sending import outgoing
from gateway.desk.tickets import routes as tickets
from gateway.desk.typing import routes as typing
from gateway.desk.watch import routes as watch
from gateway.desk.wechat import routes as wechat
from gateway.errors import Problem

_HEARTBEAT = 15  # seconds
_MOST_STREAMS = 20  # open windows of one session
_ALL = 2**62  # whatever the newest message is
_CASE = "/desk/conversations/{conversation_id}"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Runs inside the application's own lifespan: the chat service is there.
    app.state.desk = Desk.made(app.state)
    app.state.complaint_desk = Room.made(app.state, app.state.desk)
    app.state.figure_shelf = Shelf(app.state.database)
    async with at_work(app.state), counting(app.state):
        yield


router = APIRouter(
    include_in_schema=False, lifespan=_lifespan, route_class=DeskRoute, dependencies=[Depends(limited)]
)
router.include_router(account.router)
router.include_router(alerts.router)
router.include_router(people.router)
router.include_router(oidc.router)
router.include_router(live.router)
router.include_router(audit.router)
router.include_router(watch.router)
router.include_router(duty.router)
router.include_router(notes.router)
router.include_router(canned.router)
router.include_router(typing.router)
router.include_router(reads.router)
router.include_router(knowledge.router)
router.include_router(inserting.router)
# Before the complaints: "figures" is no complaint's number.
router.include_router(complaint_figures.router)
router.include_router(complaints.router)
router.include_router(search.router)
router.include_router(tickets.router)
router.include_router(wechat.router)


@router.get("/desk")
async def overview(request: Request, seat: Agent) -> Response:
    """One's own conversations and the queue; ``?view=all`` adds what colleagues and the bot are at."""
    return await _board(request, seat, "overview.html")


@router.get("/desk/board")
async def board(request: Request, seat: Agent) -> Response:
    """The list alone, for the script that keeps it fresh."""
    return await _board(request, seat, "fragment.html")


@router.get("/desk/events")
async def desk_events(request: Request, seat: AlertReader) -> Response:
    """Server-sent events that only say that the list (``board``) or the alerts (``alerts``) changed."""
    desk = Desk.of(request)
    return _streamed(request, seat, "read_alerts", news.of_the_desk(desk.database, desk.hub))


@router.get(_CASE)
async def conversation(request: Request, conversation_id: str, seat: Agent) -> Response:
    """The transcript and what to know; ``?before=`` goes back in it."""
    older, desk = number(request.query_params.get("before", "")), Desk.of(request)
    if not is_live(request):
        looking.glance(desk.hub, conversation_id, seat.staff.id)
    if not is_live(request) and older is None:
        await reads.noted(desk, seat, conversation_id, _ALL)
    return await desk.show_case(seat, conversation_id, before=older)


@router.get(_CASE + "/events")
async def events(request: Request, conversation_id: str, seat: Agent) -> Response:
    """The same, and ``news`` of this conversation: the page fetches it as the person it is."""
    desk, after = Desk.of(request), request.headers.get("last-event-id", "")
    after = after or request.query_params.get("after", "")
    cursor = number(after) or 0
    await desk.case(seat, conversation_id)
    own = news.of_one(desk.database, desk.hub, conversation_id, cursor)
    both = news.both(own, news.of_the_desk(desk.database, desk.hub))
    looked_at = looking.while_looking(desk.hub, conversation_id, seat.staff.id, both)
    return _streamed(request, seat, "desk", looked_at)


@router.post(_CASE + "/take")
async def take(request: Request, conversation_id: str, seat: Agent, _: AgentForm) -> Response:
    """Take it out of the queue, or over from the bot."""
    deed = Desk.of(request).deeds.take(conversation_id, seat.actor)
    return await done(request, seat, conversation_id, deed, "text")


@router.post(_CASE + "/reply")
async def reply(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """Answer the customer; what was refused stays in the box."""
    desk, used = Desk.of(request), str(form.get("canned") or "")
    text, form_id = str(form.get("text") or ""), str(form.get("message_id") or "")[:64]
    deed = counted(desk, seat, used, desk.deeds.reply(conversation_id, seat.staff, form_id, text))
    answer = await done(request, seat, conversation_id, deed, "text", draft=text, used=used)
    types(desk.hub, conversation_id, "agent", on=False)
    return answer


@router.post(_CASE + "/preview")
async def preview(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """Show what the customer would read; sends nothing."""
    desk, text = Desk.of(request), str(form.get("text") or "")
    case = await desk.case(seat, conversation_id)
    try:
        shown = outgoing(text, case.conversation.script).text
    except Refusal as refusal:
        return await refused(desk, seat, conversation_id, refusal, draft=text)
    return await desk.show_case(seat, conversation_id, draft=text, preview=shown)


@router.post(_CASE + "/hand-back")
async def hand_back(request: Request, conversation_id: str, seat: Agent, _: AgentForm) -> Response:
    """Let the bot answer again."""
    deed = Desk.of(request).deeds.hand_back(conversation_id, seat.staff)
    return await done(request, seat, conversation_id, deed, "end")


async def _board(request: Request, seat: Seat, template: str) -> Response:
    desk, current = Desk.of(request), request.query_params.get("current", "")
    view = "all" if request.query_params.get("view") == "all" else "open"
    found = await desk.board(seat, everything=view == "all")
    shown: dict[str, Any] = {"board": found, "view": view, "current": current}
    return desk.show(template, seat, open_alerts=found.alerts, overdue=found.overdue, **shown)


def _streamed(request: Request, seat: Seat, right: Permission, source: AsyncIterator[News]) -> Response:
    if Desk.of(request).seats.streams(seat) >= _MOST_STREAMS:
        raise Problem(429, "too_many", headers={"Retry-After": "10"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventSourceResponse(_ticks(request, seat, right, source), headers=headers, ping=_HEARTBEAT)


async def _ticks(
    request: Request, seat: Seat, right: Permission, source: AsyncIterator[News]
) -> AsyncIterator[ServerSentEvent]:
    seats = Desk.of(request).seats
    with seats.streaming(seat):
        async with aclosing(source):  # type: ignore[type-var]
            async for found in source:
                # Signed out, disabled or with another role meanwhile: a stream outlives its request.
                now = await seats.find(request)
                if now is None or not now.signed_in.may(right):
                    return
                yield ServerSentEvent("{}", event=found.kind, id=str(found.id) if found.id else None)
