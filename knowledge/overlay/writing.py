"""Writes fields of an entry into the text of its file, touching nothing that did not change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from knowledge.versions import Raw

ORDER = (
    "id", "title", "group", "ask", "answer", "plain", "steps", "plain_steps", "hotlines", "regions",
    "sources", "verified_on", "review_by", "owner", "confidence", "related", "audience", "urgent",
)  # fmt: skip
_WORDS = ("answer", "plain")
_ON_ONE_LINE = ("hotlines", "related", "audience", "ask")
_DAYS = ("verified_on", "review_by")
_FIELD = re.compile(r"^  ([a-z_]+):")
_HEAD = re.compile(r"^- ")
_COMMENT = re.compile(r"^(?: *#.*)?$")


def without(text: str, id_: str) -> str:
    """The file without an entry."""
    return "".join(block for name, block in _blocks(text) if name != id_)


def with_entry(text: str, before: Mapping[str, Any] | None, after: Raw) -> str:
    """The file with an entry as it is after: only its fields that differ are written anew."""
    blocks = list(_blocks(text))
    if not any(name == after["id"] for name, _ in blocks):
        gap = "" if not text or text.endswith("\n\n") else "\n"
        return text + gap + _entry(after)
    return "".join(_edited(block, before or {}, after) if n == after["id"] else block for n, block in blocks)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """What stands before the first entry, under '', and each entry with the empty lines after it."""
    name, lines = "", list[str]()
    for line in text.splitlines(keepends=True):
        if _HEAD.match(line):
            yield name, "".join(lines)
            name, lines = "", []
        if found := re.match(r"^(?:- |  )id: *[\"']?([a-z0-9_]+)", line):
            name = name or found[1]
        lines.append(line)
    yield name, "".join(lines)


def _edited(block: str, before: Mapping[str, Any], after: Raw) -> str:
    fields = dict(_fields(block))
    tail = fields.pop("", "")
    for name in ORDER:
        if before.get(name) == after.get(name):
            continue
        if name in after:
            fields = _placed(fields, name, _field(name, after[name]))
        elif name in fields:
            del fields[name]
    text = "".join(fields.values())
    return "- " + text[2:] + tail


def _fields(block: str) -> Iterator[tuple[str, str]]:
    """Each field's own text, in order; under '' the empty lines and comments after the last one."""
    lines = ("  " + block[2:]).splitlines(keepends=True)
    end = len(lines)
    while end and _COMMENT.match(lines[end - 1].rstrip("\n")):
        end -= 1
    name, kept = "", list[str]()
    for line in lines[:end]:
        found = _FIELD.match(line)
        if found and name:
            yield name, "".join(kept)
            kept = []
        name = found[1] if found else name
        kept.append(line)
    yield name, "".join(kept)
    yield "", "".join(lines[end:])


def _placed(fields: dict[str, str], name: str, text: str) -> dict[str, str]:
    if name in fields:
        return {**fields, name: text}
    earlier = [known for known in ORDER[: ORDER.index(name)] if known in fields]
    at = 1 + max((list(fields).index(known) for known in earlier), default=-1)
    items = list(fields.items())
    return dict([*items[:at], (name, text), *items[at:]])


def _entry(raw: Raw) -> str:
    text = "".join(_field(name, raw[name]) for name in ORDER if name in raw)
    return "- " + text[2:]


def _field(name: str, value: Any, indent: int = 2) -> str:
    pad = " " * indent
    if name == "regions":
        inner = "".join(_region(region, value[region], indent + 2) for region in value)
        return f"{pad}{name}:\n{inner}"
    if name in _WORDS and "\n" not in value:
        return f"{pad}{name}: >-\n{pad}  {value}\n"
    if name in _DAYS:
        return f"{pad}{name}: {value}\n"
    if isinstance(value, list) and name not in _ON_ONE_LINE and value:
        rows = "".join(f"{pad}  - {_flow(one)}\n" for one in value)
        return f"{pad}{name}:\n{rows}"
    return f"{pad}{name}: {_flow(value)}\n"


def _region(region: str, variant: Mapping[str, Any], indent: int) -> str:
    inner = "".join(_field(name, variant[name], indent + 2) for name in ORDER if name in variant)
    return f"{' ' * indent}{region}:\n{inner}"


def _flow(value: Any) -> str:
    text = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, width=10**9, sort_keys=False
    ).removesuffix("\n")
    return text.removesuffix("\n...")
