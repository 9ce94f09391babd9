"""The draft of a conversation: read it, keep a turn's answers; clear names and numbers are sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.complaints.store import store
from bot.intake import phones
from bot.text import Region
from casework.complaints import drafts
from casework.complaints.types import Draft
from casework.errors import NotFoundError
from casework.messages import rows as messages
from casework.vault import service as vault


async def begin(conversation_id: str) -> Draft:
    """The draft in course, or a new one."""
    now = store().clock()
    return await store().database.write(lambda session: drafts.start(session, conversation_id, now))


async def restart(conversation_id: str) -> Draft:
    """A new draft in place of the one in course."""
    now = store().clock()

    def work(session: Session) -> Draft:
        drafts.drop(session, conversation_id, now)
        return drafts.start(session, conversation_id, now)

    return await store().database.write(work)


async def found(conversation_id: str, message_id: int | None) -> tuple[Draft | None, str | None]:
    """The draft in course, and the whole text of a message of which the engine sees a part."""

    def work(session: Session) -> tuple[Draft | None, str | None]:
        return drafts.open_draft(session, conversation_id), _whole(session, conversation_id, message_id)

    return await store().database.read(work)


async def callable_phone(conversation_id: str, token: str, region: Region) -> bool:
    """Whether the sealed number is one that can be called back; the gateway seals whatever was typed."""

    def work(session: Session) -> bool:
        clear = vault.resolve(session, store().cipher, conversation_id, token)
        return phones.phone(clear, region) is not None

    return await store().database.read(work)


async def keep(conversation_id: str, values: Mapping[str, Any]) -> None:
    """Set these answers, all or none; None takes one out."""
    now = store().clock()

    def work(session: Session) -> None:
        for field, value in values.items():
            drafts.put(
                session, conversation_id, field, _sealed(session, conversation_id, field, value, now), now
            )

    if values:
        await store().database.write(work)


async def drop(conversation_id: str) -> None:
    """Give the draft up."""
    now = store().clock()
    await store().database.write(lambda session: drafts.drop(session, conversation_id, now))


def _sealed(session: Session, conversation_id: str, field: str, value: Any, now: datetime) -> Any:
    if not isinstance(value, dict) or "clear" not in value:
        return value
    clear, shown = value["clear"], value["shown"]
    kept = vault.keep(session, store().cipher, conversation_id, field, clear, shown, now)
    return {"by": value["by"], "token": kept.token, "shown": kept.shown}


def _whole(session: Session, conversation_id: str, message_id: int | None) -> str | None:
    try:
        return messages.one(session, conversation_id, message_id).text if message_id else None
    except NotFoundError:
        return None
