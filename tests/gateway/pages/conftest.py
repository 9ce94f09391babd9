"""A running page and a real browser."""

import shutil
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

SERVER = Path(__file__).with_name("page_server.py")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# A busy machine may take its time; a passing test does not wait.
expect.set_options(timeout=15_000)


class Site:
    """The gateway in a process of its own; it may be killed and started again on the same data."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = (url or f"http://127.0.0.1:{self.port}").rstrip("/")
        self.data_dir = data_dir
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", str(SERVER), str(self.port), str(self.data_dir)]
        self._process = subprocess.Popen(command)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                assert self._process.poll() is None, "the gateway did not start"
                time.sleep(0.1)
        raise AssertionError("the gateway did not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Visitor:
    """One customer's browser window, watched: no console error, no request to another host."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        context.set_default_timeout(15_000)
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
            "n => document.querySelectorAll('#log .bot').length === n", arg=count, timeout=15000
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
