"""Replies to an alarm: emergency steps first, then what fits the case; a warning; a verdict on a text."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from actions import replies
from actions.context import Turn, knowledge
from bot.fraud.answers import GENERAL, entry_for
from bot.fraud.finding import URGENT
from bot.fraud.types import ScamType, load_types
from bot.text import convert

_CLEAR = 0.8
_VIOLENCE = "THR-01"  # the rule that hears a threat to life and limb
_MOST_SIGNS = 3
# Nobody reads more in an emergency; large text says one thing.
_MOST_EXTRAS: Mapping[str, int] = {"standard": 3, "large": 1}


@dataclass(frozen=True)
class Alarm:
    """The finding of a message (``bot.fraud.telling.told``)."""

    stage: str
    type: ScamType | None
    severity: str
    score: float
    person: str | None
    facts: Mapping[str, Any]
    pasted: bool
    notice: bool
    linked: bool
    signs: tuple[str, ...]
    links: tuple[str, ...]
    entry: str
    threatened: bool
    # Little speaks for it, and the customer surely asks about something.
    doubted: bool = False

    @staticmethod
    def read(found: Mapping[str, Any]) -> "Alarm":
        """From the engine's message; what is missing is calm."""
        return Alarm(
            stage=str(found.get("stage") or "none"),
            type=load_types().get(str(found.get("type"))),
            severity=str(found.get("severity") or "info"),
            score=float(found.get("score") or 0.0),
            person=found.get("person"),
            facts=found.get("facts") or {},
            pasted=bool(found.get("pasted")),
            notice=bool(found.get("notice")),
            linked=bool(found.get("linked")),
            signs=tuple(map(str, found.get("signs") or ())),
            links=tuple(map(str, found.get("links") or ())),
            entry=entry_for(found) or GENERAL,
            threatened=_VIOLENCE in (found.get("rules") or ()),
            doubted=bool(found.get("doubted")),
        )

    @property
    def urgent(self) -> bool:
        """True when money or secrets are going or gone."""
        return self.stage in URGENT

    @property
    def flag(self) -> dict[str, Any]:
        """What escalation needs to know."""
        return {
            "stage": self.stage,
            "type": self.type.id if self.type else None,
            "severity": self.severity,
            "score": self.score,
        }


def emergency(alarm: Alarm, turn: Turn) -> replies.Reply:
    """The reviewed steps of the stage in the region's wording, then what this case needs besides."""
    reply = replies.answer(alarm.entry, turn)
    extras = list(_besides(alarm, turn))[: _MOST_EXTRAS[turn.mode]]
    return reply | {"text": "\n".join([reply["text"], *extras]), "urgent": True, "flag": alarm.flag}


def warning(alarm: Alarm, turn: Turn) -> replies.Reply:
    """What this is, how to check, whom to call: nothing is lost yet."""
    if alarm.threatened:
        # No kind of fraud matters beside it.
        said = (_say("threatened", turn), _say("targeted_whom", turn))
        return _built(iter(said), GENERAL, turn) | {"flag": alarm.flag}
    lines = _plain_warning(alarm, turn) if turn.mode == "large" else _full_warning(alarm, turn)
    return _built(lines, alarm.type.entry if alarm.type else GENERAL, turn) | {"flag": alarm.flag}


def fitting(entry: str, alarm: Alarm, turn: Turn) -> replies.Reply:
    """A reviewed entry to somebody a fraud is tried on, then what fits the case and whom to call."""
    reply = replies.answer(entry, turn)
    more = [_say("secrecy", turn)] if alarm.facts.get("secrecy") else []
    buttons = reply["buttons"] if reply["urgent"] else [replies.button("human", turn), *reply["buttons"]]
    text = "\n".join([reply["text"], *more, *_whom(turn)])
    return reply | {"text": text, "buttons": buttons, "flag": alarm.flag}


def verdict(alarm: Alarm, turn: Turn) -> replies.Reply:
    """On a text that raised no alarm: suspicious by its links, like a genuine notice, or nothing known."""
    calm = "verdict_genuine" if alarm.notice else "verdict_unknown"
    key = "verdict_suspicious" if alarm.links else calm
    lines = [_say(key, turn), *_signs(alarm, turn)]
    if alarm.linked:
        lines.append(_say("link_never", turn))
    lines += _whom(turn)
    return _built(iter(lines), GENERAL, turn)


def _besides(alarm: Alarm, turn: Turn) -> Iterator[str]:
    long_ago = alarm.facts.get("when") == "long"
    if alarm.facts.get("secrecy"):
        yield _say("secrecy", turn)
    if alarm.stage == "paid" and alarm.entry != "scam_cash_courier":
        yield _say("long_ago" if long_ago else "ask_facts", turn)
    elif alarm.type:
        yield _first(alarm.type, turn)


def _full_warning(alarm: Alarm, turn: Turn) -> Iterator[str]:
    if alarm.pasted or alarm.type is None:
        yield _say("verdict_clear" if alarm.type and alarm.score >= _CLEAR else "verdict_suspicious", turn)
    if alarm.type:
        yield _say("looks_like", turn, type=_own(alarm.type.name, turn)) + _first(alarm.type, turn)
    yield from _signs(alarm, turn)
    if alarm.linked:
        yield _say("link_never", turn)
    if alarm.type:
        yield from (f"{number}. {_own(step, turn)}" for number, step in enumerate(alarm.type.steps, 1))
    if alarm.facts.get("secrecy"):
        yield _say("secrecy", turn)
    if alarm.person in ("family", "third"):
        yield _say("family", turn)
    yield from _whom(turn)


def _plain_warning(alarm: Alarm, turn: Turn) -> Iterator[str]:
    yield _first(alarm.type, turn) if alarm.type else _say("verdict_suspicious", turn)
    yield _say("secrecy" if alarm.facts.get("secrecy") else "targeted_whom", turn)


def _signs(alarm: Alarm, turn: Turn) -> Iterator[str]:
    links = [_say(f"link_{sign}", turn) for sign in alarm.links]
    shown = [_own(sign, turn) for sign in alarm.signs] if alarm.pasted else []
    found = [*links, *shown][:_MOST_SIGNS]
    if found and turn.mode == "standard":
        yield _say("signs", turn, signs="；".join(sign.rstrip("。") for sign in found))


def _whom(turn: Turn) -> Iterator[str]:
    """Whom to call before anything is paid; where another place was named, there too."""
    yield _say("targeted_whom", turn)
    if turn.mode == "standard" and turn.places - {turn.region, "CN"}:
        yield from filter(None, [knowledge().elsewhere(GENERAL, turn.script)])


def _built(lines: Iterator[str], entry: str, turn: Turn) -> replies.Reply:
    shown = knowledge().render(entry, **turn.style)
    more = {"title": shown.title, "value": shown.title}
    return {
        "kind": "answer",
        "text": "\n".join(lines),
        "buttons": [replies.button("human", turn), more, *(asdict(b) for b in shown.buttons)],
        "sources": [asdict(source) for source in shown.sources],
        "hotlines": [asdict(hotline) for hotline in shown.hotlines],
        "entry": entry,
        "urgent": False,
    }


def _first(type_: ScamType, turn: Turn) -> str:
    return _own(type_.first_plain if turn.mode == "large" else type_.first, turn)


def _say(key: str, turn: Turn, **values: str) -> str:
    return knowledge().say(f"fraud.{key}", turn.script, turn.where, turn.mode, **values)


def _own(text: str, turn: Turn) -> str:
    return convert(text, turn.script)
