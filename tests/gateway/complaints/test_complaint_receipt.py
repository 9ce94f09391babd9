"""The receipt: as a page to print and as a PDF that can be read, searched and read aloud."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

from gateway.complaints import printing
from tests.gateway.complaints.conftest import NAME, PHONE, Browser, code_in, number_in, text_of
from tests.gateway.conftest import Gateway

ROOT = Path(__file__).resolve().parents[3]


async def pdf_of(browser: Browser, number: str) -> pypdf.PdfReader:
    answer = await browser.get(f"/complaints/{number}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{number}.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def fonts(page: Any) -> list[tuple[str, set[str]]]:
    found = []
    for font in page["/Resources"]["/Font"].values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        found.append((font.get_object()["/BaseFont"], set(below["/FontDescriptor"].keys())))
    return found


@pytest.mark.parametrize(
    ("language", "script", "font", "words"),
    [
        ("zh-CN", "zh-Hans", "SC", ("投诉回执", "投诉编号", "最晚", "贷款")),
        ("zh-TW", "zh-Hant-TW", "TC", ("申訴回執", "最晚", "貸款")),
        ("zh-HK", "zh-Hant-HK", "HK", ("投訴回條", "最晚", "貸款")),
    ],
)
async def test_the_pdf_holds_number_code_date_and_a_masked_name(
    gateway: Gateway, language: str, script: str, font: str, words: tuple[str, ...]
) -> None:
    browser = Browser(gateway.app, language)
    page = await browser.file()
    number, code = number_in(page.text), code_in(page.text)
    pdf = await pdf_of(browser, number)
    said = "".join(sheet.extract_text() for sheet in pdf.pages)
    for word in (number, code, *words):
        assert word in said, word
    assert NAME not in said
    assert PHONE not in said
    assert "**" in said
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == script
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert number in (pdf.metadata.title if pdf.metadata and pdf.metadata.title else "")
    for name, descriptor in fonts(pdf.pages[0]):
        assert name.endswith((f"CJK-{font}", f"CJK-{font}-Bold")), name
        assert {"/FontFile2", "/FontFile3"} & descriptor
    await browser.http.aclose()


async def test_a_long_story_runs_over_several_pages(browser: Browser) -> None:
    page = await browser.file(story="很长的经过。\n" * 250)
    pdf = await pdf_of(browser, number_in(page.text))
    assert len(pdf.pages) > 2


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW"])
async def test_characters_no_font_has_do_not_keep_anybody_from_the_receipt(
    gateway: Gateway, language: str
) -> None:
    browser = Browser(gateway.app, language)
    rare = "柜员把我名字里的\u9fff和\U000323af打成了别的字，退错了款。"
    plain = await browser.file()
    page = await browser.file(story=rare, phone="13800138099")
    said = [
        "".join(sheet.extract_text() for sheet in (await pdf_of(browser, number_in(one.text))).pages)
        for one in (plain, page)
    ]
    assert "〓" not in said[0]
    for words in ("〓和〓", "生僻字", number_in(page.text)):
        assert words in said[1], words
    await browser.http.aclose()


async def test_nothing_is_fetched_and_markup_stays_text(browser: Browser) -> None:
    evil = '被多收费<img src="http://127.0.0.1:1/x.png"><link rel=stylesheet href="file:///etc/passwd">'
    page = await browser.file(story=evil)
    pdf = await pdf_of(browser, number_in(page.text))
    assert "<img" in "".join(sheet.extract_text() for sheet in pdf.pages)
    refused = printing.pdf_of(
        '<html lang="zh"><title>a</title><img src="file:///etc/hostname">好</html>', "zh-Hans"
    )
    assert refused.startswith(b"%PDF")


async def test_the_page_to_print_says_the_same(browser: Browser) -> None:
    page = await browser.file()
    number = number_in(page.text)
    sheet = await browser.get(f"/complaints/{number}/receipt")
    said = text_of(sheet.text)
    for word in ("投诉回执", number, code_in(page.text), "最晚", "测试银行"):
        assert word in said


async def test_without_pango_or_fonts_the_page_to_print_stays(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(html: str, script: str) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    number = number_in((await browser.file()).text)
    monkeypatch.setattr(printing, "_rendered", missing)
    page = await browser.get(f"/complaints/{number}/receipt.pdf")
    assert page.status_code == 503
    assert "现在做不出PDF文件" in page.text
    assert number in page.text
    assert "receipt.pdf" not in page.text


ALONE = """
from gateway.complaints.printing import CannotPrintError, pdf_of
try:
    pdf_of('<html lang="zh"><title>a</title><p>投诉回执</p></html>', "zh-Hans")
except CannotPrintError:
    print("cannot")
"""


def test_boxes_instead_of_letters_are_no_receipt(tmp_path: Path) -> None:
    latin = next(iter(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")), None)
    if latin is None:
        pytest.skip("needs a font without Chinese")
    fonts = f"<fontconfig><dir>{latin.parent}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(fonts)
    env = os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", ALONE], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "cannot"
