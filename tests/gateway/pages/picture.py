"""Draws docs/images/chat.png: ``python tests/gateway/pages/picture.py [URL of a running page]``.

Without a URL a gateway of its own is started, with reviewed answers but without the engine.
"""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.gateway.pages.conftest import Site, Visitor, launch

TARGET = Path(__file__).resolve().parents[3] / "docs" / "images" / "chat.png"
LARGEST = 300 * 1024
HEIGHT = 690
STYLE = (
    "body{margin:0;padding:24px;display:flex;gap:24px;align-items:center;background:#dfe8e7}"
    "img{border-radius:14px}"
)


def shot(browser: Browser, site: Site, question: str, path: str = "/", **options: object) -> str:
    """One window after one question, as an <img>."""
    visitor = Visitor(browser.new_context(**options), site)  # type: ignore[arg-type]
    page = visitor.open(path)
    visitor.ask(question)
    visitor.answered()
    page.locator("#text").blur()
    page.wait_for_timeout(300)
    image = base64.b64encode(page.screenshot()).decode()
    visitor.context.close()
    return f'<img src="data:image/png;base64,{image}" height="{HEIGHT}">'


def draw(site: Site) -> None:
    phone = {"width": 372, "height": HEIGHT}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        windows = [
            shot(browser, site, "我被骗了", locale="zh-CN", viewport={"width": 1010, "height": HEIGHT}),
            shot(
                browser, site, "金融消費者有哪八項權利？", locale="zh-TW", viewport=phone, color_scheme="dark"
            ),
            shot(browser, site, "我要投诉", "/?mode=large", locale="zh-CN", viewport=phone),
        ]
        page = browser.new_page(viewport={"width": 1010 + 2 * 372 + 4 * 24, "height": HEIGHT + 48})
        page.set_content(f"<style>{STYLE}</style>{''.join(windows)}")
        page.wait_for_timeout(300)
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
    size = TARGET.stat().st_size
    assert size <= LARGEST, f"{size} bytes are too many"


def main(url: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), url)
        if url is None:
            site.start()
        try:
            draw(site)
        finally:
            site.kill()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
