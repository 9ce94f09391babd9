"""Conversion dictionaries: those of the installed engine, brought up to date by `data/opencc`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import opencc

from bot.text.resources import DATA

_OURS = DATA / "opencc"
_INSTALLED = Path(opencc.__file__).parent / "dictionary"


@cache
def dictionary(name: str) -> dict[str, str]:
    """One dictionary, key to its first value; do not change it. See `data/opencc/NOTICE`."""
    whole = _OURS / f"{name}.txt"
    if whole.exists():
        return _read(whole)
    entries = _read(_INSTALLED / f"{name}.txt")
    for key, value in _lines(_OURS / f"{name}.delta.txt"):
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
    return {key: value.partition(" ")[0] for key, value in _lines(path)}


def _lines(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(key, value) for key, _, value in (line.partition("\t") for line in lines if line)]
