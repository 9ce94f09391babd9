"""Folds traditional characters to simplified ones, one for one, so that offsets stay what they were."""

from __future__ import annotations

import re

from bot.text.dictionaries import dictionary
from bot.text.replacer import Replacer
from bot.text.resources import load_yaml

# Everything that has a one-to-one fold lies in the basic plane.
_PLANE = 0x10000


def fold(text: str) -> str:
    """Simplified characters; `len(fold(x)) == len(x)` and `fold(fold(x)) == fold(x)` always."""
    folded = text.translate(TABLE)
    return _WORDS.replace(folded) if _TRIGGER.search(folded) else folded


def _table() -> list[int]:
    """Code point to code point. A list, because `str.translate` reads it three times faster than a dict."""
    own = load_yaml("folding")
    pairs = {
        **dictionary("CJK_Compatibility_Ideographs"),
        **dictionary("TSCharacters"),
        **own["characters"],
        **{character: character for character in own["context"]},
    }
    table = list(range(_PLANE))
    for key, value in pairs.items():
        value = _last(pairs, value)
        if ord(key) < _PLANE and len(value) == 1:
            table[ord(key)] = ord(value)
    return table


def _last(pairs: dict[str, str], value: str) -> str:
    """Follow the table to its end, so that folding twice changes nothing more."""
    seen = {value}
    while value in pairs and pairs[value] not in seen:
        value = pairs[value]
        seen.add(value)
    return value


def _words() -> Replacer:
    words: dict[str, str] = {}
    for character, rule in load_yaml("folding")["context"].items():
        words.update({kept: kept for kept in rule.get("keep", ())})
        words.update(rule.get("change", {}))
        words.update(rule.get("only", {}))
        if "to" in rule:
            words[character] = rule["to"]
    return Replacer(words)


TABLE = _table()
_WORDS = _words()
_TRIGGER = re.compile(f"[{''.join(load_yaml('folding')['context'])}]")
