"""The 30 kinds of scam: how each goes, its tell-tale phrases, and what a customer is told first.

Content: ``data/types/*.yml``, simplified Chinese; ``bot.text`` converts it for the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

ROOT = Path(__file__).parent / "data" / "types"
CLASSES = (
    *("brushing", "investment", "shopping", "courier_service", "loan_credit", "acquaintance"),
    *("police", "romance", "game", "ticket", "other"),
)
LONGEST = {"first": 60, "first_plain": 40}  # characters; more is not read in an emergency
_COUNTS = {"script": (3, 6), "tells": (8, 99), "steps": (3, 4)}
_TEXTS = ("id", "parent", "name", "first", "first_plain", "prevention", "entry")
_DAYS = ("verified_on", "review_by")
_FIELDS = {*_TEXTS, *_COUNTS, *_DAYS, "sources"}


class ScamTypeError(ValueError):
    """Malformed content; the message names the file, the type and the field."""


@dataclass(frozen=True)
class TypeSource:
    """What a type rests on: an id of knowledge/sources.yml, with the article or a note."""

    source: str
    article: str = ""
    note: str = ""


@dataclass(frozen=True)
class ScamType:
    """One kind of scam; ``parent`` is the police class, ``entry`` the knowledge entry that explains it."""

    id: str
    parent: str
    name: str
    script: tuple[str, ...]
    tells: tuple[str, ...]
    first: str
    first_plain: str
    steps: tuple[str, ...]
    prevention: str
    sources: tuple[TypeSource, ...]
    entry: str
    verified_on: date
    review_by: date


def load_types(root: Path = ROOT) -> Mapping[str, ScamType]:
    """Every type by id, in file order, read once; raises ScamTypeError."""
    return _load(root)


@lru_cache(maxsize=8)
def _load(root: Path) -> Mapping[str, ScamType]:
    types: dict[str, ScamType] = {}
    for path in sorted(root.glob("*.yml")):
        for raw in _records(path):
            record = _type(raw, path.name)
            if record.id in types:
                raise ScamTypeError(f"{path.name}: {record.id}: id: used twice")
            types[record.id] = record
    if not types:
        raise ScamTypeError(f"{root}: no types found")
    return MappingProxyType(types)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScamTypeError(f"{path.name}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, list) or not all(isinstance(raw, dict) for raw in content):
        raise ScamTypeError(f"{path.name}: must be a list of types")
    yield from content


def _type(raw: dict[str, Any], file: str) -> ScamType:
    where = f"{file}: {raw.get('id', '?')}"
    for name in [*sorted(_FIELDS - set(raw)), *sorted(map(str, set(raw) - _FIELDS))]:
        raise ScamTypeError(f"{where}: {name}: {'missing' if name in _FIELDS else 'unknown field'}")
    values: dict[str, Any] = {name: _text(raw[name], f"{where}: {name}") for name in _TEXTS}
    values |= {name: _texts(raw[name], f"{where}: {name}", *_COUNTS[name]) for name in _COUNTS}
    values |= {name: _day(raw[name], f"{where}: {name}") for name in _DAYS}
    record = ScamType(**values, sources=_sources(raw["sources"], f"{where}: sources"))
    _check(record, where)
    return record


def _check(record: ScamType, where: str) -> None:
    if record.parent not in CLASSES:
        raise ScamTypeError(f"{where}: parent: unknown class {record.parent}")
    for name, longest in LONGEST.items():
        if len(getattr(record, name)) > longest:
            raise ScamTypeError(f"{where}: {name}: at most {longest} characters")
    if record.review_by <= record.verified_on:
        raise ScamTypeError(f"{where}: review_by: must come after verified_on")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ScamTypeError(f"{where}: must be text, not empty")
    return value.strip()


def _texts(value: Any, where: str, least: int, most: int) -> tuple[str, ...]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise ScamTypeError(f"{where}: must be a list of {least} to {most} texts")
    return tuple(_text(item, where) for item in value)


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise ScamTypeError(f"{where}: must be a date (YYYY-MM-DD)")
    return value


def _sources(value: Any, where: str) -> tuple[TypeSource, ...]:
    if not isinstance(value, list) or not value:
        raise ScamTypeError(f"{where}: must be a list, not empty")
    return tuple(_source(item, where) for item in value)


def _source(value: Any, where: str) -> TypeSource:
    if not isinstance(value, dict) or not {"source"} <= set(value) <= {"source", "article", "note"}:
        raise ScamTypeError(f"{where}: each has source, and article or note")
    return TypeSource(**{name: _text(text, where) for name, text in value.items()})
