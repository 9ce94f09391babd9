"""Every piece of text a customer may read, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.text import Region
from knowledge.models import Content, Entry, Sentence, Variant, Wording


@dataclass(frozen=True)
class Text:
    """One text: which field, of what, and the region whose readers get it; ``open``: or the mainland's."""

    file: str
    entry: str
    field: str
    text: str
    region: Region
    verbatim: bool = False
    open: bool = False


def all_texts(content: Content) -> Iterator[Text]:
    """Texts of entries and sentences."""
    for entry in content.entries.values():
        yield from entry_texts(entry)
    for sentence in content.sentences.values():
        yield from sentence_texts(sentence)


def entry_texts(entry: Entry) -> Iterator[Text]:
    """Title, wordings and steps of an entry; ``ask`` is what customers write, not what they read."""
    home = entry.jurisdiction
    yield Text(entry.file, entry.id, "title", entry.title, home)
    for name, text in _variant_texts(entry.text):
        yield Text(entry.file, entry.id, name, text, home)
    for region, variant in entry.regions.items():
        for name, text in _variant_texts(variant):
            yield Text(entry.file, entry.id, f"regions.{region}.{name}", text, region)


def asked_texts(entry: Entry) -> Iterator[Text]:
    """What customers may write instead of the title."""
    for number, phrase in enumerate(entry.ask, 1):
        yield Text(entry.file, entry.id, f"ask[{number}]", phrase, entry.jurisdiction)


def sentence_texts(sentence: Sentence) -> Iterator[Text]:
    """Standard and plain wordings of a sentence."""
    yield from _wording_texts(sentence, "", "CN", sentence.base)
    for region, wording in sentence.regions.items():
        yield from _wording_texts(sentence, f"regions.{region}.", region, wording)
    for region, wording in sentence.open.items():
        for text in _wording_texts(sentence, f"open.{region}.", region, wording):
            yield replace(text, open=True)


def _wording_texts(sentence: Sentence, prefix: str, region: Region, wording: Wording) -> Iterator[Text]:
    for name, text in (("text", wording.text), ("plain", wording.plain)):
        if text:
            yield Text(sentence.file, sentence.key, prefix + name, text, region, sentence.verbatim)


def _variant_texts(variant: Variant) -> Iterator[tuple[str, str]]:
    yield "answer", variant.answer
    yield "plain", variant.plain
    for number, step in enumerate(variant.steps, 1):
        yield f"steps[{number}]", step
    for number, step in enumerate(variant.plain_steps, 1):
        yield f"plain_steps[{number}]", step
