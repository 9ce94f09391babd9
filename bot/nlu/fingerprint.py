"""Content hashes of data files, so that Rasa trains anew when one of them changes."""

import hashlib
from pathlib import Path

_SUFFIXES = {".py", ".txt", ".yml", ".yaml", ".json", ".tsv", ".csv"}


def fingerprint_of(*paths: Path) -> str:
    """Hash of the named files, and of every data or code file below the named directories."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES) if path.is_dir() else [path]
        for file in files:
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
