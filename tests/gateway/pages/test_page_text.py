"""Plain text as blocks."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.text import REGIONS, SCRIPTS, Region, Script
from gateway.pages.render import clock, safe_link
from gateway.pages.text import blocks
from gateway.pages.words import QUICK, Words
from knowledge import load
from knowledge.sentences import Voice

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


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_first_questions_lead_to_their_entries(script: Script) -> None:
    knowledge = load("示例银行", "95000")
    voice = Voice(knowledge.sentences, knowledge.hotlines, "示例银行", "95000")
    words = Words(knowledge, voice, script, "CN", "standard")
    assert {key: knowledge.by_title(words.quick(key)) for key in QUICK} == QUICK


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("region", REGIONS)
def test_every_word_can_be_said(script: Script, region: Region) -> None:
    knowledge = load()
    words = Words(knowledge, Voice(knowledge.sentences, knowledge.hotlines, "", ""), script, region, "large")
    assert all(words.for_script().values())
    # Without a bank hotline there is no dead link, and the emergency numbers stay.
    assert [line.dial for line in words.help()]
    assert all(line.dial and line.label and line.name for line in words.help())


def test_clock() -> None:
    assert clock("2026-11-22T02:00:00+00:00") == "10:00"
    assert clock(None) == clock("soon") == ""
