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
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# /Launch starts programs, /JavaScript runs one, /Encrypt keeps staff from reading it.
_UNWANTED: Final = re.compile(rb"/(?:JavaScript|Launch|Encrypt)(?![A-Za-z0-9])")
_PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_STREAM: Final = re.compile(rb"stream\r?\n")
_MOST_UNPACKED: Final = 30_000_000


def check(data: bytes) -> None:
    """FileRefusedError "broken" unless it is a whole, readable document without programs."""
    end = _END.search(data[-_TAIL:])
    if not _HEAD.match(data) or end is None or not 0 < int(end[1]) < len(data) or b"/Root" not in data:
        raise FileRefusedError("broken")
    if _unwanted(data) or any(_unwanted(part) for part in _unpacked(data)):
        raise FileRefusedError("broken")


def _unwanted(data: bytes) -> bool:
    plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)
    return _UNWANTED.search(plain) is not None


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The object streams, inflated: names can hide in them."""
    left = _MOST_UNPACKED
    for found in _PACKED.finditer(data):
        packed = _stream(data, found.end())
        part = _inflated(packed, left)
        left -= max(len(part), len(packed))
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
        return b""
