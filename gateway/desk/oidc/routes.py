"""Routes of signing in through the directory: there, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from casework.errors import NotFoundError, ValueRefusedError
from casework.staff import identities
from casework.staff.types import Login
from casework.statuses import ROLES, Role
from gateway.desk import account
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, limited
from gateway.desk.oidc import trip
from gateway.desk.oidc.provider import TIMEOUT, DirectoryError, Provider
from gateway.desk.recording import on_record
from gateway.security.secrets import derived
from xiaobao.settings import Settings

log = structlog.get_logger("gateway.directory")
_PATH = "/desk/sign-in"
_LONGEST = 4_000


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        secret = settings.oidc_client_secret.get_secret_value()
        app.state.directory = Provider(settings.oidc_issuer, settings.oidc_client_id, secret, http)
        yield


router = APIRouter(
    prefix=f"{_PATH}/directory", route_class=DeskRoute, lifespan=_lifespan, dependencies=[Depends(limited)]
)


@router.get("")
async def go(request: Request) -> Response:
    """To the directory; NotFoundError without one."""
    desk, now, made = Desk.of(request), Desk.of(request).clock(), trip.Trip.new()
    directory = _directory(request)
    try:
        address = await directory.address(_back(request), made.state, made.nonce, made.verifier, now)
    except DirectoryError as wrong:
        return await _refused(request, wrong, 502)
    away = RedirectResponse(address, 303)
    secure = request.app.state.settings.public_url.startswith("https://")
    # Lax: it must come along when the directory sends the browser back.
    away.set_cookie(
        trip.COOKIE, made.sealed(_key(request), desk.clock()), max_age=trip.SECONDS, path=_PATH,
        httponly=True, samesite="lax", secure=secure,
    )  # fmt: skip
    return away


@router.get("/back")
async def back(request: Request) -> Response:
    """From the directory, with a code for this browser alone; a new session."""
    said, now = request.query_params, Desk.of(request).clock()
    directory = _directory(request)
    known = trip.opened(
        request.cookies.get(trip.COOKIE, ""), _key(request), said.get("state", "")[:_LONGEST], now
    )
    if known is None or not said.get("code"):
        return await _refused(request, DirectoryError("answer"), 400)
    try:
        if not await directory.is_answer_of(said, now):
            return await _refused(request, DirectoryError("issuer"), 400)
        code = said["code"][:_LONGEST]
        claims = await directory.claims(code, _back(request), known.nonce, known.verifier, now)
    except DirectoryError as wrong:
        return await _refused(request, wrong, 502)
    made = await _signed_in(request, claims)
    if made is None:
        return await _refused(request, DirectoryError("no account"), 403)
    # The cookie of the session is strict: the next page has to be asked for by a page of our own.
    inside = Desk.of(request).show("sign_in_done.html", None)
    inside.delete_cookie(trip.COOKIE, path=_PATH)
    return await account.entered(request, made, inside)


async def _signed_in(request: Request, claims: dict[str, Any]) -> Login | None:
    desk, settings = Desk.of(request), request.app.state.settings
    subject, address, now = str(claims["sub"])[:255], desk.seats.address(request), desk.clock()
    issuer, role = settings.oidc_issuer, _role(settings, claims)
    told = identities.RoleTold(role) if _says_roles(settings) else None

    def work(session: Session) -> Login | None:
        if role and settings.oidc_create and not identities.known(session, issuer, subject):
            name = str(claims.get(settings.oidc_name_claim) or "")
            identities.make(session, name, role, issuer, subject, now)
        return identities.sign_in(session, issuer, subject, address, now, told=told)

    try:
        return await desk.database.write(work)
    except ValueRefusedError:
        return None


def _role(settings: Settings, claims: dict[str, Any]) -> Role | None:
    """The first known role that the directory tells."""
    told = claims.get(settings.oidc_role_claim)
    roles = told if isinstance(told, list) else [told]
    return next((one for one in ROLES if one in roles), None)


def _says_roles(settings: Settings) -> bool:
    # A claim that nobody chose says nothing of accounts that managers make.
    return settings.oidc_create or "oidc_role_claim" in settings.model_fields_set


def _directory(request: Request) -> Provider:
    if not request.app.state.settings.oidc_issuer:
        raise NotFoundError("page")
    found: Provider = request.app.state.directory
    return found


def _back(request: Request) -> str:
    own = request.app.state.settings.public_url or str(request.base_url)
    return f"{own.rstrip('/')}{_PATH}/directory/back"


def _key(request: Request) -> bytes:
    return derived(request.app.state.settings, "directory").encode()


async def _refused(request: Request, wrong: DirectoryError, status: int) -> Response:
    log.warning("directory_refused", cause=str(wrong))
    await on_record(request, "directory")
    key = "refused_no_account" if status == 403 else "refused_directory"
    response = account.asked(request, status, problem=Desk.of(request).words(key))
    response.delete_cookie(trip.COOKIE, path=_PATH)
    return response
