"""Rules on whole records: dates, references, sources, hotlines, titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import PurePosixPath

from bot.text import REGIONS
from knowledge.learning.models import Lesson
from knowledge.lint.numbers import foreign
from knowledge.models import BANK, CONFIDENCES, GROUPS, Content, Entry, Hotline, Problem, Source, Variant

_COUNTRY_CODES = ("+86", "+852", "+853", "+886")


def dates(entry: Entry | Lesson) -> Iterator[Problem]:
    """``dates-order``: reviewed again after it was verified, within twelve months."""
    if entry.verified_on and entry.review_by:
        if entry.review_by <= entry.verified_on:
            yield _of(entry, "dates-order", "review_by is not after verified_on")
        elif entry.review_by > _a_year_after(entry.verified_on):
            yield _of(entry, "dates-order", "review_by is more than twelve months after verified_on")


def values(entry: Entry) -> Iterator[Problem]:
    """``confidence-missing`` and ``group``: values of the closed lists; the folder is the group's."""
    if entry.confidence and entry.confidence not in CONFIDENCES:
        yield _of(entry, "confidence-missing", f"confidence: {entry.confidence} is none of {CONFIDENCES}")
    folder = PurePosixPath(entry.file).parent.name
    if entry.group not in GROUPS or entry.group != folder:
        yield _of(entry, "group", f"group {entry.group} in the folder {folder}")


def articles(entry: Entry, content: Content) -> Iterator[Problem]:
    """``article-missing``: a law is cited by article, or the reference notes why not."""
    for variant in _variants(entry):
        for ref in variant.sources or ():
            source = content.sources.get(ref.source)
            if source and source.is_law and not ref.article and not ref.note:
                yield _of(entry, "article-missing", f"sources: {ref.source} without article or note")


def relations(entry: Entry, content: Content) -> Iterator[Problem]:
    """``unknown-reference``: related entries exist, and are others."""
    for related in entry.related:
        if related not in content.entries or related == entry.id:
            yield _of(entry, "unknown-reference", f"related: no other entry {related}")


def listed_hotlines(entry: Entry, content: Content) -> Iterator[Problem]:
    """``jurisdiction``: the numbers to tap are those of the reader's region."""
    homes = {entry.jurisdiction: entry.text, **entry.regions}
    for region, variant in homes.items():
        for id_ in variant.hotlines or ():
            hotline = content.hotlines.get(id_)
            if hotline and foreign(hotline, region):
                yield _of(entry, "jurisdiction", f"hotlines: {id_} is not for {region}")


def urgent_numbers(entry: Entry, content: Content) -> Iterator[Problem]:
    """``urgent-hotline``: an emergency answer has a number of its own wherever it is read."""
    if not entry.urgent:
        return
    homes = {entry.jurisdiction: entry.text, **entry.regions}
    for region in REGIONS if entry.jurisdiction == "CN" else (entry.jurisdiction,):
        ids = (homes[region].hotlines or ()) if region in homes else ()
        if not any(content.hotlines[i].region == region for i in ids if i in content.hotlines and i != BANK):
            yield _of(entry, "urgent-hotline", f"urgent, but no number for {region}")


def unique_titles(content: Content, key: Callable[[str], str]) -> Iterator[Problem]:
    """``title-unique``: a title or other phrasing selects one entry only."""
    seen: dict[str, str] = {}
    for entry in content.entries.values():
        for phrase in dict.fromkeys(map(key, (entry.title, *entry.ask))):
            other = seen.setdefault(phrase, entry.id)
            if other != entry.id:
                yield _of(entry, "title-unique", f"“{phrase}” also selects {other}")


def hotline(record: Hotline, content: Content) -> Iterator[Problem]:
    """``hotline-fields``: sourced, dated, rated, and dialled as printed."""

    def problem(message: str) -> Problem:
        return Problem("hotlines.yml", record.id, "hotline-fields", message)

    if record.confidence and record.confidence not in CONFIDENCES:
        yield problem(f"confidence {record.confidence} is none of {CONFIDENCES}")
    if record.source and record.source not in content.sources:
        yield problem(f"no source {record.source}")
    if record.id == BANK:
        return
    if not record.number:
        yield problem("no number")
    if record.dial and not _dials(record.dial, record.number):
        yield problem(f"dial {record.dial} is not the number {record.number}")


def source(record: Source) -> Iterator[Problem]:
    """``source-url``: a link is https or http."""
    if record.url and not record.url.startswith(("https://", "http://")):
        yield Problem("sources.yml", record.id, "source-url", f"{record.url} is no web address")


def _variants(entry: Entry) -> tuple[Variant, ...]:
    return (entry.text, *entry.regions.values())


def _dials(dial: str, number: str) -> bool:
    digits = "".join(c for c in number if c.isdigit())
    local = [dial] + [dial[len(code) :] for code in _COUNTRY_CODES if dial.startswith(code)]
    return digits in local or digits.lstrip("0") in local[1:]


def _a_year_after(day: date) -> date:
    last_of_february = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if last_of_february else day.day)


def _of(entry: Entry | Lesson, rule: str, message: str) -> Problem:
    return Problem(entry.file, entry.id, rule, message)
