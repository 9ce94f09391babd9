"""The receipt as a PDF: tagged (PDF/UA), fonts embedded, nothing fetched from anywhere."""

import threading
import unicodedata
from typing import Any

import structlog

from bot.text import Script

log = structlog.get_logger("gateway.complaints")

_FONTS: dict[Script, str] = {
    "zh-Hans": "Noto Sans CJK SC", "zh-Hant-TW": "Noto Sans CJK TC", "zh-Hant-HK": "Noto Sans CJK HK",
}  # fmt: skip
_OTHERS = '"Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", sans-serif'
_STYLE = """
@page { size: A4; margin: 18mm 16mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt } }
html { font-family: "%s", %s; font-size: 11.5pt; line-height: 1.6; color: #000 }
h1 { font-size: 20pt; margin: 0 0 6mm; text-align: center }
h2 { font-size: 12.5pt; margin: 6mm 0 1mm }
table { width: 100%%; border-collapse: collapse }
th, td { border: 0.4pt solid #444; padding: 2mm 3mm; text-align: left; vertical-align: top }
th, td { overflow-wrap: anywhere }
th { width: 34mm; font-weight: 600; background: #f0f0f0 }
tr:first-child td { font-size: 15pt; font-weight: 600; letter-spacing: 0.04em }
.said { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
.small { font-size: 10pt; margin: 4mm 0 0 }
.lacking { display: none }
"""
# What stands for a character no font here has, and the line beneath that says so.
_GETA = "〓"
_LACKING = ".lacking { display: block }"
# Where the common Chinese characters stand: a machine that lacks one of them has no Chinese font at all.
_COMMON = {"gb2312": (b"\xb0\xa1", b"\xd7\xf9"), "big5": (b"\xa4\x40", b"\xc6\x7e")}
# Pango's caches are not made for two threads, and a receipt takes a tenth of a second.
_alone = threading.Lock()


class CannotPrintError(Exception):
    """This machine has no Pango or no Chinese font: the page to print stays."""


def pdf_of(html: str, script: Script) -> bytes:
    """The PDF of a page, with 〓 for what no font here has; CannotPrintError.

    Blocks (the first time 1.5 s): call it in a thread.
    """
    with _alone:
        try:
            return _rendered(html, script)
        except OSError as error:
            # What WeasyPrint raises when it finds no Pango.
            log.warning("no_pdf", error=type(error).__name__)
            raise CannotPrintError from None


def _rendered(html: str, script: Script) -> bytes:
    style = _STYLE % (_FONTS[script], _OTHERS)
    pdf, missing = _written(html, style)
    if any(map(_common, missing)):
        log.warning("no_pdf", error="no Chinese font")
        raise CannotPrintError
    # A rare character in a name or a story must not keep anybody from their receipt.
    return _written(html.translate(dict.fromkeys(missing, _GETA)), style + _LACKING)[0] if missing else pdf


def _written(html: str, style: str) -> tuple[bytes, frozenset[int]]:
    """The PDF, and the code points of what should be seen in it and is in no font."""
    from weasyprint import CSS, HTML

    refusing = _refusing()
    sheet = CSS(string=style, url_fetcher=refusing)
    document = HTML(string=html, url_fetcher=refusing).render(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1") or b""
    lacking = {point for font in document.fonts.values() for point in font.missing}
    # Of these there is nothing to see by itself; what Unicode has not named yet may be a character.
    unseen = ("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn")
    return pdf, frozenset(point for point in lacking if unicodedata.category(chr(point)) not in unseen)


def _common(point: int) -> bool:
    places = ((chr(point).encode(name, "ignore"), *ends) for name, ends in _COMMON.items())
    return any(len(place) == len(first) and first <= place <= last for place, first, last in places)


def _refusing() -> Any:
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc, unused-ignore]
        """A receipt needs nothing from outside."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            raise ValueError("nothing is fetched")

    return Refusing()
