"""Typed reading of YAML: duplicate keys refused, every complaint names file, entry and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.models import Problem

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """SafeLoader that refuses a key written twice: the first value would vanish in silence."""


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"duplicate key {key!r}", key_node.start_mark)
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """Parse one UTF-8 file; raises yaml.YAMLError or UnicodeDecodeError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - built on SafeLoader


@dataclass
class Fields:
    """One mapping being read; complaints are collected, not raised, so that all of them show at once."""

    raw: dict[str, Any]
    file: str
    entry: str
    problems: list[Problem]
    prefix: str = ""
    used: set[str] = field(default_factory=set)

    def complain(self, name: str, message: str, rule: str = "schema") -> None:
        """Record a problem with one field."""
        self.problems.append(Problem(self.file, self.entry, rule, f"{self.prefix}{name}: {message}"))

    def text(self, name: str, *, required: bool = False, rule: str = "schema") -> str:
        """A string, stripped; '' when absent."""
        value = self._get(name, str, "text", required, rule)
        return value.strip() if value else ""

    def flag(self, name: str) -> bool:
        """A boolean; False when absent."""
        return bool(self._get(name, bool, "true or false", required=False))

    def day(self, name: str, *, required: bool = False, rule: str = "schema") -> date | None:
        """A date, as YAML date or ISO text."""
        value = self._get(name, (date, str), "a date", required, rule)
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.complain(name, "not a date (YYYY-MM-DD)")
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of non-empty strings; () when absent."""
        return tuple(v.strip() for v in self.items(name, str, "texts"))

    def items(self, name: str, kind: type, what: str) -> list[Any]:
        """A list whose members are all of one kind; others are reported and left out."""
        found = []
        for number, value in enumerate(self._get(name, list, "a list", required=False) or (), 1):
            if isinstance(value, kind) and value:
                found.append(value)
            else:
                self.complain(f"{name}[{number}]", f"must be one of {what}, not empty")
        return found

    def mapping(self, name: str) -> dict[str, Any]:
        """A mapping; {} when absent."""
        return self._get(name, dict, "a mapping", required=False) or {}

    def child(self, name: str, raw: dict[str, Any]) -> Fields:
        """The same reader one level down."""
        return Fields(raw, self.file, self.entry, self.problems, prefix=f"{self.prefix}{name}.")

    def finish(self) -> None:
        """Report fields nobody asked for: most are slips of the pen."""
        for name in self.raw:
            if name not in self.used:
                self.complain(str(name), "unknown field")

    def _get(self, name: str, kind: Any, what: str, required: bool, rule: str = "schema") -> Any:
        self.used.add(name)
        value = self.raw.get(name)
        missing = value is None or (required and value in ("", [], {}))
        if missing:
            if required:
                self.complain(name, "missing", rule)
            return None
        if not isinstance(value, kind):
            self.complain(name, f"must be {what}, found {type(value).__name__}")
            return None
        return value
