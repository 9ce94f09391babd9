"""Plain text as blocks."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.pages.render import clock, safe_link
from gateway.pages.text import blocks

CASES = json.loads(Path(__file__).with_name("blocks.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_blocks(case: dict[str, Any]) -> None:
    found = [{"kind": b.kind, "lines": [line.text for line in b.lines]} for b in blocks(case["text"])]
    assert found == case["blocks"]


def test_steps_keep_their_written_numbers() -> None:
    assert [line.number for line in blocks("3. 丙\n4. 丁")[0].lines] == [3, 4]


def test_a_long_line_takes_no_time() -> None:
    assert blocks("1" * 50_000 + " " * 50_000)


def test_only_https_becomes_a_link() -> None:
    assert safe_link("https://www.gov.cn/") == "https://www.gov.cn/"
    assert [safe_link(u) for u in (None, "", "http://a", "javascript:alert(1)", "//a", " https://a")] == [
        ""
    ] * 6


def test_clock() -> None:
    assert clock("2026-11-22T02:00:00+00:00") == "10:00"
    assert clock(None) == clock("soon") == ""
