"""A running page and a real browser."""

import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.gateway.pages.site import Site

__all__ = ["Site"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The headless shell is the same engine with half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
         "chrome")  # fmt: skip

# A busy machine may take its time; a passing test does not wait.
PATIENCE = 45_000  # milliseconds
expect.set_options(timeout=PATIENCE)


class Visitor:
    """One customer's browser window, watched: no console error, no request to another host."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.crashes: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.crashes.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def ask(self, text: str) -> None:
        self.page.fill("#text", text)
        self.page.click("#send")

    def said(self) -> list[str]:
        """What the customer said, as it stands on the page (full and half width alike)."""
        return same_width(self.page.locator("#log .customer .bubble").all_inner_texts())

    def answers(self) -> int:
        return self.page.locator("#log .bot").count()

    def answered(self, count: int = 1) -> None:
        """Wait until there are so many answers."""
        self.page.wait_for_function(
            "n => document.querySelectorAll('#log .bot').length === n", arg=count, timeout=PATIENCE
        )


def same_width(texts: list[str]) -> list[str]:
    """The gateway may store full-width signs as half-width ones."""
    return [unicodedata.normalize("NFKC", text) for text in texts]


Visit = Callable[..., Visitor]


def launch(playwright: Playwright) -> Browser:
    """The Chromium on the PATH."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "these tests need Chromium on the PATH"
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One gateway for all tests that do not kill it."""
    running = Site(tmp_path_factory.mktemp("page"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def frail_site(tmp_path: Path) -> Iterator[Site]:
    """A gateway of one's own, to be killed."""
    running = Site(tmp_path)
    running.start()
    yield running
    running.kill()


# Its event loop must be gone before tests of other packages start theirs.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a window; keyword arguments are those of a browser context (locale, viewport, …)."""
    opened: list[Visitor] = []

    def start(to: Site | None = None, **options: object) -> Visitor:
        settings: dict[str, object] = {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}} | options
        visitor = Visitor(browser.new_context(**settings), to or site)  # type: ignore[arg-type]
        opened.append(visitor)
        return visitor

    yield start
    for visitor in opened:
        visitor.context.close()
        # Whatever a test is about: nothing crashed, the policy was kept, nobody else was asked.
        assert visitor.crashes == []
        assert [text for text in visitor.errors if "Content Security Policy" in text] == []
        assert visitor.hosts <= {visitor.site.url.removeprefix("http://")}
