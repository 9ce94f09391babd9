"""One turn as the channel sees it: the message that goes in, the replies that are collected."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage


class GatewayOutput(CollectingOutputChannel):
    """Keeps each reply whole, as the action uttered it."""

    def __init__(self) -> None:
        super().__init__()
        self.action_failed = False

    @classmethod
    def name(cls) -> str:
        """Name seen by response conditions."""
        return "xiaobao"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect a reply: the action's own dictionary, or a plain Rasa response in the same shape."""
        custom = message.get("custom")
        self.messages.append({**_plain(message), **(custom if isinstance(custom, dict) else {})})


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    buttons = [{"title": b.get("title"), "value": b.get("payload")} for b in message.get("buttons") or []]
    return {"kind": "answer", "text": message.get("text") or "", "buttons": buttons}


class TurnMessage(UserMessage):
    """A message that answers into a `GatewayOutput`."""

    output_channel: GatewayOutput


def outcome(message: TurnMessage) -> dict[str, Any]:
    """What the gateway gets. `failed` when an action raised or nothing was said: never a silent turn."""
    understood = message.parse_data or {}
    replies = message.output_channel.messages
    return {
        "replies": replies,
        "intent": _intent(understood.get("intent") or {}),
        "entities": understood.get("entities") or [],
        "failed": message.output_channel.action_failed or not replies,
    }


def _intent(intent: dict[str, Any]) -> dict[str, Any]:
    name = intent.get("full_retrieval_intent_name") or intent.get("name")
    return {"name": name, "confidence": intent.get("confidence", 0.0)}
