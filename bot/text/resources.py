"""Reads the data files that lie beside the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def load_yaml(name: str) -> Any:
    """The parsed content of `data/<name>.yml`; callers must not change it."""
    text = (DATA / f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)
