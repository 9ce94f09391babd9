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

# What some system starts, or a browser runs: an ending of these has no place before the last one.
_STARTS = re.compile(
    r"(?i)\s?\.\s?(exe|com|bat|cmd|scr|pif|msi|msix|cpl|dll|lnk|reg|url|hta|chm|jar|js|jse|mjs|vbs?|vbe|ws[fh]?|"
    r"ps1|psm1|sh|bash|command|py|pl|php\d?|phtml|aspx?|jspx?|html?|xhtml|mht|svg|swf|xml|docm|xlsm|xlam|pptm|"
    r"iso|img|vhdx?|apk|ipa|app|dmg|pkg|deb|rpm|run)$"
)
# A table program takes a cell that begins so for a formula.
_FORMULA = tuple("=+-@＝＋－＠﹢﹣")


def safe_name(name: str, extension: str) -> str:
    """At most 80 characters, no folder, nothing invisible or turning, numbers masked, `extension` last.

    No formula for a table, no ending of a program before the last one.
    """
    base = re.split(r"[/\\]", name)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if _visible(c))
    stem = _UNSAFE.sub("_", mask(_without_extension(_BLANKS.sub(" ", base).strip())).text)
    stem = _without_program(stem[: _LONGEST - len(extension)])
    stem = f"_{stem[: _LONGEST - len(extension) - 1]}" if stem.startswith(_FORMULA) else stem
    return (_DEVICE.sub(r"_\1", stem) or "file") + extension


def _without_program(stem: str) -> str:
    while (shorter := _STARTS.sub("", _without_extension(stem)).strip(". ")) != stem:
        stem = shorter
    return stem


def _visible(char: str) -> bool:
    # C*: control, format (bidi, zero width), surrogates, private, unassigned; Zl and Zp break the line.
    return char.isspace() or not unicodedata.category(char).startswith(("C", "Zl", "Zp"))


def _without_extension(name: str) -> str:
    ending = next((e for e in _OURS if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)]
