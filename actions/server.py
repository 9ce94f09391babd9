"""The action server: rasa-sdk's executor behind a small ASGI application on the loopback interface."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any

import orjson
import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import following
from actions.caution import careful
from actions.complaints import store, telling
from actions.context import knowledge
from knowledge.learning import load_learning

log = structlog.get_logger("actions")


def create_app() -> Starlette:
    """The webhook of rasa-sdk (``POST /webhook``, ``GET /health``) with every action registered and warm."""
    executor = ActionExecutor()
    executor.register_package("actions")

    async def webhook(request: Request) -> Response:
        return await _run(executor, orjson.loads(await request.body()))

    async def health(_: Request) -> Response:
        return _json({"status": "ok"})

    @asynccontextmanager
    async def warm(_: Starlette) -> Any:
        knowledge().warm()
        load_learning()
        telling.told("柜台多收手续费", date.today())  # noqa: DTZ011 - only to read the words and the model
        task = asyncio.create_task(following.follow())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            store.close()

    routes = [Route("/webhook", webhook, methods=["POST"]), Route("/health", health)]
    return Starlette(routes=routes, lifespan=warm)


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> Response:
    # Rasa 3.6 leaves the domain out when selective; the executor insists on one.
    call.setdefault("domain", {})
    name = call.get("next_action", "")
    try:
        result = await executor.run(call)
    except ActionExecutionRejection as rejected:
        return _json({"error": rejected.message, "action_name": name}, 400)
    except ActionNotFoundException as unknown:
        return _json({"error": unknown.message, "action_name": name}, 404)
    except Exception as error:  # noqa: BLE001 - the customer's text must not reach a stack trace in the log
        log.error("action_failed", action=name, error=type(error).__name__, where=_where(error))
        return _json({"error": "action failed", "action_name": name}, 500)
    if not result:
        return _json(None)
    body = result.model_dump()
    return _json({**body, "responses": careful(call, body["responses"])})


def _where(error: BaseException) -> str:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
