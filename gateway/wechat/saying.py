"""Sentences the channel says itself, stored like every other so that none is forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.text import normalise
from casework.messages import service as messages
from casework.messages.types import Message
from gateway.chat.items import to_store
from gateway.chat.types import Reply, View
from gateway.wechat.composing import Composer
from knowledge import Knowledge

_EDGES = "。.!！?？~～ "
# What welcomes: shown, and said when chosen.
WELCOMES = ("scammed", "is_scam", "complain", "human")


class Sayings:
    """Makes and stores them in one conversation's script, region and mode."""

    def __init__(self, knowledge: Knowledge, composer: Composer) -> None:
        self._knowledge, self._composer = knowledge, composer

    def say(self, view: View, key: str, **values: object) -> str:
        """One sentence of knowledge/sentences/wechat.yml."""
        return self._composer.say(view, key, **values)

    def notice(self, view: View, keys: Sequence[str], choices: Sequence[str] = (), **values: object) -> Reply:
        """Sentences as one reply of the system; ``choices`` name sentences ``say_…``."""
        titles = [self.say(view, f"say_{choice}") for choice in choices]
        return {
            "sender": "system",
            "kind": "notice",
            "text": "\n".join(self.say(view, key, **values) for key in keys),
            "buttons": [{"title": title, "value": title} for title in titles],
            "sources": [],
            "hotlines": [],
            "urgent": False,
            "entry": f"wechat_{keys[0]}",
            "script": view.script,
        }

    def post(
        self, session: Session, view: View, mark: str, reply: Reply, now: datetime, **payload: Any
    ) -> Message:
        """Stored once for each ``mark``; on its way to the customer in the same transaction."""
        stored = to_store(reply, **{name: value for name, value in payload.items() if value})
        return messages.post(session, view.id, stored, now, client_message_id=mark)

    def heard(self, text: str) -> str:
        """Which of our words a message is: page, attach, large, standard; "" for anything else."""
        plain = _plain(text) if len(text) <= 16 else ""
        return self._words().get(plain, "") if plain else ""

    def continues(self, text: str) -> bool:
        """Whether a message asks for what was not shown yet."""
        return len(text) <= 16 and _plain(text) in self._knowledge.listed("wechat.words_more")

    def _words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key in ("page", "attach", "large", "standard"):
            found |= dict.fromkeys(self._knowledge.listed(f"wechat.words_{key}"), key)
        return found


def _plain(text: str) -> str:
    return normalise(text).strip(_EDGES)
