"""What an agent finds beside the transcript, put together the same way whoever asked for the human."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.alerts.rows import events_of
from casework.alerts.rows import open_one as open_alert
from casework.complaints.drafts import open_draft
from casework.conversations.types import Conversation
from casework.messages.rows import recent
from casework.messages.types import Message
from casework.vault import service as vault

_LOOKED_AT: Final = 16  # messages of all sides
_LONGEST: Final = 300  # characters of an answer
_READABLE: Final = ("shown", "text", "said", "amount")


def packet(session: Session, found: Conversation, reason: str) -> dict[str, Any]:
    """Reason, topic, flags with their evidence's events, answers so far (masked), script, region, mode.

    JSON. The last turns are the transcript itself; no clear number or name is in it.
    """
    said = recent(session, found.id, _LOOKED_AT)
    known = {
        "reason": reason,
        "topic": _topic(said),
        "flags": _flags(session, found.id),
        "slots": dict(_slots(session, found.id)),
        "personal": _personal(session, found.id),
        "last_message_id": said[-1].id if said else None,
        "script": found.script,
        "region": found.region,
        "mode": found.mode,
        "elder": found.elder_hint or found.mode == "large",
    }
    return {name: value for name, value in known.items() if value not in (None, [], {}, "")}


def _topic(said: tuple[Message, ...]) -> str | None:
    """The entry answered last; what else was understood when none was."""
    payloads = [message.payload or {} for message in reversed(said) if message.sender == "bot"]
    entries = (payload.get("entry") for payload in payloads)
    intents = ((payload.get("understood") or {}).get("intent") for payload in payloads)
    return next(filter(None, entries), None) or next(filter(None, intents), None)


def _flags(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    alert = open_alert(session, conversation_id)
    if alert is None:
        return []
    found = [event for event in events_of(session, alert.id) if event.finding is not None]
    evidence = [event.id for event in found]
    at = [event.message_id for event in found]
    what = {"type": alert.type, "stage": alert.stage, "severity": alert.severity}
    return [{"alert_id": alert.id, **what, "evidence": evidence, "messages": at}]


def _slots(session: Session, conversation_id: str) -> Iterator[tuple[str, str]]:
    draft = open_draft(session, conversation_id)
    for name, value in (draft.answers if draft else {}).items():
        said = _readable(value)
        if said:
            yield name, said


def _readable(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    said = next((value[key] for key in _READABLE if value.get(key)), "")
    return str(said)[:_LONGEST]


def _personal(session: Session, conversation_id: str) -> list[dict[str, str]]:
    values = vault.values_of(session, conversation_id)
    return [{"kind": value.kind, "shown": value.shown} for value in values if value.shown]
