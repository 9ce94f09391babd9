"""Conversion dictionaries: those of the installed engine, brought up to date by `data/opencc`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import opencc

from bot.text.resources import DATA

OURS = DATA / "opencc"
INSTALLED = Path(opencc.__file__).parent / "dictionary"


@cache
def dictionary(name: str) -> dict[str, str]:
    """One dictionary, key to its first value; do not change it. See `data/opencc/NOTICE`."""
    whole = OURS / f"{name}.txt"
    if whole.exists():
        return _read(whole)
    entries = _read(INSTALLED / f"{name}.txt")
    for key, value in lines_of(OURS / f"{name}.delta.txt"):
        if value:
            entries[key] = value.partition(" ")[0]
        else:
            entries.pop(key, None)
    return entries


def merged(*names: str) -> dict[str, str]:
    """Several dictionaries as one; the first to name a key wins."""
    if len(names) == 1:
        return dictionary(names[0])
    entries: dict[str, str] = {}
    for name in reversed(names):
        entries.update(dictionary(name))
    return entries


def _read(path: Path) -> dict[str, str]:
    return {key: value.partition(" ")[0] for key, value in lines_of(path)}


def lines_of(path: Path) -> list[tuple[str, str]]:
    """Keys and values (all of them, apart by blanks) of a dictionary file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(key, value) for key, _, value in (line.partition("\t") for line in lines if line)]
