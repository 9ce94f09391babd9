"""Makes lessons of the mappings in the content files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.text import REGIONS, Region
from knowledge.fields import Fields
from knowledge.learning.models import Campaign, Card, MonthDay, Option, Question, Quiz, Story
from knowledge.parsing import refs

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def quiz(f: Fields) -> Quiz:
    """One file of quizzes/."""
    f.used.update(("topic", "regions"))
    return Quiz(
        **_common(f),
        questions=tuple(map(_question, _children(f, "questions"))),
        regions=_regions(f, f.texts("regions")) or REGIONS,
    )


def story(f: Fields) -> Story:
    """One file of stories/."""
    topic, right = f.text("topic"), f.text("right")
    if bool(topic) == bool(right):
        f.complain("topic", "one of topic and right")
    return Story(
        **_common(f),
        topic=topic or right,
        story=f.text("story", required=True),
        lesson=f.text("lesson", required=True),
    )


def card(f: Fields) -> Card:
    """One file of cards/."""
    raw = f.mapping("numbers")
    known = _regions(f, raw)
    numbers = f.child("numbers", raw)
    return Card(
        **_common(f),
        lines=f.texts("lines"),
        numbers={region: numbers.texts(region) for region in known},
        tip=f.text("tip"),
    )


def campaign(f: Fields) -> Campaign:
    """One file of campaigns/."""
    f.used.add("id")
    f.day("verified_on"), f.day("review_by")
    return Campaign(
        id=f.entry,
        title=f.text("title", required=True),
        first=_month_day(f, "from"),
        last=_month_day(f, "to"),
        about=f.text("about", required=True),
        stories=f.texts("stories"),
        quizzes=f.texts("quizzes"),
        entries=f.texts("entries"),
        sources=refs(f) if "sources" in f.raw else (),
        file=f.file,
    )


def instead(f: Fields) -> dict[Region, str]:
    """One line of numbers.yml: the regions' numbers in place of a mainland one."""
    return {region: f.text(region, required=True) for region in _regions(f, f.raw)}


def _common(f: Fields) -> dict[str, Any]:
    f.used.update(("id", "sources"))
    found = refs(f)
    if not found:
        f.complain("sources", "missing", "source-missing")
    return {
        "id": f.entry,
        "title": f.text("title", required=True),
        "entry": f.text("entry", required=True),
        "sources": found,
        "verified_on": f.day("verified_on", required=True, rule="dates-missing"),
        "review_by": f.day("review_by", required=True, rule="dates-missing"),
        "file": f.file,
    }


def _question(f: Fields) -> Question:
    options = tuple(map(_option, _children(f, "options")))
    made = Question(f.text("ask", required=True), options, f.text("why", required=True))
    f.finish()
    return made


def _option(f: Fields) -> Option:
    made = Option(f.text("text", required=True), f.flag("right"))
    f.finish()
    return made


def _children(f: Fields, name: str) -> list[Fields]:
    rows = f.items(name, dict, "mappings")
    return [f.child(f"{name}[{number}]", raw) for number, raw in enumerate(rows, 1)]


def _regions(f: Fields, names: Iterable[str]) -> tuple[Region, ...]:
    for name in names:
        if name not in REGIONS:
            f.complain("regions", f"unknown region {name}")
    return tuple(region for region in REGIONS if region in names)


def _month_day(f: Fields, name: str) -> MonthDay:
    text = f.text(name, required=True)
    match = _MONTH_DAY.fullmatch(text)
    if text and not match:
        f.complain(name, 'not a month and day ("03-15")')
    return (int(match[1]), int(match[2])) if match else (1, 1)
