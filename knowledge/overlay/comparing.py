"""What a change changes, field by field and letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from knowledge.overlay.writing import ORDER

Kind = Literal["same", "out", "in"]
# Shorter agreements between two changes only make the comparison hard to read.
_LEAST = 2
_NOWHERE = ("regions",)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stays, goes or comes."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """One field (``answer``, ``regions.HK.plain``) as text before and after; '' when there was none."""

    field: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both in one, to be marked."""
        return tuple(_pieces(self.before, self.after))


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """The fields that differ, in the order of the files."""
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    names = sorted({*old, *new}, key=_place)
    return tuple(Change(n, old.get(n, ""), new.get(n, "")) for n in names if old.get(n, "") != new.get(n, ""))


def _place(name: str) -> tuple[str, int]:
    """The mainland first, then by region; in each the order of the files, whatever keeps the fields."""
    region, _, field = name.rpartition(".")
    return region, ORDER.index(field) if field in ORDER else len(ORDER)


def as_text(value: Any) -> str:
    """A value as it is read: lists a line each, a source with its article, yes as a tick."""
    if isinstance(value, list):
        return "\n".join(map(as_text, value))
    if isinstance(value, dict):
        return " | ".join(str(value.get(name) or "") for name in ("source", "article", "note")).rstrip(" |")
    return "✓" if value is True else "" if value is False else str(value)


def _flat(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in raw.items():
        if name in _NOWHERE and isinstance(value, dict):
            for region, variant in value.items():
                yield from _flat(variant, f"{name}.{region}.")
        else:
            yield f"{prefix}{name}", as_text(value)


def _pieces(before: str, after: str) -> Iterator[Piece]:
    out = into = ""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        short = tag == "equal" and b - a < _LEAST and (a > 0 or c > 0) and b < len(before)
        if tag == "equal" and not short:
            yield from _pending(out, into)
            out = into = ""
            yield Piece("same", before[a:b])
        else:
            out, into = out + before[a:b], into + after[c:d]
    yield from _pending(out, into)


def _pending(out: str, into: str) -> Iterator[Piece]:
    if out:
        yield Piece("out", out)
    if into:
        yield Piece("in", into)
