"""Reads the data files that lie beside the code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

# The C loader is ten times faster, where libyaml is there.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = Path(__file__).parent / "data"


@cache
def load_yaml(name: str) -> Any:
    """The parsed content of `data/<name>.yml`; callers must not change it."""
    return _read(DATA / f"{name}.yml")


def load_folder(name: str) -> Iterator[tuple[str, Any]]:
    """(file name without ending, parsed content) of each `data/<name>/*.yml`, in order."""
    for path in sorted((DATA / name).glob("*.yml")):
        yield path.stem, _read(path)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # both are safe loaders
