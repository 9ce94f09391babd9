"""/healthz, /readyz and /metrics."""

import hmac
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.errors import Problem
from gateway.ops.counting import with_humans

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """The process answers."""
    return _json({"status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Database, engine and actions answer: 200, else 503; each with its state."""
    ready, checks = await request.app.state.readiness.check()
    return _json({"status": "ready" if ready else "not_ready", "checks": checks}, 200 if ready else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus text for this machine or the metrics token's bearer; for others it does not exist."""
    if not _may_read(request):
        raise Problem(404, "not_found")
    for owner, number in (await request.app.state.database.read(with_humans)).items():
        request.app.state.metrics.owners.labels(owner).set(number)
    return Response(request.app.state.metrics.render(), media_type="text/plain; version=0.0.4")


def _may_read(request: Request) -> bool:
    wanted = request.app.state.settings.metrics_token.get_secret_value()
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if wanted and hmac.compare_digest(shown.encode(), wanted.encode()):
        return True
    local: bool = request.app.state.addresses.is_local(request)
    return local


def _json(body: dict[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(body), status, headers=headers, media_type="application/json")
