"""What an action needs to know of the turn it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast, get_args

from rasa_sdk import Tracker

from bot.text import Mode, Region, Script, fold, named_regions, named_towns
from knowledge import Knowledge, load
from knowledge.models import OPEN
from xiaobao.settings import Settings

# The entry that consoles; never a guess among others.
DISTRESS: Final = "distress"
# Before or behind the name of a place: the customer says to be there.
_AT = frozenset("在喺住係系")
_HERE = ("人", "这边", "這邊", "这里", "這裡", "這裏", "这儿", "呢边", "呢邊", "呢度", "本地")


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
    here: Region | None = None
    # The entry of the second question, when the message holds two.
    also: str = ""
    # The entry that was understood is not said any more.
    retired: bool = False
    # The customer has said where they are, or chosen it.
    placed: bool = True

    @property
    def style(self) -> dict[str, Any]:
        """Keyword arguments of ``Knowledge.render`` and ``Knowledge.say``."""
        return {"script": self.script, "region": self.region, "mode": self.mode}

    @property
    def about(self) -> Region:
        """The region whose rules are asked for: the only one named, else the customer's own."""
        if len(self.places) == 1:
            return cast(Region, next(iter(self.places)))
        # Taiwan's wording leaves out what the mainland's says (docs/decisions/0014).
        return "HK" if self.written_as == "HK" else self.region

    @property
    def where(self) -> Region | None:
        """The region for ``Knowledge.say``; None where it was not said (see ``Sentence.open``)."""
        return self.region if self.placed else None

    @property
    def written_as(self) -> Region | None:
        """Where one writes like that, when neither where the customer is was said nor any place named."""
        return None if self.placed or self.places else OPEN.get(self.script)


@lru_cache(maxsize=1)
def bank_region() -> Region:
    """Under which law the bank answers complaints, wherever the customer is."""
    return Settings().bank_region


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge base with this bank's name and hotline; it follows what is published."""
    settings = Settings()
    return load(bank_name=settings.bank_name, bank_hotline=settings.bank_hotline).own()


def turn_of(tracker: Tracker) -> Turn:
    """Read the turn; the gateway's metadata wins over what the engine saw, defaults fill the rest."""
    message = tracker.latest_message
    wished = message.get("metadata") or {}
    intent = message.get("intent") or {}
    here = _here(message) if not wished.get("region_known") else None
    ranked = tuple((r["entry"], float(r["confidence"])) for r in message.get("faq_ranking") or ())
    known = tuple(one for one in ranked if one[0] in knowledge().entries)
    script: Script = _one_of(Script, wished.get("script"), message.get("script"), default="zh-Hans")
    return Turn(
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=known,
        script=script,
        region=here or _one_of(Region, wished.get("region"), default="CN"),
        mode=_one_of(Mode, wished.get("mode"), default="standard"),
        places=_places(message, script),
        here=here,
        also=str(message.get("also") or ""),
        retired=known[:1] != ranked[:1],
        placed=bool(here or wished.get("region_known", True)),
    )


def _places(message: dict[str, Any], script: Script) -> frozenset[str]:
    """The places the message is about: named themselves, or by an office or a number that is only there."""
    entities = message.get("entities") or ()
    regions = (e for e in entities if e.get("entity") == "region")
    named = {str(e.get("canonical")) for e in regions if not (script == "zh-Hant-TW" and _at_home(e))}
    return frozenset(named) | named_regions(message.get("text") or "")


def _at_home(entity: dict[str, Any]) -> bool:
    """In Taiwan 國內 is Taiwan."""
    return fold(str(entity.get("value") or "")) == "国内"


def _here(message: dict[str, Any]) -> Region | None:
    """Where the customer says to be: 人在台北, 我係香港人; a place that is only named is not it."""
    text = message.get("text") or ""
    for start, end, region in _spans(message):
        if text[max(0, start - 1) : start] in _AT or text[end : end + 2].startswith(_HERE):
            return _one_of(Region, region, default="CN")  # type: ignore[no-any-return]
    return None


def _spans(message: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    for entity in message.get("entities") or ():
        if entity.get("entity") == "region" and "start" in entity:
            yield int(entity["start"]), int(entity["end"]), str(entity.get("canonical"))
    yield from named_towns(message.get("text") or "")


def _one_of(kind: Any, *candidates: Any, default: str) -> Any:
    allowed = get_args(kind)
    return next((c for c in candidates if c in allowed), default)
