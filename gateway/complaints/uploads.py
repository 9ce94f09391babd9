"""Reads a form with files: in memory, within limits; what was typed survives files that are refused."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from gateway.complaints.limits import LARGEST_FILE, LARGEST_FILES, MOST_FILES
from gateway.errors import Problem

Refusal = Literal["too_many", "too_large", "too_large_together", "busy"]

_MOST_FIELDS = 60
_LARGEST_FIELD = 32 * 1024
_LARGEST_FIELDS = 96 * 1024
_LONGEST_HEADER = 2_000


@dataclass(slots=True)
class Upload:
    """A file as it was sent; ``name`` is what the customer's machine called it, and proves nothing."""

    name: str
    data: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Form:
    """Fields by name (the last of equal names), files, and why files were not kept."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)
    refused: Refusal | None = None

    def get(self, name: str) -> str:
        """A field's text, or nothing."""
        return self.fields.get(name, "")


class Room:
    """The memory all uploads of a process may hold together, and those of one address, in bytes.

    Who sends slowly holds what was sent: one address must not take everybody's room.
    """

    def __init__(self, size: int = 20 * LARGEST_FILES, each: int = 3 * LARGEST_FILES) -> None:
        self._left, self._each = size, each
        self._held: Counter[str] = Counter()

    def take(self, size: int, who: str) -> bool:
        """Reserve; False when there is no room."""
        if size > self._left or self._held[who] + size > self._each:
            return False
        self._left -= size
        self._held[who] += size
        return True

    def give_back(self, size: int, who: str) -> None:
        """Free what was reserved."""
        self._left += size
        self._held[who] -= size
        if self._held[who] <= 0:
            del self._held[who]


@asynccontextmanager
async def read_form(request: Request, room: Room) -> AsyncIterator[Form]:
    """The form of a request; its files are gone when the block ends. Problem 400, 413 or 415."""
    reader = _Reader(room, request.app.state.addresses.of(request))
    try:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind == b"multipart/form-data" and options.get(b"boundary"):
            yield await reader.read(request, options[b"boundary"])
        elif kind == b"application/x-www-form-urlencoded":
            yield await _plain(request)
        else:
            raise Problem(415, "media_type")
    finally:
        reader.close()


async def _plain(request: Request) -> Form:
    size, chunks = 0, []
    async for chunk in request.stream():
        size += len(chunk)
        if size > _LARGEST_FIELDS:
            raise Problem(413, "too_large")
        chunks.append(chunk)
    try:
        pairs = parse_qsl(b"".join(chunks).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem(400, "bad_request") from None
    return Form(dict(pairs))


class _Reader:
    """One multipart body on its way in."""

    def __init__(self, room: Room, who: str) -> None:
        self.form = Form()
        self._room, self._who, self._held = room, who, 0
        self._header, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._name, self._text = "", bytearray()
        self._file: Upload | None = None
        self._kept = False
        self._count = self._typed = self._sent = 0

    async def read(self, request: Request, boundary: bytes) -> Form:
        parser = MultipartParser(boundary, {
            "on_part_begin": self._begin, "on_part_data": self._data, "on_part_end": self._end,
            "on_header_field": self._header_name, "on_header_value": self._header_value,
            "on_header_end": self._header_end, "on_headers_finished": self._opened,
        })  # fmt: skip
        try:
            async for chunk in request.stream():
                parser.write(chunk)
            parser.finalize()
        except FormParserError:
            raise Problem(400, "bad_request") from None
        return self.form

    def close(self) -> None:
        self._room.give_back(self._held, self._who)
        self._held = 0
        self.form.files.clear()

    def _begin(self) -> None:
        self._headers, self._file, self._kept = {}, None, False
        self._text = bytearray()
        self._count += 1
        if self._count > _MOST_FIELDS:
            raise Problem(400, "bad_request")

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._bounded(self._header)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded(self._value)

    @staticmethod
    def _bounded(part: bytearray) -> None:
        if len(part) > _LONGEST_HEADER:
            raise Problem(400, "bad_request")

    def _header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _opened(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode(errors="replace")[:40]
        if b"filename" in options:
            self._file = Upload(options[b"filename"].decode(errors="replace"))
            self._kept = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._typed += end - start
            if len(self._text) + end - start > _LARGEST_FIELD or self._typed > _LARGEST_FIELDS:
                raise Problem(413, "too_large")
            self._text += data[start:end]
        elif self._kept:
            self._keep(self._file, data[start:end])

    def _keep(self, file: Upload, piece: bytes) -> None:
        size = len(piece)
        why = self._why_not(file, size)
        if why is not None:
            # The rest of the body is read and thrown away: what was typed is still wanted.
            self.form.refused, self._kept = self.form.refused or why, False
            self._room.give_back(len(file.data), self._who)
            self._held -= len(file.data)
            file.data.clear()
            return
        file.data += piece
        self._held += size
        self._sent += size

    def _why_not(self, file: Upload, size: int) -> Refusal | None:
        if len(self.form.files) >= MOST_FILES:
            return "too_many"
        if len(file.data) + size > LARGEST_FILE:
            return "too_large"
        if self._sent + size > LARGEST_FILES:
            return "too_large_together"
        return None if self._room.take(size, self._who) else "busy"

    def _end(self) -> None:
        if self._file is None:
            self.form.fields[self._name] = self._text.decode(errors="replace")
        # An empty file input sends a part without a name and without a byte.
        elif self._kept and (self._file.data or self._file.name):
            self.form.files.append(self._file)
