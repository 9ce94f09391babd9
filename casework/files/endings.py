"""Where a picture ends: what hangs behind it makes the file two things at once."""

import re
from collections.abc import Callable
from typing import Final

# Telephones hang the same picture (brightness, preview), a short film or a table of their own behind a JPEG.
_FILM: Final = b"ftyp"
# The parts a film is made of, one behind the other, each with its size before it.
_FILM_PARTS: Final = frozenset(
    b"ftyp moov mdat free skip wide uuid meta udta moof mfra sidx styp emsg mpvd pnot pdin".split()
)
_MOST_PARTS: Final = 1000
_MOST_PICTURES: Final = 8
_ZEROS: Final = re.compile(rb"\0*")
_SAMSUNG_HEAD, _SAMSUNG_END = b"SEFH", b"SEFT"
_FOREIGN: Final = re.compile(
    rb"(?i)%PDF-|<script|<html|<!doctype|<svg|<\?php|PK\x03\x04|This program cannot"
    rb"|(?-i:7z\xbc\xaf\x27\x1c|Rar!\x1a\x07)"
)
_STANDALONE: Final = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
_END, _SCAN = 0xD9, 0xDA
_MOST_SEGMENTS: Final = 10_000
# In the data of a scan 0xFF is followed by 0x00 or by a restart mark; anything else is the next segment.
# One 0xFF only: what fills before it is not looked at twice, so that a run of millions takes linear time.
_NEXT_MARK: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FILL: Final = re.compile(rb"\xff*")


def jpeg(data: bytes) -> bool:
    """One JPEG; behind it nothing, or only what telephones put there."""
    end = _jpeg_end(data, 0)
    return end is not None and _known_tail(data, end)


def png(data: bytes) -> bool:
    """Chunks one after the other up to IEND, and then nothing."""
    at, size = 8, len(data)
    while at + 12 <= size:
        length = int.from_bytes(data[at : at + 4], "big")
        name, at = data[at + 4 : at + 8], at + 12 + length
        if name == b"IEND":
            return length == 0 and at == size
    return False


def webp(data: bytes) -> bool:
    """The size the RIFF head states is the size of the file (odd ones are padded)."""
    stated = int.from_bytes(data[4:8], "little") + 8
    return data[8:12] == b"WEBP" and len(data) in (stated, stated + stated % 2)


WHOLE: Final[dict[str, Callable[[bytes], bool]]] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
}


def _jpeg_end(data: bytes, start: int) -> int | None:
    """The place behind the end mark of the JPEG that begins at `start`; None when it does not end."""
    at = start
    for _ in range(_MOST_SEGMENTS):
        if data[at : at + 1] != b"\xff":
            return None
        at = _behind(_FILL, data, at) + 1
        mark = data[at - 1] if at <= len(data) else None
        if mark == _END:
            return at
        if mark in _STANDALONE:
            continue
        at += int.from_bytes(data[at : at + 2], "big")
        if mark == _SCAN:
            found = _NEXT_MARK.search(data, at)
            if found is None:
                return None
            at = found.end() - 2
    return None


def _known_tail(data: bytes, at: int) -> bool:
    at = _behind(_ZEROS, data, at)
    for _ in range(_MOST_PICTURES):
        end = _jpeg_end(data, at) if data.startswith(b"\xff\xd8\xff", at) else at
        if end is None:
            return False
        at = _behind(_ZEROS, data, end)
    tail = data[at:]
    # A film begins with its size in four bytes; those that are zero are skipped already.
    film = data.find(_FILM, at, at + 8) - 4
    known = film >= 0 and is_film(data, film)
    return not tail or ((known or _samsung(tail)) and not _FOREIGN.search(tail))


def is_film(data: bytes, at: int) -> bool:
    """Whether nothing but parts of a film follow up to the end, and zeros."""
    for _ in range(_MOST_PARTS):
        if _behind(_ZEROS, data, at) == len(data):
            return True
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if data[at + 4 : at + 8] not in _FILM_PARTS or size < head or at + size > len(data):
            return False
        at += size
    return False


def _behind(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at


def _samsung(tail: bytes) -> bool:
    """Whether the tail is a Samsung table: its last bytes say how far before them the head stands."""
    if not tail.endswith(_SAMSUNG_END):
        return False
    length = int.from_bytes(tail[-8:-4], "little")
    return 0 < length <= len(tail) - 8 and tail[-8 - length :].startswith(_SAMSUNG_HEAD)
