"""Lays published changes over the entries of the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from knowledge.models import Content, Entry
from knowledge.overlay.reading import read_raw
from knowledge.references import unknown_references
from knowledge.versions import digest


@dataclass(frozen=True)
class Published:
    """A change in force; ``raw`` None retires the entry. ``filed``: digest of the file's text it replaced."""

    entry: str
    raw: Mapping[str, Any] | None
    filed: str


@dataclass(frozen=True)
class Laid:
    """The entries in force.

    ``merged``: the files say the same by now; ``broken``: no longer readable, so the files' text stands;
    ``parted``: the files say something else than when the change was published (the change stands).
    """

    entries: dict[str, Entry]
    merged: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()


def laid(content: Content, changes: Iterable[Published]) -> Laid:
    """The files' entries with the changes over them."""
    entries = dict(content.entries)
    merged, broken, parted = set(), set(), set()
    for change in changes:
        filed = content.entries.get(change.entry)
        known, new = digest(filed) if filed else "", _read(change, filed, content)
        if new == filed or (new and filed and digest(new) == known):
            merged.add(change.entry)
        elif change.raw is not None and new is None:
            broken.add(change.entry)
        else:
            _put(entries, change.entry, new)
            if known != change.filed:
                parted.add(change.entry)
    return Laid(_related(entries), frozenset(merged), frozenset(broken), frozenset(parted))


def _read(change: Published, filed: Entry | None, content: Content) -> Entry | None:
    """The entry; None when it is retired, or when it would not load."""
    if change.raw is None:
        return None
    entry, problems = read_raw(change.raw, filed.file if filed else "")
    alone = Content({entry.id: entry}, content.hotlines, content.sources)
    return None if problems or entry.id != change.entry or any(unknown_references(alone)) else entry


def _put(entries: dict[str, Entry], id_: str, new: Entry | None) -> None:
    if new is None:
        entries.pop(id_, None)
    else:
        entries[id_] = new


def _related(entries: dict[str, Entry]) -> dict[str, Entry]:
    """A retired entry is offered by no other."""
    return {
        id_: entry
        if all(r in entries for r in entry.related)
        else replace(entry, related=tuple(r for r in entry.related if r in entries))
        for id_, entry in entries.items()
    }
