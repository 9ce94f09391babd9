"""Figures of complaints in a real browser: charts are seen, axe finds nothing, a narrow screen holds."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.databases import migrated
from tests.gateway.desk.test_desk_browser import axe, browser, hired, playwright
from tests.gateway.pages.conftest import Site, visit

__all__ = ["browser", "hired", "playwright", "visit"]
pytestmark = pytest.mark.browser
FILL = """
import sys
from datetime import UTC, datetime
from casework.complaints.demo import service as demo
from casework.db import Database
from casework.vault.cipher import Cipher
now = datetime.now(UTC)
with Database(sys.argv[1]) as database:
    for batch in demo.batches(150, now.year, now):
        database.run_write(lambda s: demo.fill(s, Cipher(b"k" * 32), batch, now))
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with complaints to count, made once."""
    path = tmp_path_factory.mktemp("figures") / "filled.db"
    command = [sys.executable, "-W", "ignore", "-c", FILL, migrated(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def site(tmp_path: Path, filled: Path) -> Iterator[Site]:
    shutil.copy(filled, tmp_path / "xiaobao.db")
    running = Site(tmp_path)
    running.start()
    yield running
    running.kill()


def figures(hired: Any, **options: Any) -> Page:
    page: Page = hired("wang", "supervisor", **options).page
    page.goto(re.sub(r"/desk.*", "/desk/complaints/figures", page.url))
    page.click("#demo-switch")
    expect(page.locator("#demo-hint")).to_be_visible()
    return page


def loaded(page: Page) -> list[int]:
    """The widths of the charts, once all are there."""
    found: list[int] = page.evaluate(
        "async () => { await Promise.all([...document.images].map(one => one.decode()));"
        " return [...document.images].map(one => one.naturalWidth) }"
    )
    return found


def test_charts_are_seen_and_axe_finds_nothing(hired: Any) -> None:
    page = figures(hired)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_function(
            "dark => [...document.images].every(one => one.currentSrc.includes('dark') === dark)",
            arg=theme == "dark",
        )
        widths = loaded(page)
        assert len(widths) == 9
        assert min(widths) > 300
    assert axe(page) == []
    page.get_by_role("link", name="年度投诉数据公布表").click()
    expect(page.locator("#source")).to_contain_text("第36条")
    assert axe(page) == []


def test_a_narrow_screen_scrolls_only_the_charts(hired: Any) -> None:
    page = figures(hired, viewport={"width": 320, "height": 640})
    loaded(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("summary", has_text="只看其中一部分").click()
    page.select_option("select[name=cause]", "rule")
    page.get_by_role("button", name="统计").click()
    expect(page.locator(".scope")).to_contain_text("管理制度、业务规则与流程")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_file_is_saved_under_its_days(hired: Any) -> None:
    page = figures(hired)
    with page.expect_download() as saved:
        page.get_by_role("link", name="投诉清单CSV").click()
    assert saved.value.suggested_filename.startswith("complaints-demo-")
