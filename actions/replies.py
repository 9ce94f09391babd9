"""The shape of a reply on its way to the gateway (docs/engine.md)."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from actions.context import Turn, knowledge

Reply = dict[str, Any]
UNSURE = frozenset({"choices", "not_understood", "offer_human", "out_of_scope"})


def answer(entry: str, turn: Turn) -> Reply:
    """A reviewed entry with its sources; an urgent one puts the human first among the buttons."""
    shown = knowledge().render(entry, **turn.style)
    related = [asdict(b) for b in shown.buttons]
    return {
        "kind": "answer",
        "text": shown.text,
        "buttons": [button("human", turn), *related] if shown.urgent else related,
        "sources": [asdict(s) for s in shown.sources],
        "hotlines": [asdict(h) for h in shown.hotlines],
        "entry": entry,
        "version": shown.version,
        "urgent": shown.urgent,
        # Who says where they are keeps that region's numbers from now on.
        **({"set": {"region": turn.here}} if turn.here else {}),
    }


def choices(entries: Iterable[str], turn: Turn, *, calm: bool = False) -> Reply:
    """At most three entries to choose from, and the way to a human."""
    titles = [knowledge().render(e, **turn.style).title for e in entries]
    picks = [{"title": t, "value": t} for t in titles[:3]]
    return sentence("choices", turn, kind="choices", calm=calm, buttons=[*picks, button("human", turn)])


def sentence(key: str, turn: Turn, kind: str = "notice", *, calm: bool = False, **extra: Any) -> Reply:
    """A sentence of ``knowledge/sentences/dialogue.yml``.

    Who was not understood may be in danger, unless screening saw none (`calm`).
    """
    text = knowledge().say(f"dialogue.{key}", **turn.style)
    if key in UNSURE and not calm:
        text = f"{knowledge().say('gateway.if_urgent', **turn.style)}\n{text}"
    return {"kind": kind, "text": text, **extra}


def just_in_case(reply: Reply, turn: Turn) -> Reply:
    """The same answer for somebody who may be in danger: the emergency number and a human come first.

    An emergency's own answer says so already, and brings the human (gateway.chat.asking).
    """
    if reply["urgent"]:
        return reply
    text = f"{knowledge().say('gateway.if_urgent', **turn.style)}\n{reply['text']}"
    return reply | {"text": text, "buttons": [button("human", turn), *reply["buttons"]], "doubted": True}


def button(key: str, turn: Turn) -> dict[str, str]:
    """A quick reply: its title is also the text it sends."""
    title = knowledge().say(f"button.{key}", **turn.style)
    return {"title": title, "value": title}
