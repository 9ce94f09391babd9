"""The facts an answer must hold (``bench/data/facts.yml``), matched on simplified text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.text import Region, fold, normalise

FILE = Path(__file__).parent / "data" / "facts.yml"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s,，\-–](?=\d)")
_GAP = re.compile(r"\s+")
# What is denied is not said: 不能保证追回.
_DENIED = re.compile(r"[不没未无别勿非莫][^，。；！？]{0,4}$|[吗？?]")

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Facts:
    """Every group of ``must`` needs one of its words; of ``never`` none may be said."""

    must: Groups = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """All facts by label, what no answer says, and what stands for a place's police and bodies."""

    labels: Mapping[str, Facts]
    never: tuple[str, ...]
    stopping: tuple[str, ...]
    places: Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def book(file: Path = FILE) -> Book:
    """The book as authored. Raises OSError, yaml.YAMLError, KeyError."""
    raw = yaml.safe_load(file.read_text("utf-8"))
    labels = {f"faq/{entry}": of(told) for entry, told in raw["entries"].items()}
    labels |= {act: of(told) for act, told in raw["acts"].items()}
    places = {name: {r: _texts(words) for r, words in of_.items()} for name, of_ in raw["places"].items()}
    return Book(labels, _texts(raw["never"]), _texts(raw["stopping"]), places)


def of(told: Mapping[str, Iterable[object]]) -> Facts:
    """Facts from a mapping with ``must`` (groups) and ``never``, both optional."""
    groups = tuple(_texts(group) for group in told.get("must", ()))  # type: ignore[arg-type]
    return Facts(groups, _texts(told.get("never", ())))


def plain(texts: Iterable[str]) -> str:
    """Texts as matched: simplified, as written and with regional words made one, digits together."""
    joined = "\n".join(texts)
    return "\n".join(_squeezed(form) for form in (fold(joined), normalise(joined)))


def said(word: str, text: str) -> bool:
    """Whether `plain` text says a word; digits stand alone (110 is not in 96110)."""
    return any(_found(form, text) for form in {_squeezed(fold(word)), _squeezed(normalise(word))})


def satisfied(facts: Facts, text: str, places: Iterable[Region]) -> bool:
    """Whether `plain` text holds every group and breaks nothing."""
    held = all(any(said(word, text) for word in words(group, places)) for group in facts.must)
    return held and not broken(facts.never, text)


def broken(never: Iterable[str], text: str) -> list[str]:
    """What should never be said and is, without being denied or asked."""
    return [word for word in never if _claimed(_squeezed(fold(word)), text)]


def words(group: Iterable[str], places: Iterable[Region]) -> list[str]:
    """A group with ``@police`` and its like replaced by the words of the places."""
    known, here = book().places, list(places)
    return [one for word in group for one in (_local(known[word[1:]], here) if word[0] == "@" else [word])]


def _local(by_place: Mapping[str, tuple[str, ...]], places: Iterable[Region]) -> list[str]:
    return [word for place in places for word in by_place.get(place, ())]


def _found(form: str, text: str) -> bool:
    if not form:
        return False
    left, right = (r"(?<!\d)" if form[0].isdigit() else ""), (r"(?!\d)" if form[-1].isdigit() else "")
    return re.search(left + re.escape(form) + right, text) is not None


def _claimed(form: str, text: str) -> bool:
    for line in text.split("\n"):
        for found in re.finditer(re.escape(form), line):
            after = line[found.end() : found.end() + 1]
            if not _DENIED.search(line[: found.start()][-6:]) and after not in ("吗", "?", "？"):
                return True
    return False


def _squeezed(text: str) -> str:
    lines = (_BETWEEN_DIGITS.sub("", _GAP.sub(" ", line)).replace(" ", "") for line in text.split("\n"))
    return "\n".join(lines).lower()


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
