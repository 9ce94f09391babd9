"""PDF: begins and ends as one, is not locked with a password, brings no program along.

A look at the surface, not a reader: what a damaged page does to a viewer is the viewer's to bear.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from casework.files.types import FileRefusedError

_HEAD: Final = re.compile(rb"%PDF-[12]\.\d")
_END: Final = re.compile(rb"startxref\s{1,8}(\d{1,10})\s{1,8}%%EOF[\s\0]{0,1024}\Z")
_TAIL: Final = 4096


def _named(*names: str) -> re.Pattern[bytes]:
    """Finds these names, each letter as it is or as #xx: looking for both is faster than decoding."""
    spelled = ("".join(f"(?:{c}|#(?i:{ord(c):x}))" for c in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?![A-Za-z0-9])".encode())


# /Launch starts programs, /JavaScript runs one, /Encrypt keeps staff from reading it.
_UNWANTED: Final = _named("JavaScript", "Launch", "Encrypt")
_PACKED: Final = _named("ObjStm")
_STREAM: Final = re.compile(rb"stream\r?\n")
# What Deflate begins with; objects that are not packed begin with a number ("8" is 0x38).
_ZLIB: Final = re.compile(rb"[\x08\x18\x28\x48\x58\x68\x78]|8[^0-9\s]")
_MOST_UNPACKED: Final = 8_000_000


def check(data: bytes) -> None:
    """FileRefusedError "broken" unless it is a whole, readable document without programs."""
    end = _END.search(data[-_TAIL:])
    if not _HEAD.match(data) or end is None or not 0 < int(end[1]) < len(data) or b"/Root" not in data:
        raise FileRefusedError("broken")
    if _UNWANTED.search(data) or any(_UNWANTED.search(part) for part in _unpacked(data)):
        raise FileRefusedError("broken")


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The object streams, inflated: names can hide in them. All that is looked at counts, found or not."""
    left = _MOST_UNPACKED
    for found in _PACKED.finditer(data):
        packed = _stream(data, found.end())
        part = _inflated(packed, left)
        left -= max(len(part), len(packed), _TAIL)
        if left <= 0:
            raise FileRefusedError("broken")
        yield part


def _stream(data: bytes, at: int) -> bytes:
    begin = _STREAM.search(data, at, at + _TAIL)
    if begin is None:
        return b""
    end = data.find(b"endstream", begin.end())
    return data[begin.end() : end if end >= 0 else len(data)]


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        if _ZLIB.match(packed):
            # A viewer may still show what stands before the damage; we did not see it.
            raise FileRefusedError("broken") from None
        return b""
