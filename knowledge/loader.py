"""Reads the content files into records; malformed content is named by file, entry and field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

from knowledge import parsing
from knowledge.fields import Fields, read_yaml
from knowledge.models import Content, Problem
from knowledge.references import unknown_references

ROOT = Path(__file__).parent
T = TypeVar("T")


class ContentError(ValueError):
    """Content that cannot be served; the message lists every problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [f"{p.file}: {p.entry}: {p.message}" for p in problems]
        super().__init__("\n".join(["knowledge content is malformed:", *lines]))


def read(root: Path = ROOT) -> Content:
    """Read everything under ``root``; problems are collected in the result."""
    content = Content()
    out = content.problems
    for f in _map_file(root, root / "hotlines.yml", out):
        _add(content.hotlines, f, parsing.hotline(f))
    for f in _map_file(root, root / "sources.yml", out):
        _add(content.sources, f, parsing.source(f))
    for path in sorted((root / "entries").rglob("*.yml")):
        for f in _entry_file(root, path, out):
            _add(content.entries, f, parsing.entry(f))
    for path in sorted((root / "sentences").glob("*.yml")):
        for f in _map_file(root, path, out):
            _add(content.sentences, f, parsing.sentence(f))
    return content


def read_checked(root: Path = ROOT) -> Content:
    """Read everything; raises ContentError unless every record is well formed and every number known."""
    content = read(root)
    problems = [*content.problems, *unknown_references(content)]
    if problems:
        raise ContentError(tuple(problems))
    return content


def _add(into: dict[str, T], f: Fields, record: T) -> None:
    f.finish()
    if f.entry in into:
        f.complain("id", "used twice", "duplicate-id")
    into.setdefault(f.entry, record)


def _parsed(root: Path, path: Path, out: list[Problem]) -> tuple[str, Any]:
    name = path.relative_to(root).as_posix()
    try:
        return name, read_yaml(path)
    except FileNotFoundError:
        out.append(Problem(name, "", "schema", "file is missing"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        out.append(Problem(name, "", "schema", f"not valid YAML: {' '.join(str(error).split())}"))
    return name, None


def _map_file(root: Path, path: Path, out: list[Problem]) -> Iterator[Fields]:
    name, data = _parsed(root, path, out)
    if data is not None and not isinstance(data, dict):
        out.append(Problem(name, "", "schema", "must be a mapping of id to fields"))
        return
    for key, raw in (data or {}).items():
        if isinstance(key, str) and isinstance(raw, dict):
            yield Fields(raw, name, key, out)
        else:
            out.append(Problem(name, str(key), "schema", "must be a mapping of fields under a text id"))


def _entry_file(root: Path, path: Path, out: list[Problem]) -> Iterator[Fields]:
    name, data = _parsed(root, path, out)
    if data is not None and not isinstance(data, list):
        out.append(Problem(name, "", "schema", "must be a list of entries"))
        return
    for number, raw in enumerate(data or (), 1):
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            yield Fields(raw, name, raw["id"], out)
        else:
            out.append(Problem(name, f"#{number}", "schema", "entry without id"))
