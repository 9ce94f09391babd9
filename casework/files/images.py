"""JPEG, PNG and WebP: decoded whole within bounds, and nothing but the picture in the file."""

import threading
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from casework.files import endings
from casework.files.types import FileRefusedError

_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Pixels, so that decoding takes 230 MB at most: a JPEG in one pass is decoded at an eighth of its size, in
# several passes whole; PNG takes 4 bytes a pixel, WebP 16.
_MOST_PIXELS: Final = {"one pass": 80_000_000, "JPEG": 25_000_000, "PNG": 25_000_000, "WEBP": 12_500_000}
_LONGEST_SIDE: Final = 30_000
# Decoding takes memory: at most two at a time in one process.
_AT_ONCE: Final = threading.Semaphore(2)


def check(data: bytes, kind: str) -> None:
    """FileRefusedError "broken" unless `data` is one whole picture of this kind and nothing else."""
    if not endings.WHOLE[kind](data):
        raise FileRefusedError("broken")
    with _AT_ONCE:
        _decode(data, kind)


def _decode(data: bytes, kind: str) -> None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as picture:
                if not _bearable(picture.size, _way(_FORMATS[kind], picture.info)):
                    raise FileRefusedError("broken")
                picture.draft("L", (picture.width // 8, picture.height // 8))
                picture.load()
    except FileRefusedError:
        raise
    except Exception as error:  # Pillow's decoders raise what they like at damaged data
        raise FileRefusedError("broken") from error


def _way(kind: str, info: Mapping[Any, Any]) -> str:
    return "one pass" if kind == "JPEG" and not info.get("progressive") else kind


def _bearable(size: tuple[int, int], way: str) -> bool:
    width, height = size
    return 0 < width * height <= _MOST_PIXELS[way] and max(size) <= _LONGEST_SIDE
