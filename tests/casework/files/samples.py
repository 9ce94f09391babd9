"""Small files of each kind, made on the spot."""

import zlib
from io import BytesIO

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    """A picture with some detail in it."""
    target = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def document() -> bytes:
    """A whole PDF of one page."""
    return picture("PDF")


def document_with(body: bytes) -> bytes:
    """A PDF with one more object in it."""
    return document().replace(b"xref\n", b"99 0 obj\n" + body + b"\nendobj\nxref\n", 1)


def packed(body: bytes) -> bytes:
    """An object stream."""
    inside = zlib.compress(body)
    return b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n" + inside + b"\nendstream"


def damaged(body: bytes) -> bytes:
    """An object stream whose check sum is wrong."""
    return packed(body).replace(zlib.adler32(body).to_bytes(4, "big"), b"sums", 1)
