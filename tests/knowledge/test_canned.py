"""Ready replies: complete, clean, and filled without a hole."""

from __future__ import annotations

import re

import pytest

from bot.text import REGIONS, SCRIPTS, convert, mask
from knowledge import lint, load
from knowledge.canned import MOMENTS, VARIABLES, Canned, load_canned, read_canned
from knowledge.lint import lint_text
from knowledge.loader import ContentError, read
from knowledge.placeholders import hotlines_in, variables_in

REPLIES = load_canned()


@pytest.mark.parametrize("slug", REPLIES)
def test_each_is_short_and_can_be_filled(slug: str) -> None:
    one, content = REPLIES[slug], read()
    assert len(one.title) <= 20
    assert len(one.text) <= 160
    assert len(one.plain) <= 60
    assert set(hotlines_in(one.text)) <= set(content.hotlines)
    assert variables_in(one.text) <= VARIABLES
    for text in (one.text, one.plain):
        assert mask(text).findings == ()
        for script in SCRIPTS:
            assert "{" not in re.sub(r"\{[a-z:_0-9]+\}", "", convert(text, script))


def test_titles_are_unique_and_every_region_has_a_way_after_a_transfer() -> None:
    assert len({one.title for one in REPLIES.values()}) == len(REPLIES)
    assert {one.region for one in REPLIES.values() if one.id.startswith("already_paid")} == set(REGIONS)
    assert len(REPLIES) >= 20


def test_there_is_something_to_say_first_at_every_stage_of_a_scam_and_to_everybody() -> None:
    named = {moment for one in REPLIES.values() for moment in one.fits}
    assert named == MOMENTS


def test_the_linter_reads_them_too(tmp_path) -> None:
    assert [p for p in lint() if p.file.startswith("canned/")] == []
    hotlines = read().hotlines
    assert {p.rule for p in lint_text(hotlines, "我们保证退款，请打110。")} == {
        "money-back",
        "handwritten-number",
    }
    assert {p.rule for p in lint_text(hotlines, "請稍等")} == {"not-simplified"}
    assert lint_text(hotlines, "请稍等，打{hotline:bank}。") == ()


BAD = {
    "a: {title: 甲, text: 好, plain: 好, owner: 组}": "dates-missing",
    "a: {title: 甲, text: 好, plain: 好, reviewed_on: 2026-11-22}": "owner-missing",
    "a: {title: 甲, text: '{name}好', plain: '{name}好', reviewed_on: 2026-11-22, owner: 组}": "placeholder",
    "a: {title: 甲, text: '{agent}', plain: 好, reviewed_on: 2026-11-22, owner: 组}": "sentence-placeholders",
    "a: {title: 甲, text: '{hotline:bank}', plain: '{hotline:bank}', region: XX, owner: 组}": "jurisdiction",
    "a: {title: 甲, text: '{hotline:cn_110}', plain: '{hotline:cn_110}', owner: 组}": "jurisdiction",
    "a: {title: 甲, text: 好, plain: 好, reviewed_on: 2026-11-22, owner: 组, colour: red}": "schema",
    "a: {title: 甲, text: 好, plain: 好, fits: party, reviewed_on: 2026-11-22, owner: 组}": "schema",
    "- a": "schema",
    "a: [": "schema",
}


@pytest.mark.parametrize("written", BAD)
def test_what_is_malformed_is_named(tmp_path, written: str) -> None:
    (tmp_path / "bad.yml").write_text(written, "utf-8")
    _, problems = read_canned(tmp_path)
    assert BAD[written] in {p.rule for p in problems}
    with pytest.raises(ContentError, match=r"bad\.yml"):
        load_canned(tmp_path)


def test_a_reply_is_a_plain_record() -> None:
    assert isinstance(REPLIES["hello"], Canned)
    assert load(bank_name="测试银行").hotlines["bank"].id == "bank"
