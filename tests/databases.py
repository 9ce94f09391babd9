"""Migrated SQLite files, copied from one that is made once in each process."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from casework.db import upgrade


def migrated(path: Path) -> str:
    """Put a database with the newest schema there; returns its URL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()
