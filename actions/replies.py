"""The shape of a reply on its way to the gateway (docs/engine.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from actions.context import Turn, knowledge
from bot.text import Region
from knowledge.learning.telling import cards_by_entry
from knowledge.models import BANK, Entry

Reply = dict[str, Any]
# Groups whose answers rest on the law of a place.
_LAW = frozenset({"accounts", "cash", "complaints", "hardship", "privacy", "products", "rights"})
# Their wordings for other places tell of both: 先分清是哪里的银行.
_BOTH = frozenset({"cash", "complaints", "rights"})
_POLICE = ("cn_110", "cn_96110")
_EMERGENCY = "emergency_scam"
UNSURE = frozenset({"choices", "not_understood", "offer_human", "out_of_scope"})


def answer(entry: str, turn: Turn) -> Reply:
    """A reviewed entry with its sources; an urgent one puts the human first among the buttons."""
    known = knowledge().entries[entry]
    shown = knowledge().render(entry, **(turn.style if known.urgent else turn.style | _rules(known, turn)))
    related = [asdict(b) for b in shown.buttons]
    behind = [*_place_wanted(known, turn), *_numbers_there(known, turn), *_whom_there(known, turn)]
    return {
        "kind": "answer",
        "text": "\n".join([*_other_law(known, turn), shown.text, *behind]),
        "buttons": [button("human", turn), *related] if shown.urgent else related,
        "sources": [asdict(s) for s in shown.sources],
        "hotlines": [asdict(h) for h in shown.hotlines],
        "links": cards(entry, turn),
        "entry": entry,
        "version": shown.version,
        "urgent": shown.urgent,
        **_kept(turn, {}),
    }


def cards(entry: str, turn: Turn) -> list[dict[str, str]]:
    """The card an answer may be passed on with: to show it to the family."""
    card = cards_by_entry().get(entry)
    title = knowledge().say("learning.card_share", **turn.style)
    return [{"title": title, "href": f"/cards/{card}"}] if card else []


def headed(key: str, entry: str, turn: Turn) -> Reply:
    """An answer behind a sentence that says which question it is for."""
    reply = answer(entry, turn)
    head = knowledge().say(f"dialogue.{key}", **turn.style, title=titled(entry, turn)["title"])
    return reply | {"text": f"{head}\n{reply['text']}"}


def titled(entry: str, turn: Turn) -> dict[str, str]:
    """A button that asks for an entry."""
    title = knowledge().render(entry, **turn.style).title
    return {"title": title, "value": title}


def _rules(entry: Entry, turn: Turn) -> dict[str, Any]:
    """What is asked of another place is answered by its rules, where they are written."""
    return {"region": turn.about} if _written(entry, turn) and not _numbers_of_all(entry, turn) else {}


def _numbers_of_all(entry: Entry, turn: Turn) -> bool:
    """Whom to call differs, and nobody knows where this reader is: the numbers of every place are said.

    A reader of Hong Kong is told of both places where its wording does so.
    """
    both = turn.written_as == "HK" and entry.group in _BOTH
    return turn.written_as is not None and not both and turn.mode == "standard"


def _written(entry: Entry, turn: Turn) -> bool:
    return turn.about == entry.jurisdiction or turn.about in entry.regions


def _numbers_there(entry: Entry, turn: Turn) -> Iterator[str]:
    """In an emergency a place that is only named may be where the customer is: its numbers come too."""
    # Readers of traditional letters get them anyway.
    if entry.urgent:
        named = turn.script == "zh-Hans" and turn.region == "CN" and turn.places - {"CN"}
        told = entry.id if named else ""
    else:
        told = _told_of_all(entry, turn) if _numbers_of_all(entry, turn) else ""
    if told:
        yield from filter(None, [knowledge().elsewhere(told, turn.script)])


def _told_of_all(entry: Entry, turn: Turn) -> str:
    """The entry that says whom to call elsewhere: itself, or that of emergencies; none if it matters not."""
    if not _names_police(entry, turn):
        return entry.id if entry.group in _BOTH else ""
    return entry.id if entry.regions else _EMERGENCY


def _names_police(entry: Entry, turn: Turn) -> bool:
    shown = knowledge().render(entry.id, **turn.style)
    numbers = {knowledge().hotlines[one].number for one in _POLICE}
    return any(f"打{number}" in shown.text for number in numbers) or any(
        hotline.number in numbers for hotline in shown.hotlines
    )


def _other_law(entry: Entry, turn: Turn) -> Iterator[str]:
    """Rules of the mainland are not those of the place asked about, where no wording was written for it.

    With a number of the mainland comes whom to ask there: at once, or behind the answer (`_whom_there`).
    """
    called = _numbers_of(entry)
    if not _ruled(entry, turn.about) and not (called and turn.written_as):
        yield knowledge().say("dialogue.mainland", **turn.style | {"region": turn.about if called else "CN"})


def _whom_there(entry: Entry, turn: Turn) -> Iterator[str]:
    """Who only writes as in a place is told whom to ask there, when the answer names a mainland number."""
    if turn.written_as and not _ruled(entry, turn.written_as) and _numbers_of(entry):
        yield knowledge().say("dialogue.mainland_above", **turn.style | {"region": turn.written_as})


def _place_wanted(entry: Entry, turn: Turn) -> Iterator[str]:
    """Who only writes as in a place for which there is another answer is told how to get that one."""
    if turn.written_as in entry.regions and _numbers_of_all(entry, turn) and not entry.urgent:
        yield knowledge().say("dialogue.place_wanted", **turn.style | {"region": turn.written_as})


def _ruled(entry: Entry, place: Region) -> bool:
    """Whether the answer holds there as it is: by its own wording, or resting on no law of the mainland."""
    of_law = entry.group in _LAW and entry.jurisdiction == "CN" and not entry.urgent
    return not of_law or place in {"CN", *entry.regions}


def _numbers_of(entry: Entry) -> bool:
    """Whether an answer of the mainland names a number to call there."""
    return any(knowledge().hotlines[one].region == "CN" for one in entry.hotlines if one != BANK)


def choices(entries: Iterable[str], turn: Turn, *, calm: bool = False) -> Reply:
    """At most three entries to choose from, and the way to a human."""
    titles = [knowledge().render(e, **turn.style).title for e in entries]
    picks = [{"title": t, "value": t} for t in titles[:3]]
    return sentence("choices", turn, kind="choices", calm=calm, buttons=[*picks, button("human", turn)])


def sentence(key: str, turn: Turn, kind: str = "notice", *, calm: bool = False, **extra: Any) -> Reply:
    """A sentence of ``knowledge/sentences/dialogue.yml``.

    Who was not understood may be in danger, unless screening saw none (`calm`).
    """
    text = knowledge().say(f"dialogue.{key}", **turn.style | {"region": turn.where})
    if key in UNSURE and not calm:
        text = f"{_if_urgent(turn)}\n{text}"
    return {"kind": kind, "text": text, **extra, **_kept(turn, extra.get("set", {}))}


def _kept(turn: Turn, change: dict[str, str]) -> Reply:
    """Who says where they are, whatever is said to it, keeps that region's numbers from now on."""
    wished = ({"region": turn.here} if turn.here else {}) | change
    return {"set": wished} if wished else {}


def just_in_case(reply: Reply, turn: Turn) -> Reply:
    """The same answer for somebody who may be in danger: the emergency number and a human come first.

    An emergency's own answer says so already, and brings the human (gateway.chat.asking).
    """
    if reply.get("urgent"):
        return reply
    head = _if_urgent(turn)
    text = reply["text"] if reply["text"].startswith(head) else f"{head}\n{reply['text']}"
    human = button("human", turn)
    others = [one for one in reply.get("buttons") or () if one != human]
    return reply | {"text": text, "buttons": [human, *others], "doubted": True}


def _if_urgent(turn: Turn) -> str:
    """Who has not said where they are may need the number of either place, and of one that they name."""
    said = knowledge().say("gateway.if_urgent", **turn.style | {"region": turn.where})
    named = turn.mode == "standard" and bool(turn.places - {turn.region, "CN"})
    there = knowledge().elsewhere(_EMERGENCY, turn.script) if named else ""
    return f"{said}\n{there}" if there else said


def button(key: str, turn: Turn) -> dict[str, str]:
    """A quick reply: its title is also the text it sends."""
    title = knowledge().say(f"button.{key}", **turn.style)
    return {"title": title, "value": title}
