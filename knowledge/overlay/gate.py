"""Whether a change may be submitted and published: the lint of the files, on the entry it would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.fields import read_yaml
from knowledge.lint import lint_entry
from knowledge.loader import ROOT
from knowledge.models import Content, Entry, Problem
from knowledge.overlay.reading import read_raw

_NEEDED = ROOT / "needed.yml"


@dataclass(frozen=True)
class Needed:
    """Entries that the product says by itself, by id, with where: they can be changed, never retired."""

    entries: Mapping[str, str]


def needed(path: Path = _NEEDED) -> Needed:
    """From ``needed.yml``."""
    return Needed({str(id_): str(where) for id_, where in read_yaml(path).items()})


def problems_of(
    content: Content, entries: Mapping[str, Entry], raw: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """What the lint says of an entry made of ``raw`` among the entries in force; () when it may be said."""
    former = entries.get(str(raw.get("id") or "")) or content.entries.get(str(raw.get("id") or ""))
    entry, problems = read_raw(raw, former.file if former else "")
    if problems:
        return problems
    others = {id_: other for id_, other in entries.items() if id_ != entry.id}
    # Last, so that what two entries share is said of this one.
    world = Content({**others, entry.id: entry}, content.hotlines, content.sources, content.sentences)
    return lint_entry(world, entry.id)


def retiring(entries: Mapping[str, Entry], id_: str) -> tuple[Problem, ...]:
    """Why an entry cannot be retired."""
    where = needed().entries.get(id_)
    file = entries[id_].file if id_ in entries else ""
    return (Problem(file, id_, "needed", where),) if where else ()
