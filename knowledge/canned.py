"""Ready replies for staff, reviewed: ``knowledge/canned/*.yml``, simplified, with variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from bot.text import REGIONS, Region
from knowledge.fields import Fields, read_yaml
from knowledge.loader import ROOT, ContentError
from knowledge.models import BANK, Problem
from knowledge.placeholders import hotlines_in, variables_in
from knowledge.texts import Text

# Beside {bank} and {hotline:id}: who writes, and the newest complaint of the conversation.
VARIABLES = frozenset({"agent", "receipt"})
# What a reply is for: how far a scam has come (its stages), the first words to a customer, a complaint.
MOMENTS = frozenset({"targeted", "paying", "paid", "leaked", "opening", "complaint"})
FOLDER = ROOT / "canned"


@dataclass(frozen=True)
class Canned:
    """One reply; ``plain`` for customers with large text, ``tags`` are what staff may type to find it.

    ``region``: only customers there may read it, for its numbers are theirs; empty: everybody. ``fits``: the
    moments in which it is offered first.
    """

    id: str
    title: str
    text: str
    plain: str
    tags: tuple[str, ...]
    reviewed_on: str
    owner: str
    region: str = ""
    fits: frozenset[str] = frozenset()
    file: str = ""


@cache
def load_canned(folder: Path = FOLDER) -> Mapping[str, Canned]:
    """All reviewed replies by id; raises ContentError that names every problem."""
    found, problems = read_canned(folder)
    if problems:
        raise ContentError(tuple(problems))
    return MappingProxyType(found)


def read_canned(folder: Path = FOLDER) -> tuple[dict[str, Canned], list[Problem]]:
    """The same with the problems collected."""
    found: dict[str, Canned] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        for f in _fields(path, problems):
            one = _canned(f)
            f.finish()
            if one.id in found:
                f.complain("id", "used twice", "duplicate-id")
            found.setdefault(one.id, one)
    return found, problems


def canned_texts(found: Mapping[str, Canned]) -> Iterator[Text]:
    """Every wording a customer may read."""
    for one in found.values():
        for name, text in (("text", one.text), ("plain", one.plain)):
            region: Region = next((known for known in REGIONS if known == one.region), "CN")
            yield Text(one.file, one.id, name, text, region)


def _fields(path: Path, problems: list[Problem]) -> Iterator[Fields]:
    name = f"canned/{path.name}"
    try:
        data = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", "schema", f"not valid YAML: {' '.join(str(error).split())}"))
        return
    for key, raw in (data or {}).items() if isinstance(data, dict) else ((name, data),):
        if isinstance(raw, dict):
            yield Fields(raw, name, str(key), problems)
        else:
            problems.append(Problem(name, str(key), "schema", "must be a mapping of fields under a text id"))


def _canned(f: Fields) -> Canned:
    text, plain = f.text("text", required=True), f.text("plain", required=True)
    for name, said in (("text", text), ("plain", plain)):
        if unknown := variables_in(said) - VARIABLES:
            f.complain(name, f"unknown variables {sorted(unknown)}", "placeholder")
    if (variables_in(text), hotlines_in(text)) != (variables_in(plain), hotlines_in(plain)):
        f.complain("plain", "must have the same variables as the text", "sentence-placeholders")
    region = f.text("region")
    if region not in ("", *REGIONS) or (not region and set(hotlines_in(text)) - {BANK}):
        f.complain("region", "must be CN, HK, MO or TW where a number is named", "jurisdiction")
    fits = frozenset(f.text("fits").split())
    if unfit := fits - MOMENTS:
        f.complain("fits", f"unknown moments {sorted(unfit)}")
    reviewed = f.day("reviewed_on", required=True, rule="dates-missing")
    return Canned(
        id=f.entry,
        title=f.text("title", required=True),
        text=text,
        plain=plain,
        tags=tuple(f.text("tags").split()),
        reviewed_on=reviewed.isoformat() if reviewed else "",
        owner=f.text("owner", required=True, rule="owner-missing"),
        region=region,
        fits=fits,
        file=f.file,
    )
