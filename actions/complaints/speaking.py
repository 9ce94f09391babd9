"""Sentences, buttons and replies about complaints, in the reader's script, region and mode."""

from datetime import date
from typing import Any

from actions.context import Turn, knowledge
from actions.replies import Reply
from bot.intake.classes import load_classes
from bot.text import convert, normalise

Button = dict[str, str]
_ENDS = " 。.!！"


def say(key: str, turn: Turn, **values: Any) -> str:
    """A sentence of ``knowledge/sentences/complaints.yml``."""
    return knowledge().say(f"complaint.{key}", **turn.style, **values)


def button(key: str, turn: Turn) -> Button:
    """A quick reply: what it shows is what it sends."""
    title = say(f"button_{key}", turn)
    return {"title": title, "value": title}


def human(turn: Turn) -> Button:
    """The way to a human."""
    title = knowledge().say("button.human", **turn.style)
    return {"title": title, "value": title}


def is_button(key: str, text: str) -> bool:
    """True when the text is what the button says, in any script."""
    return shows(f"button_{key}", text)


def shows(key: str, text: str) -> bool:
    """True when the text is the sentence, in any script."""
    return normalise(text).strip(_ENDS) == normalise(knowledge().say(f"complaint.{key}", "zh-Hans"))


def label(dimension: str, slug: str, turn: Turn) -> str:
    """A class as the customer reads it."""
    return convert(load_classes()[dimension].classes[slug].label, turn.script)


def day(value: date, turn: Turn) -> str:
    """A date in words."""
    return say("day", turn, year=value.year, month=value.month, day=value.day)


def notice(text: str, buttons: list[Button] | None = None) -> Reply:
    """Something said that asks for nothing."""
    return {"kind": "notice", "text": text, "buttons": buttons or []}


def prompt(text: str, expects: str, buttons: list[Button]) -> Reply:
    """A question; the gateway is told what the next message will be."""
    return {"kind": "prompt", "text": text, "buttons": buttons, "expects": expects}


def utter(dispatcher: Any, *replies: Reply) -> None:
    """Say each reply whole."""
    for reply in replies:
        dispatcher.utter_message(text=reply["text"], json_message=reply)
