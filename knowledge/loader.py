"""Reads the content files into records; malformed content is named by file, entry and field."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from bot.text import REGIONS, Region
from knowledge.fields import Fields, read_yaml
from knowledge.models import Entry, Hotline, Problem, Sentence, Source, SourceRef, Variant, Wording

ROOT = Path(__file__).parent
T = TypeVar("T")


class ContentError(ValueError):
    """Content that cannot be served; the message lists every problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [f"{p.file}: {p.entry}: {p.message}" for p in problems]
        super().__init__("\n".join(["knowledge content is malformed:", *lines]))


@dataclass
class Content:
    """All content of one root, with what was wrong while reading it."""

    entries: dict[str, Entry] = field(default_factory=dict)
    hotlines: dict[str, Hotline] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    sentences: dict[str, Sentence] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(root: Path = ROOT) -> Content:
    """Read everything under ``root``; problems are collected in the result."""
    content = Content()
    out = content.problems
    for f in _map_file(root, root / "hotlines.yml", out):
        _add(content.hotlines, f, _hotline(f))
    for f in _map_file(root, root / "sources.yml", out):
        _add(content.sources, f, _source(f))
    for path in sorted((root / "entries").rglob("*.yml")):
        for f in _entry_file(root, path, out):
            _add(content.entries, f, _entry(f))
    for path in sorted((root / "sentences").glob("*.yml")):
        for f in _map_file(root, path, out):
            _add(content.sentences, f, _sentence(f))
    return content


def read_checked(root: Path = ROOT) -> Content:
    """Read everything; raises ContentError unless every record is well formed and every number known."""
    content = read(root)
    problems = [*content.problems, *unknown_references(content)]
    if problems:
        raise ContentError(tuple(problems))
    return content


def unknown_references(content: Content) -> Iterator[Problem]:
    """Hotlines and sources that entries name but no file defines."""
    for entry in content.entries.values():
        for variant in (entry.text, *entry.regions.values()):
            yield from _unknown(entry, "hotlines", variant.hotlines or (), content.hotlines)
            yield from _unknown(entry, "sources", [r.source for r in variant.sources or ()], content.sources)


def _unknown(entry: Entry, kind: str, used: Iterable[str], known: Container[str]) -> Iterator[Problem]:
    for id_ in used:
        if id_ not in known:
            yield Problem(entry.file, entry.id, "unknown-reference", f"{kind}: nothing has the id {id_}")


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


def _hotline(f: Fields) -> Hotline:
    return Hotline(
        id=f.entry,
        number=f.text("number"),
        dial=f.text("dial"),
        name=f.text("name", required=True),
        region=_region(f, f.text("region", required=True)),
        emergency=f.flag("emergency"),
        source=f.text("source", required=True, rule="hotline-fields"),
        verified_on=f.day("verified_on", required=True, rule="hotline-fields"),
        confidence=f.text("confidence", required=True, rule="hotline-fields"),
        hours=f.text("hours"),
        note=f.text("note"),
    )


def _source(f: Fields) -> Source:
    return Source(
        id=f.entry,
        title=f.text("title", required=True),
        issuer=f.text("issuer", required=True),
        verified_on=f.day("verified_on", required=True, rule="dates-missing"),
        number=f.text("number"),
        date=_iso(f.day("date")),
        effective=_iso(f.day("effective")),
        url=f.text("url"),
        note=f.text("note"),
    )


def _entry(f: Fields) -> Entry:
    f.used.add("id")
    text = _variant(f)
    if not text.sources:
        f.complain("sources", "missing", "source-missing")
    return Entry(
        id=f.entry,
        title=f.text("title", required=True),
        group=f.text("group", required=True),
        text=text,
        verified_on=f.day("verified_on", required=True, rule="dates-missing"),
        review_by=f.day("review_by", required=True, rule="dates-missing"),
        owner=f.text("owner", required=True, rule="owner-missing"),
        confidence=f.text("confidence", required=True, rule="confidence-missing"),
        regions=_by_region(f, partial(_variant_of_region, text)),
        related=f.texts("related"),
        audience=f.texts("audience") or ("all",),
        urgent=f.flag("urgent"),
        ask=f.texts("ask"),
        file=f.file,
    )


def _variant(f: Fields) -> Variant:
    f.used.update(("hotlines", "sources"))
    return Variant(
        answer=f.text("answer", required=True),
        plain=f.text("plain", required=True),
        steps=f.texts("steps"),
        plain_steps=f.texts("plain_steps"),
        hotlines=f.texts("hotlines") if "hotlines" in f.raw else None,
        sources=_refs(f) if "sources" in f.raw else None,
    )


def _variant_of_region(base: Variant, f: Fields) -> Variant:
    """Without a wording of its own a region keeps the base text; with one it takes nothing from it."""
    if not {"answer", "plain", "steps", "plain_steps"} & set(f.raw):
        f.raw = {**f.raw, "answer": base.answer, "plain": base.plain}
        variant = replace(_variant(f), steps=base.steps, plain_steps=base.plain_steps)
    else:
        variant = _variant(f)
    f.finish()
    return variant


def _refs(f: Fields) -> tuple[SourceRef, ...]:
    refs = []
    for number, raw in enumerate(f.items("sources", dict, "mappings with source and article"), 1):
        g = f.child(f"sources[{number}]", raw)
        refs.append(SourceRef(g.text("source", required=True), g.text("article"), g.text("note")))
        g.finish()
    return tuple(refs)


def _sentence(f: Fields) -> Sentence:
    return Sentence(
        key=f.entry,
        base=Wording(f.text("text", required=True), f.text("plain")),
        regions={**_short_wordings(f), **_by_region(f, _wording)},
        verbatim=f.flag("verbatim"),
        note=f.text("note"),
        file=f.file,
    )


def _short_wordings(f: Fields) -> dict[Region, Wording]:
    """Regions written as bare text instead of a mapping."""
    raw = f.mapping("regions")
    return {_region(f, str(r)): Wording(w.strip()) for r, w in raw.items() if isinstance(w, str)}


def _wording(f: Fields) -> Wording:
    wording = Wording(f.text("text", required=True), f.text("plain"))
    f.finish()
    return wording


def _by_region(f: Fields, parse: Callable[[Fields], T]) -> dict[Region, T]:
    found = {}
    for name, raw in f.mapping("regions").items():
        if isinstance(raw, dict):
            found[_region(f, str(name))] = parse(f.child(f"regions.{name}", raw))
        elif not isinstance(raw, str) or parse is not _wording:
            f.complain(f"regions.{name}", "must be a mapping")
    return found


def _region(f: Fields, name: str) -> Region:
    if name and name not in REGIONS:
        f.complain("region", f"unknown region {name}")
    return cast(Region, name)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
