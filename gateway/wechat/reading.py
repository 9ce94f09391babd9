"""One message or event in clear, told apart by wechatpy, as an `Arrival`."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from wechatpy import parse_message

from gateway.wechat import xml
from gateway.wechat.arrival import KINDS, Arrival, Kind
from gateway.wechat.refusing import Refused
from gateway.wechat.signing import time_of

_SCENE: Final = "qrscene_"
_EVENTS: Final[dict[str, Kind]] = {
    "subscribe": "subscribe",
    "subscribe_scan": "subscribe",
    "subscribe_scan_product": "subscribe",
    "unsubscribe": "unsubscribe",
    "scan": "scan",
    "click": "click",
    "view": "view",
}
_TEXTS: Final[dict[Kind, tuple[str, ...]]] = {
    "text": ("content",),
    "voice": ("recognition",),
    "location": ("label",),
    "link": ("title", "url"),
}
_HAVE_MEDIA: Final = frozenset({"voice", "image", "video", "shortvideo"})
_LONGEST_NAME: Final = 128


def arrival_of(text: str) -> Arrival:
    """From XML that was authenticated (gateway.wechat.xml.readable); Refused."""
    found = xml.fields(text)
    if "AgentID" in found:
        raise Refused("wecom")
    message, kind = _told_apart(text, found)
    return Arrival(
        key=_key(found),
        openid=_name(found, "FromUserName"),
        account=_name(found, "ToUserName"),
        created_at=time_of(found.get("CreateTime", "")),
        kind=kind,
        text=_text(message, kind, found),
        media_id=_said(message, "media_id") if kind in _HAVE_MEDIA else "",
        detail=found,
    )


def _told_apart(text: str, found: Mapping[str, str]) -> tuple[Any, Kind]:
    if not found.get("MsgType"):
        raise Refused("incomplete")
    try:
        message = parse_message(text)
    except Exception:  # noqa: BLE001 - the library raises whatever broke
        raise Refused("malformed") from None
    if is_event(found):
        return message, _EVENTS.get(message.event if message.type == "event" else "", "other")
    named = {kind: kind for kind in KINDS if kind not in _EVENTS.values()}
    return message, named.get(message.type, "other")


def is_event(found: Mapping[str, str]) -> bool:
    """Something that happened, not something said."""
    return found["MsgType"].lower() in {"event", "device_event"}


def _text(message: Any, kind: Kind, found: Mapping[str, str]) -> str:
    if is_event(found):
        key = found.get("EventKey", "")
        return key.removeprefix(_SCENE) if kind == "subscribe" else key
    return "\n".join(filter(None, (_said(message, name) for name in _TEXTS.get(kind, ()))))


def _said(message: Any, name: str) -> str:
    value = getattr(message, name)
    if not isinstance(value, str | None):
        raise Refused("malformed")
    return (value or "").strip()


def _name(found: Mapping[str, str], field: str) -> str:
    name = found.get(field, "")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise Refused("incomplete")
    return name


def _key(found: Mapping[str, str]) -> str:
    """What is the same for every try, and for nothing else (the platform's own rule)."""
    account = _name(found, "ToUserName")
    if is_event(found):
        parts = [found.get(part, "") for part in ("FromUserName", "CreateTime", "Event", "EventKey")]
    else:
        # Some kinds spell it MsgID.
        parts = [found.get("MsgId") or found.get("MsgID", "")]
        if not parts[0]:
            raise Refused("incomplete")
    return sha256("\0".join((account, *parts)).encode()).hexdigest()
