"""The conversation API, /api/v1 (docs/api.md): each route checks who asks, then calls the service."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from casework.feedback.types import Rating
from gateway.chat.bodies import (
    HandoffWish,
    NewConversation,
    NewMessage,
    Opinion,
    TypingSign,
    Wish,
    body_of,
    described,
)
from gateway.chat.service import ChatService
from gateway.chat.types import Outcome, Turn, View
from gateway.errors import Problem
from gateway.language import preferred_script
from gateway.security.access import COOKIE, conversation_of, is_internal
from gateway.security.limits import demand

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])
_HEARTBEAT = 15  # seconds
_MOST_STREAMS = 10  # open windows of one conversation


async def _mine(request: Request, conversation_id: str) -> str:
    return conversation_of(request, conversation_id)


def limited(rule: str) -> Any:
    """A dependency that counts the request against the caller's address, unless it is our command line."""

    async def count(request: Request) -> None:
        if not is_internal(request):
            state = request.app.state
            await demand(state.limiter, state.rules[rule], state.addresses.of(request))

    return Depends(count)


Mine = Annotated[str, Depends(_mine)]


@router.post(
    "", status_code=201, dependencies=[limited("conversations")], openapi_extra=described(NewConversation)
)
async def start(
    request: Request, wish: Annotated[NewConversation, Depends(body_of(NewConversation))]
) -> Response:
    """Open a conversation: its id and the token that speaks for it."""
    started = await _chat(request).start(
        wish.channel,
        None if wish.script == "auto" else wish.script,
        None if wish.region == "auto" else wish.region,
        wish.mode,
        preferred_script(request.headers.get("accept-language", "")),
    )
    body = {"conversation_id": started.conversation_id, "token": started.token, **_view(started.view)}
    return _json(body, 201)


@router.get("/{conversation_id}", dependencies=[limited("reads")])
async def view(request: Request, conversation_id: Mine) -> Response:
    """Script, region, mode and owner now."""
    return _json(_view(await _chat(request).view(conversation_id)))


@router.patch("/{conversation_id}", dependencies=[limited("reads")], openapi_extra=described(Wish))
async def update(
    request: Request, conversation_id: Mine, wish: Annotated[Wish, Depends(body_of(Wish))]
) -> Response:
    """Pin script, region or mode; script "auto" follows the customer again."""
    follow = wish.script == "auto"
    script = None if wish.script == "auto" else wish.script
    changed = await _chat(request).update(conversation_id, script, wish.region, wish.mode, follow)
    return _json(_view(changed))


@router.delete("/{conversation_id}", dependencies=[limited("reads")])
async def delete(request: Request, conversation_id: Mine) -> Response:
    """Delete the chat; what was filed stays, and the answer says so."""
    response = _json({"deleted": True, "detail": await _chat(request).delete(conversation_id)})
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


@router.post(
    "/{conversation_id}/messages", dependencies=[limited("messages")], openapi_extra=described(NewMessage)
)
async def send(
    request: Request, conversation_id: Mine, new: Annotated[NewMessage, Depends(body_of(NewMessage))]
) -> Response:
    """Send one message and get its replies; the same client_message_id gets the same answer."""
    internal = is_internal(request)
    turn = await _chat(request).send(conversation_id, new.client_message_id, new.text, trusted=internal)
    body: dict[str, Any] = {
        "message": turn.message,
        "replies": turn.replies,
        "owner": turn.owner,
        "script": turn.script,
    }
    body |= {"pending": True} if turn.pending else {}
    return _json(body | ({"understood": turn.understood} if internal else {}))


@router.get("/{conversation_id}/messages", dependencies=[limited("reads")])
async def history(
    request: Request,
    conversation_id: Mine,
    after: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> Response:
    """What was said, oldest first."""
    chat = _chat(request)
    seen, now = await chat.history(conversation_id, after, limit), await chat.view(conversation_id)
    body = {"messages": seen.items, "cursor": seen.cursor, "more": seen.more}
    return _json(body | {"owner": now.owner, "script": now.script})


@router.put(
    "/{conversation_id}/messages/{message_id}/feedback",
    dependencies=[limited("messages")],
    openapi_extra=described(Opinion),
)
async def rate(
    request: Request,
    conversation_id: Mine,
    message_id: str,
    opinion: Annotated[Opinion, Depends(body_of(Opinion))],
) -> Response:
    """Say whether an answer helped; the last word counts."""
    rating = Rating(opinion.verdict, opinion.reason) if opinion.verdict else None
    await _chat(request).rate(conversation_id, message_id, rating)
    return _json({"rating": asdict(rating) if rating else None})


@router.get("/{conversation_id}/events", dependencies=[limited("reads")])
async def events(request: Request, conversation_id: Mine, after: Annotated[int, Query(ge=0)] = 0) -> Response:
    """Live events; Last-Event-ID (or ?after=) goes on where the last stream ended."""
    chat = _chat(request)
    view = await chat.view(conversation_id)
    if request.app.state.hub.listeners(conversation_id) >= _MOST_STREAMS:
        problem = Problem(429, "too_many", headers={"Retry-After": "10"}, seconds=10)
        raise problem.speak(view.script, view.region, view.mode)
    resumed = request.headers.get("last-event-id", "")
    cursor = int(resumed) if resumed.isdecimal() and len(resumed) < 19 else after
    stream = _stream(request, chat, conversation_id, cursor)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventSourceResponse(stream, headers=headers, ping=_HEARTBEAT)


@router.post("/{conversation_id}/handoff", dependencies=[limited("messages")])
async def ask_human(
    request: Request, conversation_id: Mine, _: Annotated[HandoffWish, Depends(body_of(HandoffWish))]
) -> Response:
    """Queue for a human; asking again changes nothing."""
    return _json(_outcome(await _chat(request).request_handoff(conversation_id)))


@router.delete("/{conversation_id}/handoff", dependencies=[limited("messages")])
async def leave_queue(request: Request, conversation_id: Mine) -> Response:
    """Leave the queue: the bot answers again."""
    return _json(_outcome(await _chat(request).leave_handoff(conversation_id)))


@router.post("/{conversation_id}/typing", dependencies=[limited("reads")])
async def typing(
    request: Request, conversation_id: Mine, sign: Annotated[TypingSign, Depends(body_of(TypingSign))]
) -> Response:
    """The customer is writing: a human sees it for a few seconds; nothing is kept."""
    _chat(request).typing(conversation_id, on=sign.typing)
    return Response(status_code=204)


async def _stream(
    request: Request, chat: ChatService, conversation_id: str, after: int
) -> AsyncIterator[ServerSentEvent]:
    listeners = request.app.state.metrics.listeners
    listeners.inc()
    try:
        async for event in chat.events(conversation_id, after):
            yield ServerSentEvent(orjson.dumps(event.data).decode(), event=event.kind, id=str(event.id))
    except Problem:
        return
    finally:
        listeners.dec()


def _chat(request: Request) -> ChatService:
    chat: ChatService = request.app.state.chat
    return chat


def _view(view: View) -> dict[str, Any]:
    names = ("script", "script_pinned", "region", "mode", "owner")
    return {name: getattr(view, name) for name in names}


def _turn(turn: Turn) -> dict[str, Any]:
    body: dict[str, Any] = {"message": turn.message, "replies": turn.replies}
    body |= {"owner": turn.owner, "script": turn.script}
    return body | ({"pending": True} if turn.pending else {})


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "replies": outcome.replies,
        "owner": outcome.owner,
        "script": outcome.script,
        "position": outcome.position,
    }


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
