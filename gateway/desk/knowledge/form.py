"""An entry as a form, and back: every field of its file, for the mainland and for each region."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from knowledge.overlay.comparing import as_text
from knowledge.versions import Raw

Kind = Literal["line", "text", "lines", "ids", "sources", "day", "flag", "choice"]
REGIONS: Final = ("HK", "MO", "TW")
_SLUG = re.compile(r"[a-z][a-z0-9_]{2,59}")
_APART = re.compile(r"[\s,，、;；]+")
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the file, how it is typed, and lines of the box."""

    name: str
    kind: Kind
    rows: int = 1
    longest: int = 0


_WORDS: Final = (
    Field("answer", "text", 6, 300), Field("plain", "text", 3, 120), Field("steps", "lines", 4),
    Field("plain_steps", "lines", 3), Field("hotlines", "ids"), Field("sources", "sources", 3),
)  # fmt: skip
BASE: Final = (Field("title", "line"), *_WORDS, Field("ask", "lines", 4), Field("related", "ids"))
REGIONAL: Final = _WORDS
ABOUT: Final = (
    Field("owner", "line"), Field("verified_on", "day"), Field("review_by", "day"),
    Field("confidence", "choice"), Field("audience", "ids"), Field("urgent", "flag"),
)  # fmt: skip
_TOP: Final = (*BASE, *ABOUT)


def is_slug(said: str) -> bool:
    """Whether it may be the id of an entry."""
    return _SLUG.fullmatch(said) is not None


def values_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form's fields; those of a region are named ``HK.answer``."""
    found = {field.name: _shown(field.kind, raw[field.name]) for field in _TOP if field.name in raw}
    for region, variant in (raw.get("regions") or {}).items():
        found |= {
            f"{region}.{f.name}": _shown(f.kind, variant[f.name]) for f in REGIONAL if f.name in variant
        }
    return found


def typed(form: Mapping[str, Any]) -> dict[str, str]:
    """The same of a form that was sent, with line breaks as ours, each at most 4,000 characters."""
    names = [f.name for f in _TOP] + [f"{r}.{f.name}" for r in REGIONS for f in REGIONAL]
    said = {name: str(form.get(name) or "").replace("\r\n", "\n").strip()[:_LONGEST] for name in names}
    return {name: value for name, value in said.items() if value}


def raw_from(said: Mapping[str, str], former: Mapping[str, Any]) -> Raw:
    """The entry's fields; ``former`` gives id and group, and empty lists of regions, which say something."""
    raw: Raw = {"id": former["id"], "group": former["group"]}
    raw |= dict(_read(said, _TOP, former))
    old = former.get("regions") or {}
    regions = {r: dict(_read(said, REGIONAL, old.get(r) or {}, f"{r}.")) for r in REGIONS}
    raw |= {"regions": kept} if (kept := {r: variant for r, variant in regions.items() if variant}) else {}
    return raw


def _read(
    said: Mapping[str, str], fields: tuple[Field, ...], former: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    for field in fields:
        value = _value(field.kind, said.get(prefix + field.name, ""))
        if value or (prefix and former.get(field.name) == []):
            yield field.name, value


def _shown(kind: Kind, value: Any) -> str:
    return "、".join(value) if kind == "ids" else as_text(value)


def _value(kind: Kind, said: str) -> Any:
    match kind:
        case "lines":
            return [line.strip() for line in said.splitlines() if line.strip()]
        case "ids":
            return [part for part in _APART.split(said) if part]
        case "sources":
            return [_source(line) for line in said.splitlines() if line.strip()]
        case "flag":
            return bool(said)
        case _:
            return said


def _source(line: str) -> Raw:
    parts = [part.strip() for part in line.replace("｜", "|").split("|", 2)]
    return {name: part for name, part in zip(("source", "article", "note"), parts, strict=False) if part}
