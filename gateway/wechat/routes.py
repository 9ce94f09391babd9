"""``/wechat``: the platform's check of the address, and every message and event of the account."""

import time
from datetime import datetime

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.errors import Problem
from gateway.ops.metrics import Metrics
from gateway.wechat import protocol
from gateway.wechat.arrival import Passive
from gateway.wechat.callback import Callback
from gateway.wechat.refusing import Refused
from xiaobao.settings import Settings

log = structlog.get_logger("gateway.wechat")
router = APIRouter(prefix="/wechat", include_in_schema=False)


@router.get("")
async def check(request: Request) -> Response:
    """The platform asks whether this address knows the token."""
    try:
        return Response(protocol.echo(request.query_params, *_known(request)), media_type="text/plain")
    except Refused as refused:
        return _refused(request, refused)


@router.post("")
async def receive(request: Request) -> Response:
    """One message or event: a reply, ``success``, or nothing when the platform shall try again (503)."""
    started, (settings, now) = time.monotonic(), _known(request)
    callback: Callback = request.app.state.wechat
    metrics: Metrics = request.app.state.metrics
    try:
        query = dict(request.query_params)
        arrival = protocol.read(await _body(request), query, settings, now)
        metrics.wechat_arrivals.labels(arrival.kind).inc()
        passive = await callback.answer(arrival, started, protocol.signature_of(query, settings))
    except Refused as refused:
        return _refused(request, refused)
    metrics.wechat_answers.labels(_how(passive)).inc()
    if passive is None:
        return Response(status_code=503)
    body, media_type = protocol.render(passive, arrival, settings, request.app.state.clock())
    return Response(body, media_type=media_type)


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except Problem:
        # gateway.security.intake counts what comes.
        raise Refused("too_large") from None


def _known(request: Request) -> tuple[Settings, datetime]:
    return request.app.state.settings, request.app.state.clock()


def _refused(request: Request, refused: Refused) -> Response:
    log.warning("wechat_refused", reason=refused.reason)
    request.app.state.metrics.wechat_refused.labels(refused.reason).inc()
    return Response(status_code=refused.status)


def _how(passive: Passive | None) -> str:
    if passive is None:
        return "none"
    return "transfer" if passive.transfer else "reply" if passive.text else "success"
