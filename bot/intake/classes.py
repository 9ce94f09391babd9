"""The classes of a complaint: channel, business and cause of JR/T 0169—2018, under our own slugs.

Content: ``data/classes.yml``, simplified Chinese; ``bot.text`` converts it for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "classes.yml"
DIMENSIONS = ("channel", "business", "cause")
OTHER = "other"
LONGEST_LABEL = 7  # characters on a button
_TEXTS = ("name", "label", "about")
_FIELDS = {*_TEXTS, "words"}


class ClassesError(ValueError):
    """Malformed content; the message names the place and the field."""


@dataclass(frozen=True)
class Class:
    """One class: the standard's `name`, the button's `label`, what it is `about`, telling `words`."""

    slug: str
    name: str
    label: str
    about: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """The classes of a dimension by slug; `sure` (0..1) is the confidence that need not be asked about."""

    sure: float
    sharpen: float
    classes: Mapping[str, Class]


def load_classes(file: Path = FILE) -> Mapping[str, Dimension]:
    """The three dimensions, read once; raises ClassesError."""
    return _load(file)


@cache
def _load(file: Path) -> Mapping[str, Dimension]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ClassesError(f"{file.name}: not valid YAML: {' '.join(str(error).split())}") from error
    _expect(content, set(DIMENSIONS), file.name)
    return MappingProxyType({name: _dimension(content[name], name) for name in DIMENSIONS})


def _dimension(raw: Any, where: str) -> Dimension:
    _expect(raw, {"sure", "sharpen", "classes"}, where)
    classes = raw["classes"]
    if not isinstance(classes, dict) or OTHER not in classes:
        raise ClassesError(f"{where}: classes: must hold {OTHER}")
    found = {slug: _class(str(slug), one, f"{where}: {slug}") for slug, one in classes.items()}
    sure, sharpen = (_number(raw[name], f"{where}: {name}") for name in ("sure", "sharpen"))
    if sure > 1:
        raise ClassesError(f"{where}: sure: at most 1")
    return Dimension(sure, sharpen, MappingProxyType(found))


def _class(slug: str, raw: Any, where: str) -> Class:
    _expect(raw, _FIELDS, where)
    texts = {name: _text(raw[name], f"{where}: {name}") for name in _TEXTS}
    if len(texts["label"]) > LONGEST_LABEL:
        raise ClassesError(f"{where}: label: at most {LONGEST_LABEL} characters")
    words = raw["words"]
    if not isinstance(words, list) or not words:
        raise ClassesError(f"{where}: words: must be a list, not empty")
    return Class(slug, **texts, words=tuple(_text(word, f"{where}: words") for word in words))


def _expect(raw: Any, fields: set[str], where: str) -> None:
    if not isinstance(raw, dict) or set(raw) != fields:
        raise ClassesError(f"{where}: must hold {', '.join(sorted(fields))} and nothing else")


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ClassesError(f"{where}: must be a number above 0")
    return float(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ClassesError(f"{where}: must be text, not empty")
    return value.strip()
