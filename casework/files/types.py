"""What callers get of an attachment."""

from dataclasses import dataclass
from typing import Final, Literal

from casework.errors import ValueRefusedError

Refusal = Literal["empty", "too_large", "type", "broken", "too_many", "busy"]

# What is accepted, and the one extension each type is shown with.
EXTENSIONS: Final[dict[str, str]] = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}
LARGEST: Final = 5_000_000  # bytes a file
MOST: Final = 10  # files of one complaint


class FileRefusedError(ValueRefusedError):
    """A file is not taken; `slug` says why and names the sentence."""

    def __init__(self, slug: Refusal) -> None:
        super().__init__("file", slug)
        self.slug = slug


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: a name safe to show, and the MIME type its content has."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store; `key` finds it, `size` (bytes) and `sha256` are those of the clear content."""

    key: str
    name: str
    type: str
    size: int
    sha256: str
