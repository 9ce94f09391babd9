"""Makes records of the mappings in the content files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar, cast

from bot.text import REGIONS, Region
from knowledge.fields import Fields
from knowledge.models import Entry, Hotline, Sentence, Source, SourceRef, Variant, Wording

T = TypeVar("T")


def hotline(f: Fields) -> Hotline:
    """One number of hotlines.yml."""
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


def source(f: Fields) -> Source:
    """One source of sources.yml."""
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


def entry(f: Fields) -> Entry:
    """One answer of entries/."""
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
        sources=refs(f) if "sources" in f.raw else None,
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


def refs(f: Fields) -> tuple[SourceRef, ...]:
    """What a record rests on."""
    found = []
    for number, raw in enumerate(f.items("sources", dict, "mappings with source and article"), 1):
        g = f.child(f"sources[{number}]", raw)
        found.append(SourceRef(g.text("source", required=True), g.text("article"), g.text("note")))
        g.finish()
    return tuple(found)


def sentence(f: Fields) -> Sentence:
    """One sentence of sentences/."""
    return Sentence(
        key=f.entry,
        base=Wording(f.text("text", required=True), f.text("plain")),
        regions={**_short_wordings(f), **_by_region(f, _wording)},
        open=_by_region(f, _wording, "open"),
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


def _by_region(f: Fields, parse: Callable[[Fields], T], under: str = "regions") -> dict[Region, T]:
    found = {}
    for name, raw in f.mapping(under).items():
        if isinstance(raw, dict):
            found[_region(f, str(name))] = parse(f.child(f"{under}.{name}", raw))
        elif not isinstance(raw, str) or parse is not _wording or under != "regions":
            f.complain(f"{under}.{name}", "must be a mapping")
    return found


def _region(f: Fields, name: str) -> Region:
    if name and name not in REGIONS:
        f.complain("region", f"unknown region {name}")
    return cast(Region, name)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
