"""Evaluation sets as turns: single questions and dialogues, ready to be asked and judged."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.text import REGIONS, SCRIPTS

Line = dict[str, Any]
_INHERITED = ("script", "style", "region")
_JUDGED_BY = ("expect", "must", "never", "kind")


def read_set(file: Path) -> list[Line]:
    """The questions of a file, turns of a dialogue in order with ``conversation`` set.

    A line is a question (bench/score.py) or ``{"id","script","style","turns":[questions]}``; a turn without
    its own script, style or region has the dialogue's. Raises OSError, ValueError with the line's number.
    """
    found: list[Line] = []
    for number, text in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            found += _checked(json.loads(text), number)
        except (ValueError, TypeError, AttributeError) as wrong:
            raise ValueError(f"{file}, line {number}: {wrong}") from None
    return found


def _checked(raw: Line, number: int) -> list[Line]:
    lines = list(_turns(raw, number)) if "turns" in raw else [{"id": str(number), **raw}]
    for line in lines:
        if not isinstance(line.get("q"), str) or not line["q"].strip():
            raise ValueError('no question in "q"')
        if not any(line.get(key) for key in _JUDGED_BY):
            raise ValueError(f"one of {', '.join(_JUDGED_BY)} is needed")
        line.setdefault("script", "zh-Hans")
        if line["script"] not in SCRIPTS or line.get("region", "CN") not in REGIONS:
            raise ValueError("unknown script or region")
    return lines


def _turns(raw: Line, number: int) -> Iterator[Line]:
    name = str(raw.get("id", number))
    shared = {key: raw[key] for key in _INHERITED if key in raw}
    for count, turn in enumerate(raw["turns"], 1):
        yield {**shared, **turn, "id": f"{name}.{count}", "conversation": name, "turn": count}


def to_ask(line: Line) -> Line:
    """What the assistant gets: the words, and which conversation they belong to; never what is expected."""
    return {key: line[key] for key in ("id", "q", "conversation") if key in line}
