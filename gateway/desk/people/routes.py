"""Routes of accounts: the list, one account, what managers do to it, and one's own sessions."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from casework.staff import service, sessions
from casework.staff.types import NewAccount
from casework.statuses import ROLES
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, Settled, SettledForm, StaffForm, StaffManager
from gateway.desk.people import reading
from gateway.desk.people.deeds import Deeds, Details
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat

router = APIRouter(prefix="/desk", route_class=DeskRoute)
_LONGEST = 600  # characters of a field that are looked at and shown again
_ONE = "/people/{staff_id}"


@router.get("/people")
async def people(request: Request, seat: StaffManager) -> Response:
    """All accounts, and the form for a new one."""
    return await _list(Desk.of(request), seat)


@router.post("/people")
async def add(request: Request, seat: StaffManager, form: StaffForm) -> Response:
    """A new account; its one-time password is on the page that answers, and nowhere else."""
    desk, name, role = Desk.of(request), _field(form, "name"), _field(form, "role")
    try:
        return await _told(desk, seat, await Deeds(desk, seat).add(name, role))
    except Refusal as refusal:
        return await _list(desk, seat, refusal, name=name, role=role)


@router.get(_ONE)
async def person(request: Request, staff_id: str, seat: StaffManager) -> Response:
    """One account."""
    return await _person(Desk.of(request), seat, staff_id)


@router.post(_ONE + "/details")
async def details(request: Request, staff_id: str, seat: StaffManager, form: StaffForm) -> Response:
    """How customers see them, their family name, how many conversations they carry."""
    said = Details(*(_field(form, part) for part in ("public_name", "family_name", "capacity")))
    deed = Deeds(Desk.of(request), seat).set_details(staff_id, said)
    return await _done(request, seat, staff_id, deed, details=said)


@router.post(_ONE + "/role")
async def role(request: Request, staff_id: str, seat: StaffManager, form: StaffForm) -> Response:
    """Another role."""
    return await _done(
        request, seat, staff_id, Deeds(Desk.of(request), seat).set_role(staff_id, _field(form, "role"))
    )


@router.post(_ONE + "/disable")
async def disable(request: Request, staff_id: str, seat: StaffManager, form: StaffForm) -> Response:
    """Close the account, with a reason."""
    reason = _field(form, "reason")
    deed = Deeds(Desk.of(request), seat).disable(staff_id, reason)
    return await _done(request, seat, staff_id, deed, reason=reason)


@router.post(_ONE + "/identity")
async def identity(request: Request, staff_id: str, seat: StaffManager, form: StaffForm) -> Response:
    """Who they are in the bank's directory."""
    issuer, subject = request.app.state.settings.oidc_issuer, _field(form, "subject")
    return await _done(request, seat, staff_id, Deeds(Desk.of(request), seat).link(staff_id, issuer, subject))


@router.post(_ONE + "/reset")
async def reset(request: Request, staff_id: str, seat: StaffManager, _: StaffForm) -> Response:
    """A new one-time password."""
    return await _renewed(request, seat, staff_id, Deeds(Desk.of(request), seat).reset(staff_id))


@router.post(_ONE + "/enable")
async def enable(request: Request, staff_id: str, seat: StaffManager, _: StaffForm) -> Response:
    """Open the account again."""
    return await _renewed(request, seat, staff_id, Deeds(Desk.of(request), seat).enable(staff_id))


@router.post(_ONE + "/sessions")
async def end_theirs(request: Request, staff_id: str, seat: StaffManager, form: StaffForm) -> Response:
    """End one of their sessions, or all."""
    deed = Deeds(Desk.of(request), seat).end_session(staff_id, _field(form, "session"))
    return await _done(request, seat, staff_id, deed)


@router.get("/sessions")
async def own(request: Request, seat: Settled) -> Response:
    """Where one is signed in."""
    desk, now = Desk.of(request), Desk.of(request).clock()
    found = await desk.database.read(lambda s: sessions.open_of(s, seat.staff.id, now))
    return desk.show("people_sessions.html", seat, found=found, current=sessions.name_of(seat.token))


@router.post("/sessions")
async def end_own(request: Request, seat: Settled, form: SettledForm) -> Response:
    """End one of one's own sessions, or all but this one."""
    desk, now, which = Desk.of(request), Desk.of(request).clock(), _field(form, "session")

    def work(session: Any) -> None:
        if which == "others":
            service.end_sessions(session, seat.actor, seat.staff.id, now, but=seat.token)
        else:
            service.end_session(session, seat.actor, seat.staff.id, which, now)

    await desk.database.write(work)
    return RedirectResponse("/desk/sessions", 303)


async def _done(request: Request, seat: Seat, staff_id: str, deed: Awaitable[None], **typed: Any) -> Response:
    try:
        await deed
    except Refusal as refusal:
        return await _person(Desk.of(request), seat, staff_id, refusal, **typed)
    return RedirectResponse(f"/desk/people/{staff_id}?saved", 303)


async def _renewed(request: Request, seat: Seat, staff_id: str, deed: Awaitable[NewAccount]) -> Response:
    try:
        made = await deed
    except Refusal as refusal:
        return await _person(Desk.of(request), seat, staff_id, refusal)
    return await _told(Desk.of(request), seat, made)


async def _told(desk: Desk, seat: Seat, made: NewAccount) -> Response:
    found = await desk.database.read(lambda s: reading.numbers(s, desk.clock()))
    return desk.show("people_password.html", seat, made=made, **_header(found))


async def _list(desk: Desk, seat: Seat, refusal: Refusal | None = None, **typed: str) -> Response:
    now, capacity = desk.clock(), desk.duty.capacity
    found, counted = await desk.database.read(
        lambda s: (reading.everyone(s, now, capacity), reading.numbers(s, now))
    )
    shown: dict[str, Any] = {"name": "", "role": "agent"} | typed | _header(counted)
    shown |= {"people": found, "roles": ROLES, "problem": _problem(desk, refusal)}
    return desk.show("people.html", seat, refusal.status if refusal else 200, **shown)


async def _person(
    desk: Desk, seat: Seat, staff_id: str, refusal: Refusal | None = None, **typed: Any
) -> Response:
    now, capacity = desk.clock(), desk.duty.capacity
    found, counted = await desk.database.read(
        lambda s: (reading.person(s, staff_id, now, capacity, desk.issuer), reading.numbers(s, now))
    )
    own = str(found.capacity or "")
    kept = Details(found.staff.public_name or "", found.staff.family_name or "", own)
    shown: dict[str, Any] = {"details": kept, "reason": ""} | typed | _header(counted)
    shown |= {"person": found, "roles": ROLES, "problem": _problem(desk, refusal), "capacity": capacity}
    return desk.show("people_one.html", seat, refusal.status if refusal else 200, **shown)


def _header(counted: reading.Numbers) -> dict[str, int]:
    return {"open_alerts": counted.open_alerts, "overdue": counted.overdue}


def _problem(desk: Desk, refusal: Refusal | None) -> str:
    return desk.words(f"refused_{refusal.key}", **refusal.values) if refusal else ""


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")[:_LONGEST]
