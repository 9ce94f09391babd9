"""Routes of ready replies: offered in a conversation, put into the box, made and changed."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from casework.canned import service as canned
from casework.canned.types import Own, Wording
from casework.conversations import service as conversations
from casework.errors import NotFoundError
from gateway.desk.alarms import count_open
from gateway.desk.board import names
from gateway.desk.canned.making import checked, kept
from gateway.desk.canned.offering import LISTED, LONGEST_QUERY, Ready, offered, ranked, signature
from gateway.desk.complaints.counting import count_overdue
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.numbers import number
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from knowledge.canned import load_canned

router = APIRouter(route_class=DeskRoute)
_CASE = "/desk/conversations/{conversation_id}/canned"
_SHELF = "/desk/canned"
_LONGEST = 2_000  # characters that are shown again when refused


@router.get(_CASE)
async def find(request: Request, conversation_id: str, seat: Agent) -> Response:
    """The first replies that fit ``?q=``, as a list for the script of the composer."""
    desk, query = Desk.of(request), request.query_params.get("q", "")[:LONGEST_QUERY]
    found = ranked(await _ready(desk, seat, conversation_id), query)
    return desk.show("canned_list.html", seat, found=found[:LISTED], query=query)


@router.post(_CASE)
async def insert(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """The conversation with the reply behind what stands in the box; nothing is sent."""
    desk, key = Desk.of(request), str(form.get("canned_pick") or "")
    draft = str(form.get("text") or "")[: _LONGEST * 2].rstrip()
    ready = await _ready(desk, seat, conversation_id)
    picked = next((one for one in ready if one.key == key), None)
    used = " ".join([*str(form.get("canned") or "").split()[:4], *([key] if picked else [])])
    text = "\n".join(filter(None, [draft, picked.text if picked else ""]))
    return await desk.show_case(seat, conversation_id, draft=text, used=used)


@router.get(_SHELF)
async def shelf(request: Request, seat: Agent) -> Response:
    """One's own replies, everybody's, and the reviewed ones."""
    return await _shelf(Desk.of(request), seat)


@router.post(_SHELF)
async def add(request: Request, seat: Agent, form: AgentForm) -> Response:
    """A new one."""
    desk, wanted, now = Desk.of(request), _wanted(form), Desk.of(request).clock()

    async def deed() -> Own:
        checked(desk.knowledge, wanted)
        return await kept(desk.database, lambda s: canned.add(s, wanted, seat.actor, now))

    return await _done(desk, seat, deed(), wanted, None)


@router.post(_SHELF + "/{canned_id}")
async def change(request: Request, canned_id: int, seat: Agent, form: AgentForm) -> Response:
    """Write it anew, approve it (``approve``), or offer it no more (``retire``)."""
    desk, wanted, now = Desk.of(request), _wanted(form), Desk.of(request).clock()
    version = number(str(form.get("version") or "")) or 0

    async def deed() -> Own | None:
        if form.get("retire"):
            return await kept(desk.database, lambda s: canned.retire(s, canned_id, version, seat.actor, now))
        if form.get("approve"):
            return await kept(desk.database, lambda s: canned.approve(s, canned_id, version, seat.actor, now))
        checked(desk.knowledge, wanted)
        return await kept(
            desk.database, lambda s: canned.change(s, canned_id, version, wanted, seat.actor, now)
        )

    return await _done(desk, seat, deed(), wanted, canned_id)


async def _done(
    desk: Desk, seat: Seat, deed: Awaitable[Own | None], wanted: Wording, of: int | None
) -> Response:
    try:
        made = await deed
    except NotFoundError:
        return await _shelf(desk, seat, 404, desk.words("refused_canned_gone"), wanted, None)
    except Refusal as refusal:
        problem = desk.words(f"refused_{refusal.key}", **refusal.values)
        return await _shelf(desk, seat, refusal.status, problem, wanted, of)
    return RedirectResponse(f"{_SHELF}#canned-{made.id}" if made else _SHELF, 303)


async def _shelf(
    desk: Desk,
    seat: Seat,
    status: int = 200,
    problem: str = "",
    typed: Wording | None = None,
    of: int | None = None,
) -> Response:
    staff_id, now = seat.staff.id, desk.clock()
    mine, known, uses, alerts, late = await desk.database.read(
        lambda s: (
            canned.shelf(s, staff_id),
            names(s),
            canned.uses(s, staff_id),
            count_open(s),
            count_overdue(s, now),
        )
    )
    shown: dict[str, Any] = {
        "replies": [one for one in mine if not one.pending],
        "pending": [one for one in mine if one.pending],
        "names": known,
        "titles": {one.id: one.title for one in mine},
        "reviewed": load_canned().values(),
        "uses": uses,
        "open_alerts": alerts,
        "overdue": late,
        "problem": problem,
        "typed": typed,
        "of": of,
        "signature": signature(seat.staff, desk.words),
        "limits": {"title": canned.LONGEST_TITLE, "text": canned.LONGEST_TEXT, "tags": canned.LONGEST_TAGS},
    }
    return desk.show("canned.html", seat, status, **shown)


async def _ready(desk: Desk, seat: Seat, conversation_id: str) -> tuple[Ready, ...]:
    return await desk.database.read(
        lambda s: offered(s, conversations.get(s, conversation_id), seat.staff, desk.words)
    )


def _wanted(form: FormData) -> Wording:
    title, text, tags = (str(form.get(name) or "")[:_LONGEST] for name in ("title", "text", "tags"))
    return Wording(title, text.replace("\r\n", "\n"), tags, bool(form.get("shared")))
