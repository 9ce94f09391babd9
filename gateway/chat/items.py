"""Between casework's rows and the JSON customers see: only these fields, whatever a payload holds."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bot.text import detect_script
from casework.events.types import Event as Fact
from casework.feedback.service import rateable
from casework.feedback.types import Rating
from casework.messages.types import Message
from casework.messages.types import Reply as StoredReply
from gateway.chat.choices import numbered
from gateway.chat.codes import Codes
from gateway.chat.types import Event, Item, Reply

# In this order always: PostgreSQL keeps an object's fields in its own.
_LISTS = {
    "buttons": ("title", "value"),
    "sources": ("title", "article", "verified_on", "url"),
    "hotlines": ("number", "dial", "name"),
}
_CHANGES = ("script", "script_pinned", "region", "mode")


def reply_of(message: Message, codes: Codes) -> Reply:
    """A stored reply as customers see it."""
    payload = message.payload or {}
    return {
        "id": str(message.id),
        "sender": message.sender,
        "kind": message.kind,
        "text": codes.said(message),
        **{name: _rows(payload.get(name), fields) for name, fields in _LISTS.items()},
        "urgent": payload.get("urgent", False),
        "entry": payload.get("entry"),
        "script": message.script,
        "at": message.created_at.isoformat(),
        **({"numbered": True} if numbered(payload.get("buttons") or (), payload.get("expects")) else {}),
        **({"links": _rows(payload["links"], ("title", "href"))} if payload.get("links") else {}),
        **({"rating": None} if rateable(message) else {}),
        **({"speaker": _speaker(payload)} if message.sender == "agent" else {}),
    }


def _speaker(payload: dict[str, Any]) -> dict[str, str]:
    """Which human says it: the public name (may be empty) and number; nobody's account name."""
    known = payload.get("speaker") or {}
    number = known.get("number")
    return {"name": known.get("name") or "", "number": f"{number:04}" if number else ""}


def _rows(rows: list[dict[str, str]] | None, fields: tuple[str, ...]) -> list[dict[str, str]]:
    return [{field: row.get(field, "") for field in fields} for row in rows or ()]


def item_of(message: Message, codes: Codes) -> Item:
    """Any message as the history shows it."""
    if message.sender != "customer":
        return reply_of(message, codes)
    said = said_of(message)
    return said | {
        "sender": "customer",
        "client_message_id": message.client_message_id,
        "at": message.created_at.isoformat(),
    }


def rated(item: Item, ratings: Mapping[int, Rating]) -> Item:
    """The item with what the customer said of it."""
    known = ratings.get(int(item["id"])) if "rating" in item else None
    return item | {"rating": asdict(known)} if known else item


def said_of(message: Message) -> Item:
    """What the customer said, as it was stored; ``script`` where the words show which one they wrote."""
    seen = detect_script(message.text)
    said = {"id": str(message.id), "text": message.text, "masked": message.masked}
    return said | {"script": seen} if seen else said


def replies_of(messages: Iterable[Message], codes: Codes) -> list[Reply]:
    """Stored replies, in order."""
    return [reply_of(message, codes) for message in messages]


def to_store(reply: Reply, **more: Any) -> StoredReply:
    """A reply as casework stores it; ``more`` stays in the payload and is never shown."""
    payload = {name: reply[name] for name in (*_LISTS, "urgent", "entry")} | more
    if reply.get("links"):
        payload["links"] = reply["links"]
    if reply.get("version"):
        # Which wording it was, for those who ask later; customers are not shown it.
        payload["version"] = reply["version"]
    if reply.get("expects"):
        # What the question wants: where that may be a number, WeChat's choices have none.
        payload["expects"] = reply["expects"]
    if reply.get("sealed"):
        payload["sealed"] = reply["sealed"]
    return StoredReply(reply["text"], reply["kind"], reply["sender"], payload, reply["script"])


def public_event(fact: Fact, codes: Codes) -> Event | None:
    """What a customer may see of a fact; None when it is none of their business."""
    payload = fact.payload or {}
    match fact.type:
        case "message" if fact.message is not None:
            return Event(fact.id, "message", item_of(fact.message, codes))
        case "owner_changed":
            return Event(fact.id, "owner", {"owner": payload.get("to"), "reason": payload.get("step")})
        case "updated":
            changed = {name: payload[name] for name in _CHANGES if name in payload}
            return Event(fact.id, "conversation", changed) if changed else None
        case "deleted":
            return Event(fact.id, "deleted", {})
        case _:
            return None
