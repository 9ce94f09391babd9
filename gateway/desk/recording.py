"""Puts what the desk refuses on record, within bounds (``casework.audit.refusals``)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request

from casework.audit import refusals
from casework.audit.refusals import Kind, Refusals, Refused
from casework.audit.types import SYSTEM
from casework.errors import DatabaseBusyError, DatabaseClosedError, NotFoundError
from gateway.desk.seat import Seat
from gateway.errors import Problem
from gateway.ops.periodic import repeat
from gateway.security.access import demand_same_origin

EVERY: Final = 15.0  # seconds
log = structlog.get_logger("gateway.refusals")
_KINDS: Final[dict[int, Kind]] = {400: "shape", 413: "shape", 429: "rate"}


async def on_record(request: Request, kind: Kind) -> None:
    """Write or count it; whatever becomes of that, the refusal stands."""
    state = request.app.state
    now, counts = state.clock(), _counts(state)
    found = counts.note(_refused(request, kind), now)
    if found is None:
        return
    try:
        await state.database.write(lambda session: refusals.write(session, [(found, 1, now)], now))
    except (DatabaseBusyError, DatabaseClosedError) as error:
        log.error("refusal_not_recorded", kind=kind, error=type(error).__name__)


def kind_of(request: Request, refused: Exception) -> Kind | None:
    """What kind of refusal an error is; None when it is none."""
    match refused:
        case NotFoundError():
            return "unknown"
        case Problem(status=403):
            return _forged(request)
        case Problem(status=status) | HTTPException(status_code=status):
            return _KINDS.get(status)
    return None


@asynccontextmanager
async def counting(state: Any) -> AsyncIterator[None]:
    """Writes what was counted while the application runs, and the rest when it ends."""

    async def once(*, ended: bool = False) -> None:
        now = state.clock()
        if found := _counts(state).due(now, ended=ended):
            await state.database.write(lambda session: refusals.write(session, found, now))

    task = asyncio.create_task(repeat("refusals", once, EVERY))
    try:
        yield
    finally:
        task.cancel()
        with suppress(DatabaseBusyError, DatabaseClosedError):
            await once(ended=True)


def _refused(request: Request, kind: Kind) -> Refused:
    seat: Seat | None = getattr(request.state, "seat", None)
    address = request.app.state.addresses.of(request)
    actor = seat.actor if seat else replace(SYSTEM, address=address[:64])
    route = getattr(request.scope.get("route"), "path", request.scope.get("path", ""))
    named = tuple(str(one) for one in request.path_params.values())
    who = seat.name if seat else address
    return Refused(actor, who, kind, f"{request.method} {route}", named)


def _forged(request: Request) -> Kind:
    try:
        demand_same_origin(request)
    except Problem:
        return "origin"
    return "form"


def _counts(state: Any) -> Refusals:
    if not hasattr(state, "refusals"):
        state.refusals = Refusals()
    found: Refusals = state.refusals
    return found
