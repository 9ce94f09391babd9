"""Errors as RFC 9457 problem details with a sentence a customer can read; never an exception's text."""

from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.text import Mode, Region, Script
from gateway.language import preferred_script
from knowledge import Knowledge

log = structlog.get_logger("gateway.errors")

_BY_STATUS = {
    400: "bad_request",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "media_type",
    422: "invalid",
}


class Problem(Exception):
    """A refusal: HTTP status, sentence key under ``problem.``, and the values of that sentence."""

    def __init__(
        self,
        status: int,
        key: str,
        *,
        script: Script | None = None,
        region: Region | None = None,
        mode: Mode = "standard",
        headers: Mapping[str, str] | None = None,
        fields: list[str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values
        self.script, self.region, self.mode = script, region, mode
        self.headers, self.fields = dict(headers or {}), fields

    def speak(self, script: Script, region: Region | None, mode: Mode) -> "Problem":
        """The same problem, told in a conversation's script, region and mode."""
        self.script, self.region, self.mode = script, region, mode
        return self

    def sentence(self, knowledge: Knowledge, script: Script = "zh-Hans") -> str:
        """What the customer reads; ``script`` counts only when the problem has none of its own."""
        said = self.script or script
        return knowledge.say(f"problem.{self.key}", said, self.region, self.mode, **self.values)

    def details(self, knowledge: Knowledge, script: Script = "zh-Hans") -> dict[str, Any]:
        """The RFC 9457 object."""
        said = self.script or script
        body: dict[str, Any] = {
            "type": f"urn:xiaobao:problem:{self.key}",
            "title": knowledge.say(f"problem.{self.key}.title", said, self.region or "CN"),
            "status": self.status,
            "detail": self.sentence(knowledge, script),
        }
        return body | ({"fields": self.fields} if self.fields else {})


def unavailable() -> Problem:
    """The problem behind which every unforeseen error disappears."""
    return Problem(503, "unavailable", headers={"Retry-After": "5"})


def respond(request: Request, problem: Problem) -> Response:
    """A problem as a response: JSON, or a page for a browser that navigates outside the API."""
    script = _script(request)
    body = problem.details(request.app.state.knowledge, script)
    if request_id := getattr(request.state, "request_id", None):
        body["instance"] = f"urn:xiaobao:request:{request_id}"
    page = getattr(request.app.state, "problem_page", None)
    if page is not None and _navigates(request):
        response: Response = page(request, body, problem.script or script)
    else:
        response = Response(orjson.dumps(body), problem.status, media_type="application/problem+json")
    response.headers["Content-Language"] = problem.script or script
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers)
    return response


def install(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this type
    return respond(request, error)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    key = _BY_STATUS.get(error.status_code)
    problem = Problem(error.status_code, key, headers=error.headers) if key else unavailable()
    return respond(request, problem)


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    kinds = {str(item.get("type", "")) for item in error.errors()}
    if "json_invalid" in kinds:
        return respond(request, Problem(400, "bad_request"))
    # Only the names of the fields: the values are the customer's.
    fields = sorted({".".join(str(part) for part in item["loc"][1:]) for item in error.errors()} - {""})
    return respond(request, Problem(422, "invalid", fields=fields[:10]))


def _script(request: Request) -> Script:
    known: Script | None = getattr(request.state, "script", None)
    return known or preferred_script(request.headers.get("accept-language", "")) or "zh-Hans"


def _navigates(request: Request) -> bool:
    accepts_html = "text/html" in request.headers.get("accept", "")
    return accepts_html and not request.url.path.startswith("/api/")
