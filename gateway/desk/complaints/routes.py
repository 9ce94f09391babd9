"""Routes of complaints at the desk: the list, one case, its steps; every deed is a form without script."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from casework.complaints.types import Deed
from casework.errors import StaleError
from casework.staff import service as staff
from gateway.desk.complaints import entry, paper
from gateway.desk.complaints.case import Case
from gateway.desk.complaints.filtering import Wanted
from gateway.desk.complaints.forms import Filled, deed_of, needs_version, seen_version
from gateway.desk.complaints.given import Known, TheRoom
from gateway.desk.complaints.room import Revealed, Room
from gateway.desk.complaints.worklist import PAGE, handles
from gateway.desk.guard import ComplaintForm, ComplaintHandler, ComplaintReader, DeskRoute
from gateway.desk.numbers import named, number
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat

router = APIRouter(prefix="/desk/complaints", route_class=DeskRoute)
router.include_router(entry.router)
router.include_router(paper.router)
_ONE = "/{complaint_id}"
_LONGEST = 8_000


@router.get("")
async def worklist(request: Request, seat: ComplaintReader, room: TheRoom) -> Response:
    """The complaints somebody owes something for, most urgent first; filters are in the address."""
    return await room.show_list(seat, Wanted.of(request.query_params))


@router.get("/bar")
async def bar(seat: ComplaintReader, room: TheRoom) -> Response:
    """The header's numbers."""
    return await room.show(seat, "bar.html")


@router.post("/assign")
async def assign(request: Request, seat: ComplaintHandler, form: ComplaintForm, room: TheRoom) -> Response:
    """Give the picked complaints to one colleague; the page says which were not given, and why."""
    wanted = Wanted.of(request.query_params)
    picked, staff_id = _picked(form), str(form.get("staff_id") or "")
    everyone = await room.desk.database.read(staff.everyone)
    to = next((one for one in everyone if one.id == staff_id and handles(one)), None)
    if not picked or to is None:
        return await room.show_list(seat, wanted, status=422, problem=room.desk.words("refused_bulk_none"))
    bulk = await room.deeds.assign(picked, to.id, to.name, seat.actor)
    return await room.show_list(seat, wanted, status=409 if bulk.undone else 200, bulk=bulk)


@router.get(_ONE)
async def complaint(request: Request, seat: ComplaintReader, room: TheRoom, known: Known) -> Response:
    """Everything of one complaint."""
    return await room.show_case(seat, known, joined="joined" in request.query_params)


@router.post(_ONE + "/steps/{step}")
async def step(
    step: str, seat: ComplaintHandler, form: ComplaintForm, room: TheRoom, known: Known
) -> Response:
    """Do a step; what was not done stays in its form."""
    filled = Filled(step, _typed(form))
    try:
        await room.deeds.take(known, await _deed(room, seat, known, filled), seat.actor)
    except (Refusal, StaleError) as refused:
        return await room.not_done(seat, known, filled, refused)
    return RedirectResponse(f"/desk/complaints/{known}#case-head", 303)


@router.post(_ONE + "/steps/{step}/preview")
async def preview(
    step: str, seat: ComplaintHandler, form: ComplaintForm, room: TheRoom, known: Known
) -> Response:
    """Show what the customer would read; does nothing."""
    filled = Filled(step, _typed(form))
    try:
        shown = await room.deeds.preview(known, await _deed(room, seat, known, filled), seat.actor)
    except (Refusal, StaleError) as refused:
        return await room.not_done(seat, known, filled, refused)
    filled = Filled(step, filled.typed, preview=shown.text, script=shown.script)
    return await room.show_case(seat, known, filled=filled)


@router.post(_ONE + "/reveal")
async def reveal(seat: ComplaintHandler, form: ComplaintForm, room: TheRoom, known: Known) -> Response:
    """Show one personal value once, with a reason on the record."""
    typed, case = _typed(form), await room.case(seat, known)
    try:
        role, party_id, field = _wanted(case, typed)
        value = await room.deeds.reveal(known, party_id, field, typed.get("reason", ""), seat.actor)
    except Refusal as refused:
        return await room.not_done(seat, known, Filled("reveal", typed), refused)
    return await room.show_case(seat, known, revealed=Revealed(role, field, value))


@router.get(_ONE + "/files/{file_id}")
async def download(file_id: str, seat: ComplaintHandler, room: TheRoom, known: Known) -> Response:
    """An attachment: only ever saved, never shown inside the desk."""
    found, data = await room.deeds.download(known, named(file_id, "complaint"), seat.actor)
    name = quote(found.name or f"{found.id}", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=found.type, headers=headers)


def _picked(form: FormData) -> tuple[tuple[int, int], ...]:
    found = (str(value).partition(":") for value in form.getlist("pick")[:PAGE])
    pairs = ((number(id_), number(seen)) for id_, _, seen in found)
    return tuple((id_, seen) for id_, seen in pairs if id_ is not None and seen is not None)


def _typed(form: FormData) -> dict[str, str]:
    return {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}


async def _deed(room: Room, seat: Seat, complaint_id: int, filled: Filled) -> Deed:
    """What a form asks for, where the page offers it; Refusal, StaleError, NotFoundError."""
    case, typed = await room.case(seat, complaint_id), filled.typed or {}
    _possible(case, filled.step, typed)
    return deed_of(filled.step, typed, case.also)


def _possible(case: Case, step: str, typed: Mapping[str, str]) -> None:
    """Refusal unless the page offers the step; StaleError when somebody was faster, or no version is told."""
    seen, version = seen_version(typed), case.complaint.version
    offered = step in case.offered
    if offered and (seen is not None or not needs_version(step)):
        return
    if offered or seen not in (None, version):
        # Who does not say what they saw is shown where it stands, not all that ever happened.
        raise StaleError(version if seen is None else seen, version)
    raise Refusal("step", 409)


def _wanted(case: Case, typed: dict[str, str]) -> tuple[str, str, str]:
    chosen = next((one for one in case.revealable if one[0] == typed.get("what")), None)
    if chosen is None:
        raise Refusal("reveal")
    value, role, field = chosen
    return role, value.partition(":")[0], field
