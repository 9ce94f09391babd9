"""The streams of a PDF: object streams are unpacked, the others measured, all within bounds."""

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Final

from casework.files.types import FileRefusedError

_STREAM: Final = re.compile(rb"(?<!end)stream(?:[ \t]{0,4}\r?\n|\r)")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTER: Final = re.compile(rb"/Filter(?![A-Za-z])")
_FILTERS: Final = re.compile(rb"/Filter\s*(?:/(\w+)|\[([\s/\w]*)\])")
_NAME: Final = re.compile(rb"/(\w+)")
_OBJECTS: Final = re.compile(rb"/(?:O|#4[Ff])(?:b|#62)(?:j|#6[Aa])(?:S|#53)(?:t|#74)(?:m|#6[Dd])")
_COUNT: Final = re.compile(rb"/N(?![A-Za-z0-9])")
# Objects that are not packed: their numbers and places, then the first of them.
_PLAIN: Final = re.compile(rb"[\s\d]{1,4096}(?:<<|\[|$)")
# In an object stream: contents in another file, or scrambled so that names are not seen.
_ELSEWHERE: Final = re.compile(rb"/F(?:Filter)?(?![A-Za-z0-9])|/Predictor\s*(?!1\b)")
_FLATE: Final = (b"FlateDecode", b"Fl")
_TEXT: Final = {
    b"ASCII85Decode": lambda text: base64.a85decode(text.split(b"~")[0].removeprefix(b"<~"), adobe=False),
    b"ASCIIHexDecode": lambda text: bytes.fromhex(text.split(b">")[0].decode("ascii")),
}
_SHORT: Final = {b"A85": b"ASCII85Decode", b"AHx": b"ASCIIHexDecode"}
_LZW: Final = (b"LZWDecode", b"LZW")
_GROWING: Final = (*_FLATE, b"RunLengthDecode", b"RL")
# What Deflate begins with; objects that are not packed begin with a number ("8" is 0x38).
_ZLIB: Final = re.compile(rb"[\x08\x18\x28\x48\x58\x68\x78]|8[^0-9\s]")
_REACH: Final = 4096
_PIECE: Final = 65_536
# Bytes of all object streams, and of all streams of a file: an A4 page of 300 dpi in colour takes 26 MB.
_MOST_OBJECTS: Final = 8_000_000
_MOST: Final = 150_000_000


def packed_objects(data: bytes) -> Iterator[bytes]:
    """The object streams, inflated; FileRefusedError "broken" for what hides its content or grows too much.

    All that is looked at counts, found or not, so that the time is bounded.
    """
    objects, left = _MOST_OBJECTS, _MOST
    for start, begin, announced in _streams(data):
        about = _about(data, start)
        filters = _filters(about)
        if announced or (b"/First" in about and _COUNT.search(about)):
            part, used = _objects(data, begin, about, filters, objects)
            objects -= max(len(part), used, _REACH)
            yield part
        else:
            left -= max(_measured(data, begin, filters, left), _REACH)
        if objects <= 0 or left <= 0:
            raise FileRefusedError("broken")


def _streams(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each is said to begin, and does; whether the name of object streams stands before it."""
    names = _OBJECTS.finditer(data)
    name = next(names, None)
    for found in _STREAM.finditer(data):
        announced = False
        while name and name.end() <= found.start():
            name, announced = next(names, None), True
        yield *found.span(), announced


def _about(data: bytes, at: int) -> bytes:
    """The dictionary before a stream, names decoded."""
    low = max(0, at - _REACH)
    begin = data.rfind(b" obj", low, at)
    return _HEX.sub(lambda code: bytes([int(code[1], 16)]), data[begin if begin >= 0 else low : at])


def _filters(about: bytes) -> tuple[bytes, ...]:
    """How a stream is packed, outermost first; refused when it is not plainly said, or growing twice."""
    said = _FILTERS.findall(about)
    if len(said) != len(_FILTER.findall(about)):
        raise FileRefusedError("broken")
    names = tuple(name for one, many in said for name in ((one,) if one else _NAME.findall(many)))
    if any(name in _LZW for name in names) or sum(name in _GROWING for name in names) > 1:
        raise FileRefusedError("broken")
    return names


def _objects(data: bytes, at: int, about: bytes, filters: tuple[bytes, ...], most: int) -> tuple[bytes, int]:
    """The objects and how many bytes were read."""
    if any(name not in _FLATE for name in filters) or _ELSEWHERE.search(about):
        raise FileRefusedError("broken")
    end = data.find(b"endstream", at, at + most)
    packed = data[at : end if end >= 0 else at + most]
    try:
        return zlib.decompressobj().decompress(packed, most), len(packed)
    except zlib.error:
        if filters or not _PLAIN.match(packed):
            # A viewer may still show what stands before the damage; we did not see it.
            raise FileRefusedError("broken") from None
        return packed, len(packed)


def _measured(data: bytes, at: int, filters: tuple[bytes, ...], most: int) -> int:
    """How many bytes come out of a stream, `most` at the most; what is damaged counts up to there."""
    first = _SHORT.get(filters[0], filters[0]) if filters else b""
    if first not in _TEXT:
        return _inflated(memoryview(data)[at:], most)
    end = data.find(b"endstream", at)
    text = b"".join(data[at : end if end >= 0 else len(data)].split())
    try:
        plain = _TEXT[first](text)
    except ValueError:
        # Not measured is not known; a picture in text form is no bomb.
        if any(name in _FLATE for name in filters):
            raise FileRefusedError("broken") from None
        return len(text)
    return len(text) + _inflated(memoryview(plain), most)


def _inflated(packed: memoryview, most: int) -> int:
    unpacking, size, at = zlib.decompressobj(), 0, 0
    if not packed or not _ZLIB.match(packed):
        return 0
    try:
        while not unpacking.eof and size < most and at < len(packed):
            tail: bytes | memoryview = packed[at : at + _PIECE]
            at += _PIECE
            while tail and size < most and not unpacking.eof:
                size += len(unpacking.decompress(tail, 4 * _PIECE))
                tail = unpacking.unconsumed_tail
    except zlib.error:
        pass
    return max(size, min(at, len(packed)))
