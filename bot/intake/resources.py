"""Reads the data files that lie beside the code."""

from __future__ import annotations

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
    text = (DATA / f"{name}.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  # both are safe loaders
