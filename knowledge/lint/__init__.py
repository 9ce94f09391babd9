"""Checks the content before it reaches a customer; ``python -m knowledge.lint`` exits 1 on problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from knowledge.base import title_key
from knowledge.canned import canned_texts, read_canned
from knowledge.learning.loader import read_learning
from knowledge.learning.models import Learning
from knowledge.learning.texts import learning_texts
from knowledge.lint import learning, numbers, promises, records, wording
from knowledge.lint.rules import RULES
from knowledge.loader import ROOT, read
from knowledge.models import Content, Entry, Hotline, Problem
from knowledge.references import unknown_references
from knowledge.sentences import Voice
from knowledge.texts import Text, all_texts, entry_texts

__all__ = ["RULES", "lint", "lint_entry", "lint_text"]


def lint(path: Path | str = ROOT) -> tuple[Problem, ...]:
    """Every problem of the content under ``path``, by file, entry and rule."""
    content = read(Path(path))
    canned, slips = read_canned(Path(path) / "canned")
    lessons = read_learning(Path(path))
    found = {
        *content.problems,
        *slips,
        *_lessons(lessons, content),
        *_texts(content, canned_texts(canned)),
        *unknown_references(content),
        *_texts(content, all_texts(content)),
        *_records(content),
    }
    return tuple(sorted(found))


def lint_entry(content: Content, entry_id: str) -> tuple[Problem, ...]:
    """Every problem of one entry; a title that it shares is its own problem only if it stands last."""
    entry, voice = content.entries[entry_id], Voice(content.sentences, content.hotlines, "", "")
    whole = (*unknown_references(content), *_unique(content, voice))
    mine = (*_texts(content, entry_texts(entry)), *_entry(entry, content, voice))
    return tuple(sorted({problem for problem in (*whole, *mine) if problem.entry == entry_id}))


def lint_text(hotlines: Mapping[str, Hotline], text: str) -> tuple[Problem, ...]:
    """Every problem of one text that staff write for customers of the mainland."""
    content = Content(hotlines=dict(hotlines))
    return tuple(sorted(set(_texts(content, [Text("", "", "text", text, "CN")]))))


def _texts(content: Content, texts: Iterable[Text]) -> Iterator[Problem]:
    known = numbers.known_numbers(content.hotlines)
    for text in texts:
        yield from numbers.handwritten(text, known)
        yield from numbers.jurisdiction(text, content.hotlines)
        yield from promises.promises(text)
        yield from wording.script(text)
        yield from wording.round_trip(text)
        yield from wording.placeholders(text)


def _records(content: Content) -> Iterator[Problem]:
    for hotline in content.hotlines.values():
        yield from records.hotline(hotline, content)
    for source in content.sources.values():
        yield from records.source(source)
    for sentence in content.sentences.values():
        yield from wording.same_variables(sentence)
        yield from numbers.open_to_both(sentence, content.hotlines)
    voice = Voice(content.sentences, content.hotlines, "", "")
    for entry in content.entries.values():
        yield from _entry(entry, content, voice)
    yield from _unique(content, voice)


def _lessons(found: Learning, content: Content) -> Iterator[Problem]:
    voice = Voice(content.sentences, content.hotlines, "", "")
    yield from found.problems
    for kind, text in learning_texts(found):
        # A wrong option says what swindlers say: no promise of ours.
        said = {"quizzes.wrong": promises.CODES}.get(kind, frozenset())
        yield from (problem for problem in _texts(content, [text]) if problem.rule not in said)
    yield from learning.lessons(found, content, lambda text: _filled(text, voice))


def _unique(content: Content, voice: Voice) -> Iterator[Problem]:
    return records.unique_titles(content, lambda text: title_key(_filled(text, voice)))


def _entry(entry: Entry, content: Content, voice: Voice) -> Iterator[Problem]:
    yield from records.dates(entry)
    yield from records.values(entry)
    yield from records.articles(entry, content)
    yield from records.relations(entry, content)
    yield from records.listed_hotlines(entry, content)
    yield from records.urgent_numbers(entry, content)
    yield from wording.title_form(entry)
    yield from wording.hedges(entry)
    yield from wording.lengths(entry, {t.field: _filled(t.text, voice) for t in entry_texts(entry)})


def _filled(template: str, voice: Voice) -> str:
    try:
        return voice.fill(template, "zh-Hans", {})
    except KeyError:  # an unknown placeholder has its own rule
        return template
