"""What an action needs to know of the turn it answers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from rasa_sdk import Tracker

from bot.text import Mode, Region, Script
from knowledge import Knowledge, load
from xiaobao.settings import Settings


@dataclass(frozen=True)
class Turn:
    """Script, region and mode of the reply, with the intent and the ranked entries of the message."""

    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    script: Script
    region: Region
    mode: Mode
    places: frozenset[str] = frozenset()

    @property
    def style(self) -> dict[str, Any]:
        """Keyword arguments of ``Knowledge.render`` and ``Knowledge.say``."""
        return {"script": self.script, "region": self.region, "mode": self.mode}


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge base with this bank's name and hotline."""
    settings = Settings()
    return load(bank_name=settings.bank_name, bank_hotline=settings.bank_hotline)


def turn_of(tracker: Tracker) -> Turn:
    """Read the turn; the gateway's metadata wins over what the engine saw, defaults fill the rest."""
    message = tracker.latest_message
    wished = message.get("metadata") or {}
    intent = message.get("intent") or {}
    return Turn(
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple((r["entry"], float(r["confidence"])) for r in message.get("faq_ranking") or ()),
        script=_one_of(Script, wished.get("script"), message.get("script"), default="zh-Hans"),
        region=_one_of(Region, wished.get("region"), default="CN"),
        mode=_one_of(Mode, wished.get("mode"), default="standard"),
        places=frozenset(
            str(e.get("canonical")) for e in message.get("entities") or () if e.get("entity") == "region"
        ),
    )


def _one_of(kind: Any, *candidates: Any, default: str) -> Any:
    allowed = get_args(kind)
    return next((c for c in candidates if c in allowed), default)
