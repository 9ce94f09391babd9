"""Is this a recording or a film we take? AMR, MP3 and MP4, judged by their content from end to end."""

import re
from typing import Final

from casework.files.endings import is_film
from casework.files.names import safe_name
from casework.files.types import Checked, FileRefusedError

LARGEST_RECORDING: Final = 10_000_000  # bytes
EXTENSIONS: Final[dict[str, str]] = {"audio/amr": ".amr", "audio/mpeg": ".mp3", "video/mp4": ".mp4"}

# Bytes of a frame by its type (3GPP TS 26.101, 26.201), with the byte that says it; 0: no such type.
_AMR: Final = {
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1),
}
# Layer III: bits a second by index, samples a second by index, for MPEG 1 and for MPEG 2 and 2.5.
_RATES: Final = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_TAG: Final = re.compile(rb"TAG.{125}\Z", re.DOTALL)


def checked_recording(name: str, data: bytes) -> Checked:
    """The type by content and a safe name; FileRefusedError with its slug."""
    if not data:
        raise FileRefusedError("empty")
    if len(data) > LARGEST_RECORDING:
        raise FileRefusedError("too_large")
    kind = _kind(data)
    return Checked(safe_name(name, EXTENSIONS[kind]), kind)


def _kind(data: bytes) -> str:
    for head, sizes in _AMR.items():
        if data.startswith(head):
            return _or_broken("audio/amr", whole=_amr(data, len(head), sizes))
    if data[4:8] == b"ftyp":
        return _or_broken("video/mp4", whole=is_film(data, 0))
    if data.startswith(b"ID3") or data[:1] == b"\xff":
        return _or_broken("audio/mpeg", whole=_mp3(data))
    raise FileRefusedError("type")


def _or_broken(kind: str, *, whole: bool) -> str:
    if not whole:
        raise FileRefusedError("broken")
    return kind


def _amr(data: bytes, at: int, sizes: tuple[int, ...]) -> bool:
    """Frames up to the end, at least one."""
    first = at
    while at < len(data):
        size = sizes[data[at] >> 3 & 15]
        if not size or data[at] & 0x83:
            return False
        at += size
    return first < at == len(data)


def _mp3(data: bytes) -> bool:
    """Frames up to the end or to the tag there, at least two."""
    at, frames = _behind_tag(data), 0
    found = _TAG.search(data[-128:])
    end = len(data) - 128 if found else len(data)
    while at + 4 <= end:
        size = _frame(int.from_bytes(data[at : at + 4], "big"))
        if not size:
            return False
        at, frames = at + size, frames + 1
    # The last frame may have been cut.
    return frames >= 2


def _behind_tag(data: bytes) -> int:
    if not data.startswith(b"ID3"):
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(head: int) -> int:
    """Bytes of a frame of MPEG layer III; 0 for anything else."""
    version, rate, samples = head >> 19 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or head >> 17 & 3 != 1 or version == 1 or not 0 < rate < 15 or samples == 3:
        return 0
    first = version == 3
    return (144 if first else 72) * _RATES[first][rate] * 1000 // _SAMPLES[version][samples] + (head >> 9 & 1)
