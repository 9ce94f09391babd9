"""PDF: begins and ends as one, is not locked with a password, brings no program and no other file along.

A look at the surface, not a reader: what a damaged page does to a viewer is the viewer's to bear.
"""

import re
from typing import Final

from casework.files import streams
from casework.files.types import FileRefusedError

# Nothing but the version stands in the first line; what looks like a page to a browser is none of ours.
_HEAD: Final = re.compile(rb"%PDF-[12]\.\d[ \t\0]{0,8}[\r\n]")
_PAGE: Final = re.compile(rb"(?i)<\s{0,4}(?:script|html|!doctype|svg|iframe|body|img|\?php)")
_HEAD_REACH: Final = 1024
_END: Final = re.compile(rb"startxref\s{1,8}(\d{1,10})\s{1,8}%%EOF[\s\0]{0,1024}\Z")
_TAIL: Final = 4096


def _named(*names: str) -> re.Pattern[bytes]:
    """Finds these names, each letter as it is or as #xx: looking for both is faster than decoding."""
    spelled = ("".join(f"(?:{c}|#(?i:{ord(c):x}))" for c in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?![A-Za-z0-9])".encode())


# /Launch starts programs, /JavaScript runs one, /Encrypt keeps staff from reading it.
_PROGRAMS: Final = ("JavaScript", "Launch", "Encrypt", "RichMedia", "OnInstantiate", "Rendition", "XFA")
# Other files inside, and actions that send something away or open a file of somebody else's machine.
_FILES: Final = (
    "EmbeddedFiles",
    "EmbeddedFile",
    "FileAttachment",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "GoToR",
)
_UNWANTED: Final = _named(*_PROGRAMS, *_FILES)


def check(data: bytes) -> None:
    """FileRefusedError "broken" unless it is a whole, readable document without programs and files."""
    end = _END.search(data[-_TAIL:])
    if not _HEAD.match(data) or end is None or not 0 < int(end[1]) < len(data) or b"/Root" not in data:
        raise FileRefusedError("broken")
    if _PAGE.search(data, 0, _HEAD_REACH) or _UNWANTED.search(data):
        raise FileRefusedError("broken")
    if any(_UNWANTED.search(part) for part in streams.packed_objects(data)):
        raise FileRefusedError("broken")
