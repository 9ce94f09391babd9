"""The menu under the chat, as data (menu.yml), and as the platform's API takes it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge import Knowledge

# What the platform takes: bytes of UTF-8.
LONGEST_HEADING: Final = 16
LONGEST_ENTRY: Final = 60
MOST_HEADINGS, MOST_ENTRIES = 3, 5
Menu = dict[str, Any]


@cache
def headings() -> tuple[Mapping[str, Any], ...]:
    """{"name", "entries": [{"name", "key"}]}, as in the file."""
    return tuple(yaml.safe_load(Path(__file__).with_name("menu.yml").read_text("utf-8")))


@cache
def deeds() -> frozenset[str]:
    """What a click or a scanned scene may name."""
    return frozenset(entry["key"] for heading in headings() for entry in heading["entries"])


def menu(knowledge: Knowledge, *, page: bool) -> Menu:
    """The body of menu/create; without a ``page`` nothing in it leads there. ValueError when it cannot be."""
    buttons = [
        {
            "name": _name(knowledge, heading["name"], LONGEST_HEADING),
            "sub_button": [
                {
                    "type": "click",
                    "name": _name(knowledge, entry["name"], LONGEST_ENTRY),
                    "key": entry["key"],
                }
                for entry in heading["entries"]
                if page or entry["key"] != "page"
            ],
        }
        for heading in headings()
    ]
    if len(buttons) > MOST_HEADINGS or any(len(b["sub_button"]) > MOST_ENTRIES for b in buttons):
        raise ValueError(f"at most {MOST_HEADINGS} headings with {MOST_ENTRIES} entries")
    return {"button": buttons}


def _name(knowledge: Knowledge, key: str, longest: int) -> str:
    name = knowledge.say(f"wechat.menu_{key}", "zh-Hans")
    if len(name.encode()) > longest:
        raise ValueError(f"wechat.menu_{key}: at most {longest} bytes")
    return name
