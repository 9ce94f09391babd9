"""Replies made at the desk: checked like content before they are kept."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.text import mask
from casework.canned import service as canned
from casework.canned.types import Wording
from casework.db import Database
from casework.errors import NotAllowedError, StaleError, ValueRefusedError
from gateway.desk.refusal import Refusal
from knowledge import Knowledge
from knowledge.canned import VARIABLES
from knowledge.lint import lint_text
from knowledge.placeholders import hotlines_in, variables_in

T = TypeVar("T")
_RULES = (
    "money-back",
    "freeze-claim",
    "asks-secret",
    "handwritten-number",
    "not-simplified",
    "placeholder",
)
_LONGEST = {"title": canned.LONGEST_TITLE, "text": canned.LONGEST_TEXT, "tags": canned.LONGEST_TAGS}


async def kept(database: Database, work: Callable[[Session], T]) -> T:
    """Do it. Refusal in the words of ``desk.refused_canned_…``."""
    try:
        return await database.write(work)
    except StaleError:
        raise Refusal("canned_stale", 409) from None
    except NotAllowedError:
        raise Refusal("canned_not_allowed", 403) from None
    except ValueRefusedError as refused:
        if refused.field == "count":
            raise Refusal("canned_count", 422, {"limit": canned.MOST}) from None
        raise Refusal(f"canned_{refused.field}", 422, {"limit": _LONGEST[refused.field]}) from None


def checked(knowledge: Knowledge, wanted: Wording) -> Wording:
    """The same, if a customer may read it. Refusal: unknown variable or number, a promise, a secret …"""
    unknown = set(variables_in(wanted.text)) - VARIABLES
    unknown |= set(hotlines_in(wanted.text)) - set(knowledge.hotlines)
    if unknown:
        raise Refusal("canned_variable", 422, {"name": "、".join(sorted(unknown))})
    if mask(wanted.text).findings:
        raise Refusal("canned_personal")
    broken_rule(knowledge, wanted.text)
    return wanted


def broken_rule(knowledge: Knowledge, text: str) -> None:
    """Refusal for the first rule of content that the text breaks."""
    broken = {problem.rule for problem in lint_text(knowledge.hotlines, text)}
    for rule in _RULES:
        if rule in broken:
            raise Refusal(f"canned_{rule.replace('-', '_')}", 422, {"example": "{hotline:bank}"})
