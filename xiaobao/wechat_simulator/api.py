"""The platform's HTTP API: tokens, customer-service messages, menu, files, addresses; faults on demand."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from xiaobao.wechat_simulator.world import World

Said = dict[str, Any]
Handler = Callable[[World, Request, Said], Said | Response]
_OK: Final[Said] = {"errcode": 0, "errmsg": "ok"}


def routes(world: World) -> list[Route]:
    """All calls of the API, each behind the token and the faults."""
    open_ones: dict[str, Handler] = {"/cgi-bin/stable_token": _stable_token, "/cgi-bin/token": _token}
    closed: dict[str, Handler] = {
        "/cgi-bin/message/custom/send": _send,
        "/cgi-bin/message/custom/typing": _typing,
        "/cgi-bin/menu/create": _menu_create,
        "/cgi-bin/menu/get": _menu_get,
        "/cgi-bin/menu/delete": _menu_delete,
        "/cgi-bin/media/get": _media,
        "/cgi-bin/getcallbackip": _callback_ips,
    }
    made = [_route(world, path, handler, locked=False) for path, handler in open_ones.items()]
    return made + [_route(world, path, handler, locked=True) for path, handler in closed.items()]


def _route(world: World, path: str, handler: Handler, *, locked: bool) -> Route:
    async def call(request: Request) -> Response:
        try:
            await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        # A call counts once it is there as a whole.
        world.calls.append(path)
        return await _with_faults(world, path, lambda: _answered(world, request, handler, locked))

    return Route(path, call, methods=["GET", "POST"])


async def _with_faults(world: World, path: str, do: Callable[[], Awaitable[Response]]) -> Response:
    fault = world.fault(path)
    if fault is None:
        return await do()
    if not fault.late:
        await asyncio.sleep(fault.seconds)
        if fault.code:
            return _json(_error(fault.code))
        if fault.status or fault.body:
            return Response(fault.body, fault.status or 200, media_type="text/html")
        return await do()
    done = await do()
    await asyncio.sleep(fault.seconds)
    return Response(fault.body, fault.status or 200) if fault.status or fault.body else done


async def _answered(world: World, request: Request, handler: Handler, locked: bool) -> Response:
    if locked and (code := world.token_code(request.query_params.get("access_token", ""))):
        return _json(_error(code))
    try:
        body = orjson.loads(await request.body() or b"{}")
    except ValueError:
        return _json(_error(47001))
    made = handler(world, request, body)
    return made if isinstance(made, Response) else _json(made)


def _stable_token(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    return _made(world, body.get("appid"), body.get("secret"), force=bool(body.get("force_refresh")))


def _token(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    query = request.query_params
    return _made(world, query.get("appid"), query.get("secret"), force=False, stable=False)


def _made(world: World, app_id: str | None, secret: str | None, *, force: bool, stable: bool = True) -> Said:
    if app_id != world.account.app_id:
        return _error(40013)
    if secret != world.account.secret:
        return _error(40125)
    token = world.make_token(force=force, stable=stable)
    left = int((world.tokens[token] - world.clock()).total_seconds())
    return {"access_token": token, "expires_in": left}


def _send(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    if body.get("msgtype") != "text":
        return _error(40008)
    code = world.push(str(body.get("touser")), str((body.get("text") or {}).get("content", "")))
    return _error(code) if code else _OK


def _typing(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    world.person(str(body.get("touser"))).typing = body.get("command") == "Typing"
    return _OK


def _menu_create(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    buttons = body.get("button") or []
    if not 1 <= len(buttons) <= 3:
        return _error(40016)
    if any(len(one.get("sub_button") or []) > 5 for one in buttons):
        return _error(40023)
    world.menu = body
    return _OK


def _menu_get(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    return {"menu": world.menu} if world.menu else _error(46003)


def _menu_delete(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    world.menu = {}
    return _OK


def _media(world: World, request: Request, body: Said) -> Said | Response:  # noqa: ARG001 - a handler
    found = world.media.get(request.query_params.get("media_id", ""))
    if found is None:
        return _error(40007)
    return Response(
        found[0], media_type=found[1], headers={"Content-disposition": 'attachment; filename="x"'}
    )


def _callback_ips(world: World, request: Request, body: Said) -> Said:  # noqa: ARG001 - a handler
    return {"ip_list": world.callback_ips}


def _error(code: int) -> Said:
    return {"errcode": code, "errmsg": f"simulated {code}"}


def _json(body: Said) -> Response:
    # The platform says text/plain or application/json as it likes.
    return Response(orjson.dumps(body), media_type="application/json; encoding=utf-8")
