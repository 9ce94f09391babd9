"""Attachments at the form: what is taken, what is refused, and that nothing typed is lost."""

import re
from typing import Any

import pytest

from casework.complaints import service as complaints
from gateway.complaints.shelf import LIES, Shelf
from gateway.complaints.uploads import Room
from tests.casework.files.samples import document, picture
from tests.gateway.complaints.conftest import FILLED, Browser, Office, errors_in, hidden, number_in, text_of
from tests.gateway.conftest import Gateway

PDF, JPEG = document(), picture()
OCTETS = "application/octet-stream"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200


def sent(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("files", (name, data, OCTETS)) for name, data in files]


def on_disk(gateway: Gateway) -> list[bytes]:
    root = gateway.settings.files_dir
    return [path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name != ".lock"]


async def test_the_four_kinds_are_kept_sealed(gateway: Gateway, browser: Browser, office: Office) -> None:
    files = sent(("合同.pdf", PDF), ("a.jpg", JPEG), ("b.PNG", picture("PNG")), ("c.webp", picture("WEBP")))
    page = await browser.file(files)
    said = text_of(page.text)
    for name in ("合同.pdf", "a.jpg", "b.png", "c.webp"):
        assert name in said
    found = await office.complaint(number_in(page.text))
    kept = await office.look(lambda s: complaints.files_of(s, found.id))
    assert [file.type for file in kept] == ["application/pdf", "image/jpeg", "image/png", "image/webp"]
    assert gateway.app.state.files.open(kept[0].key) == PDF
    for sealed in on_disk(gateway):
        assert b"%PDF" not in sealed
        assert JPEG[:40] not in sealed


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("合同.pdf", EXE, "PDF"),
        ("a.png", SVG, "PDF"),
        ("a.svg", SVG, "PDF"),
        ("a.jpg", b"<html><script>alert(1)</script>", "PDF"),
        ("a.pdf", PDF + b"PK\x05\x06" + b"\0" * 18, "夹带"),
        ("a.jpg", JPEG[:-20], "打不开"),
        ("a.jpg", JPEG + b"<?php system($_GET[0]) ?>", "夹带"),
        ("a.pdf", b"", "空的"),
        ("a.pdf", b"%PDF-1.4 " + b"x" * 5_000_000, "5MB"),
    ],
)
async def test_anything_else_is_refused_and_what_was_typed_stays(
    gateway: Gateway, browser: Browser, office: Office, name: str, data: bytes, said: str
) -> None:
    page = await browser.file(sent((name, data)))
    assert page.status_code == 422
    errors = errors_in(page.text)
    assert list(errors) == ["files"]
    assert said in errors["files"]
    assert FILLED["story"] in page.text
    assert await office.all() == ()
    assert on_disk(gateway) == []


async def test_six_files_are_too_many_and_five_of_them_wait(browser: Browser) -> None:
    page = await browser.file(sent(*((f"{n}.jpg", picture(size=(20 + n, 20))) for n in range(6))))
    assert "最多5个" in errors_in(page.text)["files"]
    assert len(re.findall(r'name="kept_\d"', page.text)) == 5


async def test_twelve_megabytes_together(browser: Browser) -> None:
    # Bodies of documents do not matter here: together they are too large before anybody looks at them.
    files = sent(*((f"{n}.pdf", b"%PDF-1.4 " + b"x" * 4_500_000) for n in range(3)))
    page = await browser.file(files)
    assert page.status_code == 422
    assert "12MB" in errors_in(page.text)["files"]
    assert FILLED["story"] in page.text


async def test_good_files_wait_while_the_form_is_corrected(
    browser: Browser, gateway: Gateway, office: Office
) -> None:
    page = await browser.file(sent(("合同.pdf", PDF), ("照片.jpg", JPEG)), consent="")
    assert list(errors_in(page.text)) == ["consent"]
    tokens = dict(re.findall(r'name="(kept_\d)" value="([^"]+)"', page.text))
    assert len(tokens) == 2
    tokens.pop("kept_2")
    done = await browser.send("/complaints/new", hidden(page.text) | FILLED | tokens)
    found = await office.complaint(number_in(done.text))
    assert [f.name for f in await office.look(lambda s: complaints.files_of(s, found.id))] == ["合同.pdf"]


async def test_a_token_of_another_browser_brings_nothing(
    gateway: Gateway, browser: Browser, office: Office
) -> None:
    page = await browser.file(sent(("合同.pdf", PDF)), consent="")
    tokens = dict(re.findall(r'name="(kept_\d)" value="([^"]+)"', page.text))
    stranger = Browser(gateway.app)
    done = await stranger.file(**tokens)
    found = await office.complaint(number_in(done.text))
    assert await office.look(lambda s: complaints.files_of(s, found.id)) == ()
    await stranger.http.aclose()


async def test_names_of_files_are_harmless(browser: Browser, office: Office) -> None:
    evil = '../../etc/passwd"><script>alert(1)</script>13912345678.pdf'
    page = await browser.file(sent((evil, PDF)))
    assert "<script>alert" not in page.text
    found = await office.complaint(number_in(page.text))
    [kept] = await office.look(lambda s: complaints.files_of(s, found.id))
    assert "/" not in kept.name
    assert "13912345678" not in kept.name


async def test_a_body_beyond_everything_is_refused_unread(gateway: Gateway, browser: Browser) -> None:
    async def endless() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(45):
            yield b"x" * 1_000_000

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await browser.http.post("/complaints/new", content=endless(), headers=kind)
    assert answer.status_code == 413
    assert "12MB" in text_of(answer.text)
    answer = await browser.http.post("/complaints/look-up", content=b"x" * 70_000, headers=kind)
    assert answer.status_code == 413
    answer = await browser.http.post("/complaints/new", content=b"x", headers={"Content-Length": "50000000"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("text/plain", b"story=1", 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=x", b"no boundary here", 400),
        ("application/x-www-form-urlencoded", b"story=%E5%A5%BD", 403),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A" * 5000 + b": b\r\n\r\n--x--", 400),
    ],
)
async def test_other_bodies(browser: Browser, kind: str, body: bytes, status: int) -> None:
    answer = await browser.http.post("/complaints/new", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text[:300]


async def test_a_thousand_fields_are_no_form(browser: Browser) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await browser.http.post("/complaints/new", content=part * 1000 + b"--x--\r\n", headers=kind)
    assert answer.status_code == 400


async def test_no_attachment_is_served_anywhere(browser: Browser, gateway: Gateway, office: Office) -> None:
    page = await browser.file(sent(("合同.pdf", PDF)))
    number = number_in(page.text)
    found = await office.complaint(number)
    [kept] = await office.look(lambda s: complaints.files_of(s, found.id))
    assert kept.key not in page.text
    for path in (f"/complaints/{number}/files/{kept.key}", f"/static/x/{kept.key}", f"/files/{kept.key}"):
        assert (await browser.get(path)).status_code == 404


def test_one_address_cannot_take_everybodys_room() -> None:
    room = Room(size=100, each=30)
    assert room.take(30, "10.0.0.1")
    assert not room.take(1, "10.0.0.1")
    assert all(room.take(30, f"10.0.0.{n}") for n in (2, 3))
    assert not room.take(30, "10.0.0.4")
    room.give_back(30, "10.0.0.1")
    assert room.take(30, "10.0.0.4")


async def test_no_room_refuses_the_files_and_keeps_the_words(browser: Browser, gateway: Gateway) -> None:
    front = gateway.app.state.complaints
    assert front.room.take(36_000_000, "127.0.0.1")
    page = await browser.file(sent(("合同.pdf", PDF)))
    assert "传文件的人太多" in errors_in(page.text)["files"]
    assert FILLED["story"] in page.text
    front.room.give_back(36_000_000, "127.0.0.1")
    assert number_in((await browser.file(sent(("合同.pdf", PDF)))).text)
    assert front.room.take(36_000_000, "127.0.0.1")


def test_files_that_wait_take_so_much_and_no_more() -> None:
    now = 0.0
    shelf = Shelf(Room(size=100, each=40), lambda: now)
    assert shelf.take(40, "10.0.0.1")
    shelf.lay("a", 40, "10.0.0.1")
    assert not shelf.take(1, "10.0.0.1")
    assert shelf.take(40, "10.0.0.2")
    assert not shelf.take(40, "10.0.0.3")
    shelf.give_back(40, "10.0.0.2")
    shelf.clear(["a", "unknown"])
    assert shelf.take(40, "10.0.0.1")
    shelf.lay("b", 40, "10.0.0.1")
    now = LIES + 1
    assert shelf.take(40, "10.0.0.1")


async def test_who_leaves_too_many_files_may_still_complain(browser: Browser, gateway: Gateway) -> None:
    gateway.app.state.complaints.service._shelf = Shelf(Room(size=10**9, each=2 * len(PDF)))
    for _ in range(2):
        page = await browser.file(sent(("合同.pdf", PDF)), consent="")
        assert list(errors_in(page.text)) == ["consent"]
    assert len(on_disk(gateway)) == 2
    page = await browser.file(sent(("合同.pdf", PDF)), consent="")
    assert "传文件的人太多" in errors_in(page.text)["files"]
    assert len(on_disk(gateway)) == 2
    assert number_in((await browser.file()).text)


async def test_what_a_complaint_took_takes_no_room(browser: Browser, gateway: Gateway) -> None:
    gateway.app.state.complaints.service._shelf = Shelf(Room(size=10**9, each=len(PDF)))
    for n in range(3):
        page = await browser.file(sent(("合同.pdf", PDF)), phone=f"1391234567{n}")
        assert number_in(page.text)


async def test_files_of_a_refused_addition_do_not_stay(browser: Browser, gateway: Gateway) -> None:
    number = number_in((await browser.file(sent(("合同.pdf", PDF)))).text)
    assert len(on_disk(gateway)) == 1
    path = f"/complaints/{number}"
    for files, text in (
        (sent(("照片.jpg", JPEG), ("a.svg", SVG)), "有一张照片"),
        (sent(("照片.jpg", JPEG)), "长" * 2_001),
        (sent(("照片.jpg", JPEG)), "长" * 2_001),
    ):
        assert (await browser.post(f"{path}/supplement", path, files, text=text)).status_code == 422
        assert len(on_disk(gateway)) == 1
    # The same content again is the file that is there.
    await browser.post(f"{path}/supplement", path, sent(("合同2.pdf", PDF)), text="再发一次")
    assert len(on_disk(gateway)) == 1
    form = hidden((await browser.get(path)).text)
    await browser.post(f"{path}/withdraw", f"{path}/withdraw")
    late = await browser.send(f"{path}/supplement", form | {"text": "晚了"}, sent(("照片.jpg", JPEG)))
    assert late.status_code == 409
    assert len(on_disk(gateway)) == 1
