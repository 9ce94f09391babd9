"""Recordings and films are known by their content, from end to end."""

import os

import pytest

from casework.files.recordings import LARGEST_RECORDING, checked_recording
from casework.files.types import FileRefusedError


def amr(frames: int = 20) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def wide(frames: int = 20) -> bytes:
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * frames


def mp3(frames: int = 5, head: bytes = b"\xff\xfb\x90\x00") -> bytes:
    return (head + bytes(417 - 4)) * frames


def box(name: bytes, data: bytes = b"") -> bytes:
    return (8 + len(data)).to_bytes(4, "big") + name + data


def mp4() -> bytes:
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", bytes(40)) + box(b"mdat", os.urandom(400))


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [
        (amr(), "audio/amr", ".amr"),
        (wide(), "audio/amr", ".amr"),
        (mp3(), "audio/mpeg", ".mp3"),
        (b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + mp3(), "audio/mpeg", ".mp3"),
        (mp3() + b"TAG" + bytes(125), "audio/mpeg", ".mp3"),
        (mp4(), "video/mp4", ".mp4"),
    ],
)
def test_what_is_taken(data: bytes, kind: str, ending: str) -> None:
    found = checked_recording("voice", data)
    assert (found.type, found.name) == (kind, f"voice{ending}")


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty"),
        (bytes(LARGEST_RECORDING + 1), "too_large"),
        (b"MZ" + bytes(100), "type"),
        (b"<html><script>", "type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "type"),
        (b"RIFF" + bytes(50), "type"),
        (amr() + b"PK\x03\x04", "broken"),
        (amr()[:-1], "broken"),
        (b"#!AMR\n", "broken"),
        (mp3(1), "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "broken"),
        (mp3()[:-200] + b"<script>" + mp3(), "broken"),
        (b"ID3", "broken"),
        (mp4() + b"<html>" + bytes(10), "broken"),
        (box(b"ftyp", b"isom") + box(b"evil", b"x"), "broken"),
        (mp4()[:-1], "broken"),
    ],
)
def test_what_is_refused(data: bytes, slug: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        checked_recording("voice", data)
    assert refused.value.slug == slug
