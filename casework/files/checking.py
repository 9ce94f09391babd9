"""Is this a file we take? Judged by its content alone; the name only says how to call it."""

from casework.files import images, pdf
from casework.files.names import safe_name
from casework.files.types import EXTENSIONS, LARGEST, MOST, Checked, FileRefusedError

__all__ = ["LARGEST", "MOST", "Checked", "FileRefusedError", "checked", "room_for"]

_HEAD = 4096
_ZIP_END, _ZIP_END_SIZE, _ZIP_COMMENT = b"PK\x05\x06", 22, 65_535


def checked(name: str, data: bytes) -> Checked:
    """The type by content and a safe name; FileRefusedError (a ValueRefusedError of "file") with its slug.

    Decodes pictures whole (up to a second of work, memory bounded): call it in a thread.
    """
    if not data:
        raise FileRefusedError("empty")
    if len(data) > LARGEST:
        raise FileRefusedError("too_large")
    kind = _kind(data)
    if _is_archive_too(data):
        raise FileRefusedError("broken")
    if kind == "application/pdf":
        pdf.check(data)
    else:
        images.check(data, kind)
    return Checked(safe_name(name, EXTENSIONS[kind]), kind)


def room_for(have: int, more: int = 1) -> None:
    """FileRefusedError "too_many" when a complaint that has `have` files cannot take `more`."""
    if have + more > MOST:
        raise FileRefusedError("too_many")


def _kind(data: bytes) -> str:
    import puremagic

    found = puremagic.magic_string(data[:_HEAD])
    surest = max((match.confidence for match in found), default=0)
    kinds = {match.mime_type for match in found if match.confidence == surest}
    for kind in EXTENSIONS:
        if kind in kinds:
            return kind
    raise FileRefusedError("type")


def _is_archive_too(data: bytes) -> bool:
    """Whether an archive ends where the file ends: such a file is two things at once."""
    tail = data[-(_ZIP_END_SIZE + _ZIP_COMMENT) :]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + _ZIP_END_SIZE + comment == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
