"""What content refers to must exist, or an answer would have a hole."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from knowledge.models import Content, Entry, Problem
from knowledge.placeholders import hotlines_in, variables_in
from knowledge.texts import Text, all_texts, asked_texts

RULE = "unknown-reference"


def unknown_references(content: Content) -> Iterator[Problem]:
    """Hotlines and sources nothing defines, and variables in entries, which nothing fills."""
    for entry in content.entries.values():
        for variant in (entry.text, *entry.regions.values()):
            yield from _unknown(entry, "hotlines", variant.hotlines or (), content.hotlines)
            yield from _unknown(entry, "sources", [r.source for r in variant.sources or ()], content.sources)
        for text in asked_texts(entry):
            yield from _in_text(text, content)
    for text in all_texts(content):
        yield from _in_text(text, content)


def _unknown(entry: Entry, kind: str, used: Iterable[str], known: Container[str]) -> Iterator[Problem]:
    for id_ in used:
        if id_ not in known:
            yield Problem(entry.file, entry.id, RULE, f"{kind}: nothing has the id {id_}")


def _in_text(text: Text, content: Content) -> Iterator[Problem]:
    for id_ in hotlines_in(text.text):
        if id_ not in content.hotlines:
            yield Problem(text.file, text.entry, RULE, f"{text.field}: no hotline {id_}")
    if text.entry in content.entries:
        for name in sorted(variables_in(text.text)):
            yield Problem(text.file, text.entry, "placeholder", f"{text.field}: nothing fills {{{name}}}")
