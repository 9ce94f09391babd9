"""Scripts, styles and pictures: read once, compressed once, served under a name that changes with them."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same gzipped, and its media type."""

    body: bytes
    packed: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by path under ``static/``; ``version`` is a digest over all of them."""

    files: dict[str, Asset]
    version: str

    def url(self, path: str) -> str:
        """The address of a file; KeyError for a file that is not there."""
        self.files[path]
        return f"/static/{self.version}/{path}"


@cache
def load(folder: Path = FOLDER) -> Assets:
    """Read the folder; only known types are served."""
    files = {
        path.relative_to(folder).as_posix(): _asset(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    }
    digest = hashlib.sha256()
    for name, asset in files.items():
        digest.update(name.encode() + b"\0" + asset.body + b"\0")
    return Assets(files, digest.hexdigest()[:12])


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body, gzip.compress(body, 9, mtime=0), _TYPES[path.suffix])
