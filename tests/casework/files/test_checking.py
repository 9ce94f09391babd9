"""Only whole PDFs and pictures are taken, judged by what is in them."""

import io
import zipfile
from collections.abc import Callable

import pytest

from casework.errors import ValueRefusedError
from casework.files.checking import LARGEST, MOST, FileRefusedError, checked, room_for
from tests.casework.files.samples import damaged, document, document_with, packed, picture
from tests.growth import TIMES, grows


def slug(data: bytes, name: str = "a.jpg") -> str | None:
    try:
        checked(name, data)
    except FileRefusedError as refused:
        return refused.slug
    return None


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        opened.writestr("a.txt", "x" * 50)
    return target.getvalue()


def samsung(inside: bytes = b"Image_UTC_Data1709283746123") -> bytes:
    table = b"SEFH" + b"\x6a\0\0\0" + b"\x01\0\0\0" + b"\0" * 12
    return inside + table + len(table).to_bytes(4, "little") + b"SEFT"


def part(name: bytes, inside: bytes) -> bytes:
    return (len(inside) + 8).to_bytes(4, "big") + name + inside


def film(inside: bytes = b"\1" * 300) -> bytes:
    head = part(b"ftyp", b"mp42\0\0\0\0isommp42")
    large = b"\0\0\0\1mdat" + (len(inside) + 16).to_bytes(8, "big") + inside
    return head + part(b"moov", b"\2" * 50) + large + part(b"free", b"")


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (picture("JPEG"), "image/jpeg", "x.jpg"),
        (picture("JPEG", progressive=True), "image/jpeg", "x.jpg"),
        (picture("PNG"), "image/png", "x.png"),
        (picture("WEBP"), "image/webp", "x.webp"),
        (picture("WEBP", lossless=True), "image/webp", "x.webp"),
        (document(), "application/pdf", "x.pdf"),
    ],
)
def test_the_four_kinds_are_taken_whatever_their_name_says(data: bytes, kind: str, name: str) -> None:
    found = checked("x.jpeg", data)
    assert (found.type, found.name) == (kind, name)


def test_a_large_photograph_is_decoded() -> None:
    assert slug(picture("JPEG", (6000, 8000), quality=30)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 50,
        b"MZ" + b"\0" * 100,
        archive(),
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
        b"\0" + picture("JPEG"),
        b"\n" + picture("PNG"),
    ],
)
def test_everything_else_is_refused_by_type(data: bytes) -> None:
    assert slug(data) == "type"


def test_empty_and_too_large() -> None:
    assert slug(b"") == "empty"
    assert slug(picture("PNG") + b"\0" * LARGEST) == "too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "PDF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_what_was_cut_off_is_broken(kind: str, share: float) -> None:
    data = picture(kind)
    assert slug(data[: int(len(data) * share)]) == "broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "PDF"])
@pytest.mark.parametrize("tail", [archive(), b"<html><script>1</script>", b"%PDF-1.4", b"MZ\x90" * 9])
def test_nothing_hangs_behind_the_end(kind: str, tail: bytes) -> None:
    assert slug(picture(kind) + tail) == "broken"


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\0" * 900,
        picture("JPEG", (20, 10)),
        b"\0" * 3 + picture("JPEG"),
        samsung(),
        b"\0\0\0\x18ftypmp42" + b"\0" * 100,
        film(),
        film() + b"\0" * 40,
    ],
)
def test_what_telephones_put_behind_a_photograph_is_taken(tail: bytes) -> None:
    assert slug(picture("JPEG") + tail) is None


@pytest.mark.parametrize(
    "tail",
    [
        samsung(archive()),
        b"\0\0\0\x18ftypmp42<html>",
        b"\0\0\0\x18ftypmp42" + archive(),
        film() + b"MZ\x90\0" + b"\0" * 60,
        film() + b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
        film(b"7z\xbc\xaf\x27\x1c" + b"\0" * 60),
        film() + b"\0\0\0\x20evil" + b"\1" * 24,
        film()[:-20],
        b"x" * 40 + b"SEFT",
        picture("JPEG")[:-2],
        b"\xff\xd8\xff\xd9 and more",
    ],
)
def test_but_not_what_only_pretends_to_be_such(tail: bytes) -> None:
    assert slug(picture("JPEG") + tail) == "broken"


def test_too_many_pixels_are_not_decoded() -> None:
    assert slug(picture("PNG", (6000, 6000))) == "broken"
    assert slug(picture("PNG", (31_000, 10))) == "broken"
    assert slug(picture("JPEG", (6000, 6000), progressive=True)) == "broken"
    assert slug(picture("WEBP", (5000, 3000))) == "broken"


@pytest.mark.parametrize(
    ("bad", "most"),
    [
        pytest.param(lambda n: b"\xff\xd8\xff\xd9" * n, 1_200_000, id="pictures"),
        pytest.param(lambda n: b"\xff\xd8\xff\xd9" + b"\0\xff\xd8\xff\xd9" * n, 900_000, id="zeros"),
        pytest.param(lambda n: b"\xff\xd8" + b"\xff" * n, 4_999_990, id="fill"),
        pytest.param(lambda n: b"\xff\xd8\xff\xda\0\2" + b"\xff" * n, 4_999_990, id="fill in a scan"),
        pytest.param(lambda n: b"\xff\xd8" + b"\xff\xda\0\2" * n, 1_200_000, id="scans"),
        pytest.param(lambda n: b"\x89PNG\r\n\x1a\n" + b"PK\x05\x06" * n, 1_200_000, id="archives"),
        pytest.param(lambda n: document_with(b"/ObjStm stream\n" * n), 300_000, id="packed"),
        pytest.param(lambda n: document_with(b"/ObjStm " * n + b" /Launch 1"), 600_000, id="nothing packed"),
        pytest.param(lambda n: document_with(packed(b"#41" * n)), 2_900_000, id="packed letters"),
        pytest.param(lambda n: document_with(b"#41" * n + b" /Launch 1"), 1_600_000, id="letters"),
        pytest.param(lambda n: document_with(b"/Java#53crip" * n + b" /Launch 1"), 400_000, id="nearly"),
        pytest.param(lambda n: document_with(b"startxref 1 " * n + b"<< /Launch 1 >>"), 300_000, id="ends"),
    ],
)
def test_no_file_takes_long_to_refuse(bad: Callable[[int], bytes], most: int) -> None:
    large, small = (bad(most // part) for part in (1, TIMES))
    assert slug(large) == "broken"
    assert not grows(slug, small, large)


def test_no_more_is_unpacked_of_a_file_than_is_allowed() -> None:
    bomb = damaged(b"\0" * 2_000_000)
    assert slug(document_with(bomb * 600)) == "broken"
    assert not grows(slug, document_with(bomb * 150), document_with(bomb * 600), bound=2.5)


@pytest.mark.parametrize(
    "body",
    [
        b"<< /S /JavaScript >>",
        b"<< /S /Java#53cript >>",
        b"<< /S /#4aava#53cr#69pt >>",
        b"<< /S /Launch >>",
        b"<< /Encrypt 5 0 R >>",
        packed(b"1 0 << /S /JavaScript /JS (x) >>"),
        packed(b"\0" * 40_000_000),
        packed(b"1 0 << /S /Launch >>").replace(b"ObjStm", b"Obj#53tm"),
        damaged(b"1 0 << /S /Launch >>"),
        packed(b"1 0 << /S /Launch >>" + b"\0" * 300_000).replace(b"\nendstream", b"endstream"),
    ],
)
def test_documents_bring_no_programs_and_no_locks(body: bytes) -> None:
    assert slug(document_with(body)) == "broken"


def test_documents_may_hold_packed_objects_and_words_like_these() -> None:
    assert slug(document_with(packed(b"1 0 << /Title (JavaScript) /Launches 1 >>"))) is None
    plain = b"<< /Type /ObjStm >>\nstream\n80 0 << /Title (Launch) >>\nendstream"
    assert slug(document_with(plain)) is None


def test_a_document_begins_at_the_first_byte() -> None:
    assert slug(b"GIF89a\n" + document()) == "type"
    assert slug(b"\n" + document()) in {"type", "broken"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\temp\合同.JPEG", "合同.jpg"),
        ("a\u202egnp.exe", "agnp.jpg"),
        ("b\u200b\x00c\r\nd", "bc d.jpg"),
        ("<x>|?*.png", "_x____.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("con.png", "_con.jpg"),
        ("x.exe.png", "x.jpg"),
        ("合同.pdf.SCR .exe.png", "合同.jpg"),
        (".exe.png", "file.jpg"),
        ("说明.v2.png", "说明.v2.jpg"),
        ("a" * 70 + ".exe" + "b" * 20, "a" * 70 + ".exebb.jpg"),
        ("a" * 72 + ".exe" + "b" * 20, "a" * 72 + ".jpg"),
        ("=HYPERLINK(1).png", "_=HYPERLINK(1).jpg"),
        ("+1.png", "_+1.jpg"),
        ("-1.png", "_-1.jpg"),
        (" @sum.png", "_@sum.jpg"),
        ("＝1.png", "_＝1.jpg"),
        ("=" + "长" * 200, "_=" + "长" * 74 + ".jpg"),
        ("电话13800138000.jpg", "电话138____8000.jpg"),
        ("IMG_20260301_123456.jpg", "IMG_20260301_123456.jpg"),
        ("长" * 200, "长" * 76 + ".jpg"),
    ],
)
def test_names_are_safe_to_show_and_to_save(name: str, shown: str) -> None:
    assert checked(name, picture()).name == shown


def test_an_identity_number_does_not_stand_in_a_name() -> None:
    assert "110101199003070134" not in checked("110101199003070134.jpg", picture()).name


def test_a_complaint_has_room_for_ten() -> None:
    room_for(MOST - 1)
    with pytest.raises(ValueRefusedError) as refused:
        room_for(MOST - 1, 2)
    assert refused.value.field == "file"
