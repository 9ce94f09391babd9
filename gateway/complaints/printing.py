"""The receipt as a PDF: tagged (PDF/UA), fonts embedded, nothing fetched from anywhere."""

import threading
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
"""
# The common Chinese characters: a font that lacks one shows boxes.
_FIRST, _LAST = 0x4E00, 0x9FFF
# Pango's caches are not made for two threads, and a receipt takes a tenth of a second.
_alone = threading.Lock()


class CannotPrintError(Exception):
    """This machine has no Pango or no Chinese font: the page to print stays."""


def pdf_of(html: str, script: Script) -> bytes:
    """The PDF of a page; CannotPrintError. Blocks (the first time 1.5 s): call it in a thread."""
    with _alone:
        try:
            return _rendered(html, script)
        except OSError as error:
            # What WeasyPrint raises when it finds no Pango.
            log.warning("no_pdf", error=type(error).__name__)
            raise CannotPrintError from None


def _rendered(html: str, script: Script) -> bytes:
    from weasyprint import CSS, HTML

    refusing = _refusing()
    style = CSS(string=_STYLE % (_FONTS[script], _OTHERS), url_fetcher=refusing)
    document = HTML(string=html, url_fetcher=refusing).render(stylesheets=[style], pdf_variant="pdf/ua-1")
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1") or b""
    if any(_FIRST <= point <= _LAST for font in document.fonts.values() for point in font.missing):
        log.warning("no_pdf", error="no Chinese font")
        raise CannotPrintError
    return pdf


def _refusing() -> Any:
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc, unused-ignore]
        """A receipt needs nothing from outside."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            raise ValueError("nothing is fetched")

    return Refusing()
