"""What the engine may see of a message, and what its answer asks of the gateway."""

from dataclasses import dataclass, field
from typing import Any

from bot.fraud.finding import Finding
from bot.fraud.telling import told
from bot.text import REGIONS, Mode, Region, Script, clean, strip_labels
from casework.statuses import Urgency
from gateway.chat.engine import MAX_TEXT, EngineAnswer
from gateway.chat.replies import from_engine
from gateway.chat.screening import flagged
from gateway.chat.types import Reply, View

_TAIL = 300
_SCRIPTS = {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK"}


@dataclass(frozen=True, slots=True)
class Draft:
    """Replies to store; ``human`` is the reason to queue, with ``urgency``; what the bot switched.

    ``lost``: the customer was not understood twice in a row.
    """

    replies: list[Reply]
    human: str | None = None
    script: Script | None = None
    mode: Mode | None = None
    region: Region | None = None
    understood: dict[str, Any] = field(default_factory=dict)
    urgency: Urgency | None = None
    lost: bool = False


def question(text: str) -> str:
    """At most 500 characters without labels and without a leading slash, which Rasa takes for a command.

    Of a longer story the beginning and the end: at the end stands what has just happened.
    """
    text = clean(strip_labels(text)).lstrip("/ \n").strip()
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - _TAIL - 1]}\n{text[-_TAIL:]}"


def metadata(
    view: View, screened: Finding, message_id: int | None, personal: tuple[dict[str, str], ...] = ()
) -> dict[str, Any]:
    """What the actions need to answer in the right script, region and mode; personal values only by token.

    By ``message_id`` the engine knows a message that it is asked again; None: it is no turn.
    """
    known: dict[str, Any] = {
        "message_id": message_id,
        "script": view.script,
        "script_pinned": view.script_pinned,
        "region": view.region or "CN",
        "region_known": view.region is not None,
        "mode": view.mode,
        "fraud": told(screened),
    }
    return known | ({"personal": list(personal)} if personal else {})


def drafted(answer: EngineAnswer, view: View, screened: Finding) -> Draft:
    """The engine's answer as replies, with what it asks for; an emergency brings a human.

    Not one that only the wording raised beside a sure question: the answer says whom to call, staff see the
    alert, and the human is one tap away.
    """
    wish = wishes(answer.replies, view)
    script: Script | None = wish.get("script")
    replies = [from_engine(raw, script or view.script) for raw in answer.replies]
    asks = any(reply["kind"] == "handoff" for reply in replies)
    urgent = screened.urgent and not any(raw.get("doubted") is True for raw in answer.replies)
    human = "fraud" if urgent else "customer" if asks else None
    understood = _understood(answer, replies, screened)
    urgency: Urgency | None = screened.severity if urgent else None
    lost = any(raw.get("lost") is True for raw in answer.replies)
    return Draft(replies, human, script, wish["mode"], wish["region"], understood, urgency, lost)


def wishes(raws: list[dict[str, Any]], view: View) -> dict[str, Any]:
    """The script, mode and region that the replies switch, each None where they do not."""
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
        "region": wish.get("region") if view.region is None and wish.get("region") in REGIONS else None,
    }


def _understood(answer: EngineAnswer, replies: list[Reply], screened: Finding) -> dict[str, Any]:
    entry = next((reply["entry"] for reply in replies if reply["entry"]), None)
    alert = flagged(screened)
    return {"intent": answer.intent, "confidence": answer.confidence, "entry": entry, "alert": alert}
