"""Names of files as people may see them."""

import re
import unicodedata

from bot.text import mask
from casework.files.types import EXTENSIONS

_LONGEST = 80
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_BLANKS = re.compile(r"\s+")
_OURS = (*EXTENSIONS.values(), ".jpeg")
# What Windows takes for a device, whatever the extension.
_DEVICE = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


def safe_name(name: str, extension: str) -> str:
    """At most 80 characters, no folder, nothing invisible or turning, numbers masked, `extension` last."""
    base = re.split(r"[/\\]", name)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if _visible(c))
    stem = _UNSAFE.sub("_", mask(_without_extension(_BLANKS.sub(" ", base).strip())).text)
    stem = stem[: _LONGEST - len(extension)].strip(". ")
    return (_DEVICE.sub(r"_\1", stem) or "file") + extension


def _visible(char: str) -> bool:
    # C*: control, format (bidi, zero width), surrogates, private, unassigned; Zl and Zp break the line.
    return char.isspace() or not unicodedata.category(char).startswith(("C", "Zl", "Zp"))


def _without_extension(name: str) -> str:
    ending = next((e for e in _OURS if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)]
