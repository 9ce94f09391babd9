"""Routes of the account: sign in, change the password, sign out."""

import asyncio
import math
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casework.errors import LoginError, ThrottledError, ValueRefusedError
from casework.staff import login
from casework.staff.types import Login
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, Seated, SeatedForm, form_of, limited
from gateway.desk.recording import on_record
from gateway.security.access import demand_same_origin

router = APIRouter(prefix="/desk", route_class=DeskRoute)
_LONGEST_NAME, _LONGEST_PASSWORD = 64, 256
# Each check takes 64 MB for a tenth of a second.
HASHING = asyncio.Semaphore(4)


async def _outside_form(request: Request) -> FormData:
    """A form of somebody who is not signed in yet; only from our own page."""
    demand_same_origin(request)
    return await form_of(request)


@router.get("/sign-in")
async def ask_sign_in(request: Request) -> Response:
    """The sign-in page."""
    desk = Desk.of(request)
    if await desk.seats.find(request):
        return RedirectResponse("/desk", 303)
    return asked(request, out="out" in request.query_params)


@router.post("/sign-in", dependencies=[Depends(limited)])
async def sign_in(request: Request, form: Annotated[FormData, Depends(_outside_form)]) -> Response:
    """A new session, whatever cookie the browser had; one error for every cause."""
    desk, name = Desk.of(request), _field(form, "name", _LONGEST_NAME)
    try:
        made = await _signed_in(request, name, _field(form, "password", _LONGEST_PASSWORD))
    except LoginError:
        return asked(request, 401, name=name, problem=desk.words("refused_login"))
    except ThrottledError as wait:
        await on_record(request, "rate")
        said = desk.words("refused_throttled", minutes=max(1, math.ceil(wait.retry_after / 60)))
        response = asked(request, 429, name=name, problem=said)
        response.headers["Retry-After"] = str(max(1, math.ceil(wait.retry_after)))
        return response
    return await entered(request, made, RedirectResponse("/desk", 303))


@router.get("/password")
async def ask_password(request: Request, seat: Seated) -> Response:
    """The page to change one's password; forced after a one-time password."""
    return Desk.of(request).show("password.html", seat, problem="")


@router.post("/password", dependencies=[Depends(limited)])
async def change_password(request: Request, seat: Seated, form: SeatedForm) -> Response:
    """Change it; every other session of the account ends."""
    desk = Desk.of(request)
    try:
        await _change(request, seat.token, form)
    except LoginError:
        return desk.show("password.html", seat, 401, problem=desk.words("refused_old_password"))
    except ThrottledError as wait:
        await on_record(request, "rate")
        said = desk.words("refused_throttled", minutes=max(1, math.ceil(wait.retry_after / 60)))
        return desk.show("password.html", seat, 429, problem=said)
    except ValueRefusedError:
        return desk.show("password.html", seat, 422, problem=desk.words("refused_new_password"))
    return RedirectResponse("/desk", 303)


@router.post("/sign-out")
async def sign_out(request: Request, seat: Seated, _: SeatedForm) -> Response:
    """End the session; what they have goes back to the queue."""
    desk = Desk.of(request)
    await desk.leave(seat)
    response = RedirectResponse("/desk/sign-in?out", 303)
    desk.seats.drop(response)
    return response


async def _signed_in(request: Request, name: str, password: str) -> Login:
    desk, settings = Desk.of(request), request.app.state.settings
    glass = {one.strip().lower() for one in settings.break_glass.split(",")}
    closed = not settings.local_sign_in and name.strip().lower() not in glass
    attempt = login.refuse if closed else login.login
    address, now = desk.seats.address(request), desk.clock()
    async with HASHING:
        return await asyncio.to_thread(attempt, desk.database, name, password, address, now)


async def _change(request: Request, token: str, form: FormData) -> None:
    desk = Desk.of(request)
    old, new, again = (_field(form, part, _LONGEST_PASSWORD) for part in ("old", "new", "again"))
    if new != again:
        raise ValueRefusedError("password", "differs from its repetition")
    address, now = desk.seats.address(request), desk.clock()
    async with HASHING:
        await asyncio.to_thread(login.change_password, desk.database, token, old, new, address, now)


async def entered(request: Request, made: Login, inside: Response) -> Response:
    """A new session, whatever cookie the browser had: set in the response ``inside``."""
    desk = Desk.of(request)
    if former := await desk.seats.find(request):
        await desk.leave(former, unless=made.signed_in.staff.id)
    await desk.duty.arrive(made.signed_in.staff)
    desk.seats.keep(inside, made.token)
    return inside


def asked(
    request: Request, status: int = 200, *, name: str = "", problem: str = "", out: bool = False
) -> HTMLResponse:
    """The sign-in page, with the ways in that the settings leave open."""
    settings = request.app.state.settings
    ways = {"directory": bool(settings.oidc_issuer), "local": settings.local_sign_in}
    return Desk.of(request).show("sign_in.html", None, status, name=name, problem=problem, out=out, **ways)


def _field(form: FormData, name: str, longest: int) -> str:
    return str(form.get(name) or "")[: longest + 1]
