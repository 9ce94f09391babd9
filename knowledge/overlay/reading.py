"""Fields of an entry, kept as JSON, read by the same schema as the files."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from knowledge.fields import Fields
from knowledge.models import Entry, Problem
from knowledge.parsing import entry as parse


def read_raw(raw: Mapping[str, Any], file: str = "") -> tuple[Entry, tuple[Problem, ...]]:
    """The entry, and what is wrong with its form; ``file`` is where it stands or would stand."""
    id_ = str(raw.get("id") or "")
    where = file or f"entries/{raw.get('group') or ''}/{id_}.yml"
    problems: list[Problem] = []
    fields = Fields(deepcopy(dict(raw)), where, id_, problems)
    found = parse(fields)
    fields.finish()
    return found, tuple(problems)
