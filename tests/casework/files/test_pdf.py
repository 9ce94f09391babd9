"""Documents of everyday programs are taken; what does more than show pages is refused."""

import base64
import zlib
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from casework.files.checking import FileRefusedError, checked
from tests.casework.files.samples import document, document_with

SCRIPT = b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"
HIDDEN = zlib.compress(SCRIPT)


@cache
def zeros(millions: int) -> bytes:
    """So many, packed."""
    return zlib.compress(b"\0" * (millions * 1_000_000))


def refused(data: bytes) -> bool:
    try:
        checked("a.pdf", data)
    except FileRefusedError as error:
        return error.slug == "broken"
    return False


def stream(inside: bytes, about: bytes) -> bytes:
    return b"<< " + about + b" >>\nstream\n" + inside + b"\nendstream"


def objects(inside: bytes, about: bytes = b"") -> bytes:
    return stream(inside, b"/Type /ObjStm /N 1 /First 4 " + about)


def written(forms: bool = False) -> bytes:
    from weasyprint import HTML

    page = "<h1>投诉材料</h1><a href='https://example.com'>链接</a><form><input name=a></form>"
    return bytes(HTML(string=page).write_pdf(pdf_forms=forms) or b"")


@pytest.mark.parametrize("forms", [False, True])
def test_printed_pages_and_forms_without_script_are_taken(forms: bool) -> None:
    data = written(forms)
    assert ("/AcroForm" in PdfReader(BytesIO(data)).root_object) == forms
    assert not refused(data)


@pytest.mark.parametrize(
    "body",
    [
        stream(zlib.compress(b"q Q " * 5000), b"/Filter /FlateDecode"),
        stream(zlib.compress(b"q Q"), b"/Filter [/FlateDecode]"),
        stream(base64.a85encode(zlib.compress(b"q Q")) + b"~>", b"/Filter [ /ASCII85Decode /FlateDecode ]"),
        stream(zlib.compress(b"q Q").hex().encode() + b">", b"/Filter [/AHx /Fl]"),
        stream(b"q Q", b"/Length 3"),
        stream(b"\xff\xd8\xff", b"/Filter /DCTDecode"),
        stream(zeros(26), b"/Filter /FlateDecode"),
        objects(zlib.compress(b"1 0 << /Title (a) >>"), b"/Filter /FlateDecode"),
        b"<< /S /GoTo /D [1 0 R /Fit] >>",
        b"<< /S /URI /URI (https://example.com) >>",
        b"<< /AcroForm << /Fields [] >> >>",
        b"<< /FT /Sig /V << /Filter /Adobe.PPKLite >> >>",
    ],
)
def test_what_ordinary_documents_hold_is_taken(body: bytes) -> None:
    assert not refused(document_with(body))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "EmbeddedFiles",
            "EmbeddedFile",
            "FileAttachment",
            "SubmitForm",
            "ImportData",
            "GoToE",
            "GoToR",
            "XFA",
        ),
        *("RichMedia", "Rendition", "Launch", "JavaScript", "Encrypt", "OnInstantiate", "Embedded#46iles"),
    ],
)
def test_names_of_programs_and_files_are_refused_wherever_they_stand(name: str) -> None:
    body = f"1 0 << /A /{name} >>".encode()
    assert refused(document_with(body))
    assert refused(document_with(objects(zlib.compress(body), b"/Filter /FlateDecode")))
    assert refused(document_with(objects(body)))


@pytest.mark.parametrize(
    "body",
    [
        objects(SCRIPT.hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
        objects(HIDDEN.hex().encode() + b">", b"/Filter [/AHx /Fl]"),
        objects(base64.a85encode(SCRIPT) + b"~>", b"/Filter /ASCII85Decode"),
        objects(base64.a85encode(HIDDEN) + b"~>", b"/Filter [/ASCII#385Decode /FlateDecode]"),
        objects(base64.a85encode(SCRIPT) + b"~>", b"/Filter 7 0 R"),
        objects(base64.a85encode(SCRIPT) + b"~>", b"/Filter % comment\n/ASCII85Decode"),
        objects(base64.a85encode(SCRIPT) + b"~>", b"/Filter /ASCII85Decode /Title (9 0 obj)"),
        objects(zlib.compress(HIDDEN), b"/Filter [/FlateDecode /FlateDecode]"),
        objects(HIDDEN, b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        objects(b"", b"/F (\\\\\\\\host\\\\share\\\\a)"),
        objects(HIDDEN, b"/Filter /FlateDecode").replace(b"/Type /ObjStm ", b""),
        objects(HIDDEN, b"/Filter /FlateDecode").replace(b"stream\n", b"stream \n", 1),
    ],
)
def test_objects_that_are_packed_otherwise_are_refused(body: bytes) -> None:
    assert refused(document_with(body))


@pytest.mark.parametrize(
    "body",
    [
        stream(zeros(160), b"/Filter /FlateDecode"),
        stream(zeros(40), b"/Filter /FlateDecode") * 4,
        stream(base64.a85encode(zeros(160)), b"/Filter [/A85 /Fl]"),
        stream(zeros(160), b"/Filter 7 0 R"),
        stream(zlib.compress(zlib.compress(b"\0" * 9000)), b"/Filter [/FlateDecode /FlateDecode]"),
        stream(b"\x80\x0b\x60", b"/Filter /LZWDecode"),
        stream(b"", b"/Length 0") * 40_000,
    ],
)
def test_what_grows_beyond_all_bounds_is_refused(body: bytes) -> None:
    assert refused(document_with(body))


@pytest.mark.parametrize(
    "head",
    [
        b"%PDF-1.4<script>alert(1)</script>\n",
        b"%PDF-1.4 x\n",
        b"%PDF-1.4\n<html>\n",
        b"%PDF-1.4\n%< SCRIPT>\n",
    ],
)
def test_a_head_that_a_browser_takes_for_a_page_is_refused(head: bytes) -> None:
    assert refused(head + document().split(b"\n", 1)[1])
