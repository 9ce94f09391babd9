"""Bodies of the complaint API, read strictly; texts are cut and masked as on the page."""

from typing import Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.text import Mode, Region, Script
from gateway.complaints.limits import MOST_PEOPLE
from gateway.errors import Problem
from gateway.security.access import demand_json

_ID = r"^[A-Za-z0-9_.:-]{1,64}$"
_LINE, _TEXT = 400, 8_000
Model = TypeVar("Model", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Body):
    """A further representative of a group."""

    name: str = Field(max_length=_LINE)
    phone: str = Field(max_length=_LINE)


class NewComplaintBody(_Body):
    """A complaint. ``consent`` must be true; ``client_id`` makes sending again safe.

    ``when`` and ``amount`` are free words (上周三, 2.3万). ``about_name``: for whom, or after whom, it is.
    """

    client_id: str = Field(pattern=_ID)
    story: str = Field(max_length=_TEXT)
    wish: str = Field(max_length=_TEXT)
    name: str = Field(max_length=_LINE)
    phone: str = Field(default="", max_length=_LINE)
    email: str = Field(default="", max_length=_LINE)
    id_number: str = Field(default="", max_length=_LINE)
    when: str = Field(default="", max_length=_LINE)
    channel: str = Field(default="", max_length=32)
    branch: str = Field(default="", max_length=_LINE)
    business: str = Field(default="", max_length=32)
    amount: str = Field(default="", max_length=_LINE)
    kind: Literal["own", "for_other", "heir", "group"] = "own"
    about_name: str = Field(default="", max_length=_LINE)
    about_phone: str = Field(default="", max_length=_LINE)
    people: int = Field(default=1, ge=1, le=9_999)
    others: list[Person] = Field(default=[], max_length=MOST_PEOPLE - 1)
    consent: bool
    script: Script | None = None
    region: Region | None = None
    mode: Mode | None = None

    def fields(self) -> dict[str, str]:
        """The same as the fields of the page's form."""
        plain = {
            name: str(value) for name, value in self.model_dump().items() if isinstance(value, str | int)
        }
        others = "\n".join(f"{other.name} {other.phone}" for other in self.others)
        return plain | {"others": others, "consent": "yes" if self.consent else ""}


class Supplement(_Body):
    """Words to add."""

    text: str = Field(max_length=_TEXT)


class Review(_Body):
    """Why the decision is not accepted; may be left out."""

    text: str = Field(default="", max_length=_TEXT)


class Rating(_Body):
    """``score`` from 1 to 5, or null: 不方便说."""

    score: int | None = Field(ge=1, le=5)


class Nothing(_Body):
    """No body is needed."""


async def read(request: Request, model: type[Model]) -> Model:
    """The JSON body as ``model``; Problem 400, 415, or 422 with the names of the fields."""
    demand_json(request)
    try:
        return model.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if any(item["type"] == "json_invalid" for item in found):
            raise Problem(400, "bad_request") from None
        # A name we do not know is the customer's own text.
        names = {str(item["loc"][0]) for item in found if item["loc"]} & set(model.model_fields)
        raise Problem(422, "invalid", fields=sorted(names)) from None


def described(model: type[BaseModel], *, code: bool = False) -> dict[str, Any]:
    """What the machine-readable description says of a body, and of the code beside it."""
    body = {"requestBody": {"content": {"application/json": {"schema": model.model_json_schema()}}}}
    return body | ({"parameters": CODE} if code else {})


CODE: list[dict[str, Any]] = [
    {
        "name": "X-Query-Code", "in": "header", "schema": {"type": "string"},
        "description": "The query code; better here than in the address, which stands in logs.",
    },
    {"name": "code", "in": "query", "schema": {"type": "string"}, "description": "The same."},
]  # fmt: skip
FILES: dict[str, Any] = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        }
    },
    "parameters": CODE,
}
