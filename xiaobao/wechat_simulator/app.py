"""The simulator as an application: the platform's API, and a page with its own small interface."""

from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from xiaobao.wechat_simulator import api
from xiaobao.wechat_simulator.callbacks import Callbacks
from xiaobao.wechat_simulator.picture import PNG
from xiaobao.wechat_simulator.world import Fault, World

_PAGE = Path(__file__).with_name("page.html")


def create_app(world: World, callbacks: Callbacks) -> Starlette:
    """API under /cgi-bin, the page at /."""
    own = _Own(world, callbacks)
    return Starlette(
        routes=[
            *api.routes(world),
            Route("/", own.page),
            Route("/simulator/screen", own.screen),
            Route("/simulator/act", own.act, methods=["POST"]),
            Route("/simulator/fault", own.fault, methods=["POST"]),
        ]
    )


class _Own:
    """What the page needs."""

    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._world, self._callbacks = world, callbacks

    async def page(self, request: Request) -> Response:  # noqa: ARG002 - a route
        return HTMLResponse(_PAGE.read_text("utf-8"))

    async def screen(self, request: Request) -> Response:
        """A customer's screen, the menu, the windows and the faults that are set."""
        person = self._world.person(request.query_params.get("openid", ""))
        return _json(
            {
                "lines": [{"door": one.door, "text": one.text, "at": one.at} for one in person.screen],
                "typing": person.typing,
                "subscribed": person.subscribed,
                "left": {"message": person.message_left, "event": person.event_left},
                "menu": self._world.menu.get("button", []),
                "faults": [{"path": f.path, "times": f.times} for f in self._world.faults if f.times],
            }
        )

    async def act(self, request: Request) -> Response:
        """Do as the customer: {"openid", "act", "value"}."""
        asked = orjson.loads(await request.body())
        openid, value, do = str(asked["openid"]), str(asked.get("value", "")), self._callbacks
        acts: dict[str, Any] = {
            "say": lambda: do.say(openid, value),
            "voice": lambda: do.voice(openid, value),
            "subscribe": lambda: do.subscribe(openid, value),
            "unsubscribe": lambda: do.unsubscribe(openid),
            "scan": lambda: do.scan(openid, value),
            "click": lambda: do.click(openid, value),
            "view": lambda: do.view(openid, value),
            "picture": lambda: do.picture(openid, PNG, "image/png"),
        }
        if asked.get("act") not in acts:
            return Response(status_code=400)
        result = await acts[asked["act"]]()
        return _json({"tries": result.tries, "statuses": result.statuses, "broken": result.broken})

    async def fault(self, request: Request) -> Response:
        """Let calls fail: the fields of a Fault; {"clear": true} ends all, {"tokens": true} voids tokens."""
        asked = orjson.loads(await request.body())
        if asked.pop("tokens", False):
            self._world.forget_tokens()
        elif asked.pop("clear", False):
            self._world.faults.clear()
        else:
            self._world.faults.append(Fault(**asked))
        return _json({})


def _json(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
