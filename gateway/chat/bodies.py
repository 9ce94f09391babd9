"""Request bodies, read strictly: unknown fields and wrong types are refused by name, never by value."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.text import Mode, Region, Script, mask
from casework.statuses import Dislike, Verdict
from gateway.errors import Problem
from gateway.security.access import demand_json

Auto = Literal["auto"]
Model = TypeVar("Model", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewConversation(_Body):
    """Everything may be left out."""

    channel: Literal["web"] = "web"
    script: Script | Auto = "auto"
    region: Region | Auto = "auto"
    mode: Mode = "standard"


class NewMessage(_Body):
    """``client_message_id`` makes sending again safe: make it once for each message."""

    client_message_id: str = Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")
    text: str

    @field_validator("client_message_id")
    @classmethod
    def _no_secret(cls, value: str) -> str:
        # It is stored and echoed: a card or identity number has no place in it. A random id has letters.
        if value.rstrip("Xx").isdecimal() and any(found.secret for found in mask(value).findings):
            raise ValueError("looks like a number that must not be stored")
        return value


class Wish(_Body):
    """What the customer changes; a field left out stays."""

    script: Script | Auto | None = None
    region: Region | None = None
    mode: Mode | None = None


class HandoffWish(_Body):
    """Asking for a human needs no reason."""


class Opinion(_Body):
    """Whether an answer helped, and if not, why; verdict null takes it back."""

    verdict: Verdict | None
    reason: Dislike | None = None


class TypingSign(_Body):
    """Said again every few seconds while it goes on, and once when it is over."""

    typing: bool = True


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The body for the machine-readable description; ``body_of`` reads it without FastAPI's help."""
    return {"requestBody": {"content": {"application/json": {"schema": model.model_json_schema()}}}}


def body_of(model: type[Model]) -> Callable[[Request], Awaitable[Model]]:
    """A dependency that reads the JSON body as ``model``; an empty body is {}."""

    async def read(request: Request) -> Model:
        demand_json(request)
        raw = await request.body()
        try:
            return model.model_validate_json(raw or b"{}")
        except ValidationError as error:
            raise _refusal(error) from None

    return read


def _refusal(error: ValidationError) -> Problem:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(item["type"] == "json_invalid" for item in found):
        return Problem(400, "bad_request")
    names = {str(item["loc"][0]) for item in found if item["loc"]}
    # A name we do not know is the customer's own text.
    return Problem(422, "invalid", fields=sorted(names & set(_KNOWN)))


_KNOWN = {name for model in (NewConversation, NewMessage, TypingSign, Wish) for name in model.model_fields}
