"""What a customer's line in the list is about, when their last words only asked for a human."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.intake.human import human
from casework.base import table_of
from casework.messages.models import MessageRow

_m = table_of(MessageRow).c
_LOOKED_AT = 1_000  # messages, of all these conversations together


def only_asks(said: str | None) -> bool:
    """Whether the words say nothing but that a human is wanted: 转人工."""
    return said is not None and human(said) == "ask"


def before_asking(session: Session, conversation_ids: Collection[str]) -> Mapping[str, str]:
    """What their customers said last that was more than that; who said nothing more is left out."""
    if not conversation_ids:
        return {}
    theirs = (_m.conversation_id.in_(conversation_ids), _m.sender == "customer")
    rows = session.execute(
        select(_m.conversation_id, _m.text).where(*theirs).order_by(_m.id.desc()).limit(_LOOKED_AT)
    )
    found: dict[str, str] = {}
    for conversation_id, text in rows:
        if conversation_id not in found and text and not only_asks(text):
            found[conversation_id] = text
    return found
