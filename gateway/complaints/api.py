"""The complaint API, /api/v1/complaints (docs/api.md): each route checks who asks, then calls the service."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.text import Script
from casework.complaints.types import Deed
from casework.errors import (
    AlreadyRatedError,
    NotAllowedError,
    NotFoundError,
    ThrottledError,
    TooMuchError,
    TransitionError,
    ValueRefusedError,
)
from casework.files.types import KeptFile
from gateway.chat.types import Started, View
from gateway.complaints import bodies
from gateway.complaints.cases import opened
from gateway.complaints.checking import Circumstances, Refused, checked
from gateway.complaints.danger import Danger
from gateway.complaints.front import Front, address_of, told, urgent_of
from gateway.complaints.limits import demand_by_address, limited
from gateway.complaints.service import Done
from gateway.complaints.telling import as_json, due_words
from gateway.complaints.typed import Typed, typed
from gateway.complaints.uploads import read_form
from gateway.complaints.words import ComplaintWords
from gateway.errors import Problem
from gateway.language import preferred_script
from gateway.pages.service import Pages
from gateway.pages.words import Words
from knowledge import Knowledge

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])


class FieldsProblem(Problem):
    """A refusal that says for each field what has to be changed."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        first = next(iter(errors.values()), "")
        super().__init__(422, "complaint_invalid", fields=list(errors), count=len(errors), first=first)
        self.errors = dict(errors)

    def details(self, knowledge: Knowledge, script: Script = "zh-Hans") -> dict[str, Any]:
        """The RFC 9457 object, with ``errors`` by field."""
        return super().details(knowledge, script) | {"errors": self.errors}


@router.post(
    "", status_code=201, dependencies=[limited("complaints")],
    openapi_extra=bodies.described(bodies.NewComplaintBody),
)  # fmt: skip
async def file(request: Request) -> Response:
    """File a complaint: its number and query code. A conversation's bearer token links it to the chat."""
    view = await _conversation(request)
    body = await bodies.read(request, bodies.NewComplaintBody)
    c, given = _words(request, body, view), typed(body.fields())
    front = Front.of(request)
    words = c.words
    about = Circumstances(
        words.script, words.region, words.mode, front.service.today(), view.id if view else None
    )
    try:
        new = await asyncio.to_thread(checked, given, about)
        key = _key(front, body, view)
        danger = front.service.guard.look(new.story)
        started = await _started(request, c) if danger.entry and view is None else None
        new = replace(new, conversation_id=started.conversation_id) if started else new
        done = await front.service.file(key, new, (), danger)
    except Refused as refused:
        raise _spoken(FieldsProblem(told(c, refused.errors)), c) from None
    except ValueRefusedError as error:
        raise _spoken(FieldsProblem({error.field: c("wrong_value")}), c) from None
    except TooMuchError:
        raise _spoken(FieldsProblem({"story": c("wrong_too_much")}), c) from None
    chat = {"conversation_id": started.conversation_id, "token": started.token} if started else {}
    return _json(_filed(c, done, given, danger) | chat, 201)


@router.get("/{receipt}", openapi_extra={"parameters": bodies.CODE})
async def look_up(request: Request, receipt: str) -> Response:
    """A complaint by number and query code; unknown and wrong give the same 404."""
    return await _answer(request, await _opened(request, receipt))


@router.post("/{receipt}/supplement", openapi_extra=bodies.described(bodies.Supplement, code=True))
async def supplement(request: Request, receipt: str) -> Response:
    """Add words."""
    receipt = await _opened(request, receipt)
    given = typed({"text": (await bodies.read(request, bodies.Supplement)).text})
    if not given.get("text") or given.too_long:
        c = _words(request)
        raise _spoken(FieldsProblem({"text": c("wrong_long_story" if given.too_long else "wrong_text")}), c)
    return await _take(request, receipt, Deed("supplement", text=given.get("text")))


@router.post("/{receipt}/withdraw", openapi_extra=bodies.described(bodies.Nothing, code=True))
async def withdraw(request: Request, receipt: str) -> Response:
    """End it at the customer's wish."""
    receipt = await _opened(request, receipt)
    await bodies.read(request, bodies.Nothing)
    return await _take(request, receipt, Deed("withdraw"))


@router.post("/{receipt}/review", openapi_extra=bodies.described(bodies.Review, code=True))
async def review(request: Request, receipt: str) -> Response:
    """Ask the bank's higher office to look again."""
    receipt = await _opened(request, receipt)
    given = typed({"text": (await bodies.read(request, bodies.Review)).text})
    return await _take(request, receipt, Deed("request_review", text=given.get("text") or None))


@router.post("/{receipt}/rating", openapi_extra=bodies.described(bodies.Rating, code=True))
async def rate(request: Request, receipt: str) -> Response:
    """Rate the handling, once."""
    receipt = await _opened(request, receipt)
    return await _take(
        request, receipt, Deed("rate", score=(await bodies.read(request, bodies.Rating)).score)
    )


@router.post("/{receipt}/files", openapi_extra=bodies.FILES)
async def attach(request: Request, receipt: str) -> Response:
    """Add files: PDF, JPEG, PNG or WebP; all of one request or none."""
    front, receipt = Front.of(request), await _opened(request, receipt)
    async with read_form(request, front.room) as form:
        if "supplement" not in (await front.service.case(receipt)).steps:
            raise Problem(409, "complaint_step")
        kept, refused = await front.service.keep([] if form.refused else form.files, address_of(request))
        why = form.refused or refused or ("" if kept else "empty")
        if why:
            await front.service.drop(kept)
            c = _words(request)
            raise _spoken(FieldsProblem({"files": c(f"wrong_files_{why}")}), c)
        return await _take(request, receipt, None, kept)


async def _conversation(request: Request) -> View | None:
    """The conversation of a bearer token; None without one. Problem 401 for a token that opens nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    chat = request.app.state.chat
    view: View = await chat.view(chat.open(token.strip()))
    return view


def _key(front: Front, body: bodies.NewComplaintBody, view: View | None) -> str:
    """The same body of the same conversation is the same complaint; without its token it is another one."""
    words = orjson.dumps(body.fields(), option=orjson.OPT_SORT_KEYS).decode()
    return front.key_for("api", view.id if view else "", body.client_id, words)


async def _started(request: Request, c: ComplaintWords) -> Started | None:
    """A conversation in which an alarm can be answered; without it the complaint is filed all the same."""
    words = c.words
    try:
        started: Started = await request.app.state.chat.start("web", words.script, words.region, words.mode)
    except Problem:
        return None
    return started


async def _opened(request: Request, receipt: str) -> str:
    await demand_by_address(request, "complaint_lookup")
    code = request.headers.get("x-query-code") or request.query_params.get("code", "")
    try:
        return await opened(request, receipt, code)
    except NotFoundError:
        raise Problem(404, "complaint_unknown") from None
    except ThrottledError as error:
        headers = {"Retry-After": str(math.ceil(error.retry_after))}
        raise Problem(429, "complaint_later", headers=headers) from None


async def _take(request: Request, receipt: str, deed: Deed | None, kept: Sequence[KeptFile] = ()) -> Response:
    service = Front.of(request).service
    try:
        await (service.take(receipt, deed) if deed else service.attach(receipt, kept))
    except AlreadyRatedError:
        raise Problem(409, "complaint_rated") from None
    except (TransitionError, NotAllowedError):
        raise Problem(409, "complaint_step") from None
    except TooMuchError:
        c = _words(request)
        raise _spoken(FieldsProblem({"text": c("wrong_too_much")}), c) from None
    except ValueRefusedError as error:
        c = _words(request)
        files = {"files": c("wrong_files_too_many")}
        errors = files if error.field == "file" else {error.field: c("wrong_value")}
        raise _spoken(FieldsProblem(errors), c) from None
    return await _answer(request, receipt)


async def _answer(request: Request, receipt: str) -> Response:
    case = await Front.of(request).service.case(receipt)
    found = case.complaint
    pages = Pages.of(request)
    script = preferred_script(request.headers.get("accept-language", "")) or found.script
    words = Words(pages.knowledge, pages.voice, script, found.region, found.mode)
    return _json(as_json(ComplaintWords(words), case))


def _words(
    request: Request, body: bodies.NewComplaintBody | None = None, view: View | None = None
) -> ComplaintWords:
    """As the body asks, else as the conversation has it, else by Accept-Language."""
    pages = Pages.of(request)
    script = (body and body.script) or (view and view.script)
    script = script or preferred_script(request.headers.get("accept-language", "")) or "zh-Hans"
    region = (body and body.region) or (view and view.region) or "CN"
    mode = (body and body.mode) or (view and view.mode) or "standard"
    return ComplaintWords(Words(pages.knowledge, pages.voice, script, region, mode))


def _spoken(problem: Problem, c: ComplaintWords) -> Problem:
    return problem.speak(c.words.script, c.words.region, c.words.mode)


def _filed(c: ComplaintWords, done: Done, given: Typed, danger: Danger) -> dict[str, Any]:
    urgent = urgent_of(c.words, danger.entry) if danger.entry else None
    body: dict[str, Any] = {
        "receipt": done.complaint.receipt,
        "code": done.code,
        "joined": done.joined,
        **_due(c, done),
    }
    if given.secrets:
        body["removed"] = c("removed", kinds=c.joined(given.secrets))
    if urgent:
        numbers = [{"number": h.number, "dial": h.dial, "name": h.name} for h in urgent.hotlines]
        body["urgent"] = {"text": urgent.text, "hotlines": numbers}
    return body


def _due(c: ComplaintWords, done: Done) -> dict[str, Any]:
    found, due = done.complaint, done.due
    day = due.due_on if due.shown else None
    return {
        "state": found.state,
        "state_text": c(f"state_{found.state}"),
        "due_on": day.isoformat() if day else None,
        "due_text": due_words(c.under(found.region), found, due),
        "filed_at": found.filed_at.isoformat(),
    }


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
