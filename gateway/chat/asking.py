"""What the engine may see of a message, and what its answer asks of the gateway."""

from dataclasses import dataclass, field
from typing import Any

from bot.text import Mode, Script, clean, strip_labels
from gateway.chat.engine import MAX_TEXT, EngineAnswer
from gateway.chat.replies import from_engine
from gateway.chat.types import Reply, View

_TAIL = 300
_SCRIPTS = {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK"}


@dataclass(frozen=True, slots=True)
class Draft:
    """Replies to store; ``human`` is the reason to queue, ``script`` and ``mode`` what the bot switched."""

    replies: list[Reply]
    human: str | None = None
    script: Script | None = None
    mode: Mode | None = None
    understood: dict[str, Any] = field(default_factory=dict)


def question(text: str) -> str:
    """At most 500 characters without labels and without a leading slash, which Rasa takes for a command.

    Of a longer story the beginning and the end: at the end stands what has just happened.
    """
    text = clean(strip_labels(text)).lstrip("/ \n").strip()
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - _TAIL - 1]}\n{text[-_TAIL:]}"


def metadata(view: View, personal: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    """What the actions need to answer in the right script, region and mode; personal values only by token."""
    known: dict[str, Any] = {
        "script": view.script,
        "script_pinned": view.script_pinned,
        "region": view.region or "CN",
        "region_known": view.region is not None,
        "mode": view.mode,
    }
    return known | ({"personal": list(personal)} if personal else {})


def drafted(answer: EngineAnswer, view: View) -> Draft:
    """The engine's answer as replies, with what it asks for."""
    wish = _wish(answer.replies, view)
    script: Script | None = wish.get("script")
    replies = [from_engine(raw, script or view.script) for raw in answer.replies]
    asks = any(reply["kind"] == "handoff" for reply in replies)
    return Draft(
        replies, "customer" if asks else None, script, wish.get("mode"), _understood(answer, replies)
    )


def _wish(raws: list[dict[str, Any]], view: View) -> dict[str, Any]:
    wish: dict[str, Any] = {}
    for raw in raws:
        change = raw.get("set")
        if isinstance(change, dict):
            wish |= change
    script, mode = wish.get("script"), wish.get("mode")
    if script == "zh-Hant-TW" and (view.region == "HK" or view.script == "zh-Hant-HK"):
        script = "zh-Hant-HK"
    return {
        "script": script if script in _SCRIPTS else None,
        "mode": mode if mode in ("standard", "large") else None,
    }


def _understood(answer: EngineAnswer, replies: list[Reply]) -> dict[str, Any]:
    entry = next((reply["entry"] for reply in replies if reply["entry"]), None)
    return {"intent": answer.intent, "confidence": answer.confidence, "entry": entry, "alert": None}
