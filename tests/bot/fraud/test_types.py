"""The kinds of scam: complete, short, sourced, safe to say, and refused when malformed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.fraud.types import CLASSES, ScamType, ScamTypeError, load_types
from bot.text import convert, fold, round_trips
from knowledge import load
from knowledge.lint.promises import promises
from knowledge.texts import Text

SLUGS = {
    *("brushing", "investment", "romance_investment", "virtual_currency", "shopping", "courier_refund"),
    *("million_protection", "screen_share", "loan", "fake_credit", "credit_repair", "acquaintance"),
    *("ai_impersonation", "relative_trouble", "police", "government", "romance", "sextortion", "game"),
    *("ticket", "phishing", "fake_service", "nfc", "cash_courier", "pension", "illegal_agent"),
    *("fundraising", "account_renting", "recovery", "army_order"),
}
TYPES = load_types()
each = pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))


def said(kind: ScamType) -> list[str]:
    """What a customer may read."""
    return [kind.name, kind.first, kind.first_plain, *kind.steps, kind.prevention]


def test_all_thirty_are_there() -> None:
    assert set(TYPES) == SLUGS
    assert {kind.parent for kind in TYPES.values()} == set(CLASSES)


@each
def test_it_is_short_enough_to_be_read(kind: ScamType) -> None:
    assert len(kind.name) <= 16
    assert len(kind.first) <= 60
    assert len(kind.first_plain) <= 40
    assert all(len(step) <= 50 for step in kind.steps)
    assert len(kind.prevention) <= 40
    assert len(set(kind.tells)) == len(kind.tells) >= 8


@each
def test_it_rests_on_known_sources_and_an_entry(kind: ScamType) -> None:
    content = load()
    known = yaml.safe_load((Path(load.__code__.co_filename).parent / "sources.yml").read_text("utf-8"))
    for ref in kind.sources:
        assert ref.source in known
        assert ref.article or ref.note or "《" not in known[ref.source]["title"], ref
    assert kind.entry in content.entries


@each
def test_it_names_no_number_of_any_region(kind: ScamType) -> None:
    for text in [*said(kind), *kind.script, *kind.tells]:
        assert not re.search(r"[0-9０-９]{2,}|\{", text), text


@each
def test_it_promises_nothing_and_asks_for_no_secret(kind: ScamType) -> None:
    for text in said(kind):
        assert list(promises(Text("types", kind.id, "text", text, "CN"))) == [], text
    assert not re.search("追回来|能追回(?!、)|保证退|您是骗子|您在犯罪", "".join(said(kind)))


@each
def test_every_text_survives_conversion(kind: ScamType) -> None:
    for text in [*said(kind), *kind.script, *kind.tells]:
        assert fold(text) == text, text
        assert round_trips(text), text
        assert convert(text, "zh-Hant-TW")
        assert convert(text, "zh-Hant-HK")


def test_it_is_read_once() -> None:
    assert load_types() is load_types()


def record(**fields: Any) -> dict[str, Any]:
    raw = {
        "id": "brushing",
        "parent": "brushing",
        "name": "刷单返利",
        "script": ["一", "二", "三"],
        "tells": list("甲乙丙丁戊己庚辛"),
        "first": "先别转。",
        "first_plain": "别转。",
        "steps": ["一", "二", "三"],
        "prevention": "别垫钱。",
        "sources": [{"source": "law", "article": "第一条"}],
        "entry": "scam_brushing",
        "verified_on": "2026-11-22",
        "review_by": "2027-02-22",
        **fields,
    }
    return {name: value for name, value in raw.items() if value is not None}


def written(root: Path, *records: dict[str, Any]) -> Path:
    lines = yaml.safe_dump(list(records), allow_unicode=True)
    (root / "some.yml").write_text(re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", lines), "utf-8")
    return root


def test_a_well_formed_type_is_read(tmp_path: Path) -> None:
    kind = load_types(written(tmp_path, record()))["brushing"]
    assert kind.tells[:2] == ("甲", "乙")
    assert kind.sources[0].article == "第一条"
    assert kind.verified_on.isoformat() == "2026-11-22"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first": None}, "first: missing"),
        ({"frist": "先别转"}, "frist: unknown field"),
        ({"name": " "}, "name: must be text"),
        ({"parent": "weather"}, "parent: unknown class"),
        ({"tells": ["一"]}, "tells: must be a list of 8"),
        ({"steps": "一"}, "steps: must be a list"),
        ({"first": "先" * 61}, "first: at most 60"),
        ({"first_plain": "先" * 41}, "first_plain: at most 40"),
        ({"sources": []}, "sources: must be a list"),
        ({"sources": [{"article": "第一条"}]}, "sources: each has source"),
        ({"verified_on": "yesterday"}, "verified_on: must be a date"),
        ({"review_by": "2026-01-01"}, "review_by: must come after"),
    ],
)
def test_malformed_content_is_refused_by_file_type_and_field(
    tmp_path: Path, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ScamTypeError, match=f"some.yml: brushing: {field}"):
        load_types(written(tmp_path, record(**fields)))


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(ScamTypeError, match=r"some.yml: brushing: id: used twice"):
        load_types(written(tmp_path, record(), record()))


@pytest.mark.parametrize("content", ["- [", "id: brushing", "- brushing"])
def test_what_is_no_list_of_types_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "some.yml").write_text(content, "utf-8")
    with pytest.raises(ScamTypeError, match=r"some\.yml"):
        load_types(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScamTypeError, match="no types"):
        load_types(tmp_path)
