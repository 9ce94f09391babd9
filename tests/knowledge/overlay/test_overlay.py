"""Published changes over the files: what is in force, what is refused, what is compared."""

from collections.abc import Callable

import pytest

from knowledge import Knowledge
from knowledge.loader import read_checked
from knowledge.models import Content
from knowledge.overlay import Published, laid, problems_of, read_raw, retiring
from knowledge.overlay.comparing import changes
from knowledge.versions import Raw, digest, digest_of, raw_of
from tests.knowledge.conftest import Base

Taken = tuple[Base, Knowledge, Raw]


@pytest.fixture
def taken(base: Base) -> Taken:
    base.load()
    known = base.load().own()
    return base, known, raw_of(known.entries["complain"])


def content(base: Base) -> Content:
    return read_checked(base.write())


def test_an_entry_reads_back_from_its_fields(taken: Taken) -> None:
    _, known, _ = taken
    for entry in known.entries.values():
        again, problems = read_raw(raw_of(entry), entry.file)
        assert (again, problems) == (entry, ())
        assert digest_of(raw_of(again)) == digest(entry)


def test_a_change_is_said_found_and_undone_without_loading_anew(taken: Taken) -> None:
    base, known, raw = taken
    files, plain = content(base), known.render("complain")
    change = raw | {"answer": "先打{hotline:bank}说清楚。", "title": "怎么向你们投诉？"}
    known.put(laid(files, [Published("complain", change, digest_of(raw))]).entries, 1)
    said = known.render("complain", "zh-Hant-TW")
    assert said.text.startswith("先打95599說清楚")
    assert said.version == digest_of(change) != plain.version
    assert known.by_title("怎麼向你們投訴") == "complain"
    assert (known.version, known.news) == (1, {"complain"})
    known.put(files.entries, 2)
    assert known.render("complain") == plain
    assert known.by_title("怎么向你们投诉") is None


def test_one_who_follows_changes_leaves_the_shared_base_alone(taken: Taken) -> None:
    base, known, _ = taken
    shared = base.load()
    known.put({}, 1)
    assert shared.entries
    assert not known.entries


def test_a_retired_entry_is_offered_by_nobody(taken: Taken) -> None:
    base, known, raw = taken
    known.put(laid(content(base), [Published("complain", None, digest_of(raw))]).entries, 1)
    assert known.by_title(str(raw["title"])) is None
    assert known.render("scammed").buttons == ()
    assert "complain" not in [hit.entry for hit in known.search(str(raw["title"]))]


def test_a_new_entry_is_found(taken: Taken) -> None:
    base, known, raw = taken
    new = raw | {"id": "fees", "title": "手续费为什么这么高？", "ask": ["手续费太贵了"], "related": []}
    known.put(laid(content(base), [Published("fees", new, "")]).entries, 1)
    assert known.search("手續費太貴了")[0].entry == "fees"
    assert known.news == {"fees"}


def test_a_change_that_the_files_hold_by_now_is_merged(taken: Taken) -> None:
    base, _, raw = taken
    change, before = raw | {"plain": "打{hotline:bank}。"}, digest_of(raw)
    base.entries[0]["plain"] = "打{hotline:bank}。"
    found = laid(content(base), [Published("complain", change, before), Published("gone", None, "x")])
    assert found.merged == {"complain", "gone"}
    assert not found.parted


def test_a_file_that_went_another_way_is_told_and_the_published_text_stands(taken: Taken) -> None:
    base, _, raw = taken
    base.entries[0]["plain"] = "去网点。"
    found = laid(content(base), [Published("complain", raw | {"plain": "打电话。"}, digest_of(raw))])
    assert found.parted == {"complain"}
    assert found.entries["complain"].text.plain == "打电话。"


@pytest.mark.parametrize("wrong", [{"sources": []}, {"hotlines": ["nobody"]}, {"answr": "x"}, {"id": "else"}])
def test_what_would_not_load_leaves_the_file_in_force(taken: Taken, wrong: Raw) -> None:
    base, _, raw = taken
    files = content(base)
    found = laid(files, [Published("complain", raw | wrong, digest_of(raw))])
    assert found.broken == {"complain"}
    assert found.entries == files.entries


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"answer": "我们保证追回您的钱。"}, "money-back"),
        ({"answer": "请打110。"}, "handwritten-number"),
        ({"title": "我上当了"}, "title-unique"),
        ({"title": "投訴怎麼辦？"}, "not-simplified"),
        ({"sources": []}, "source-missing"),
        ({"review_by": "2029-01-01"}, "dates-order"),
        ({"related": ["nobody"]}, "unknown-reference"),
        ({"unheard": "of"}, "schema"),
    ],
)
def test_the_gate_is_the_lint_of_the_files(taken: Taken, wrong: Raw, rule: str) -> None:
    base, known, raw = taken
    assert rule in {p.rule for p in problems_of(content(base), known.entries, raw | wrong)}


def test_what_the_lint_accepts_passes_the_gate(taken: Taken, entry: Callable[..., Base]) -> None:
    base, known, raw = taken
    assert problems_of(content(base), known.entries, raw | {"plain": "打{hotline:bank}。"}) == ()


def test_what_the_product_says_by_itself_is_not_retired() -> None:
    assert [p.rule for p in retiring({}, "stop_payment")] == ["needed"]
    assert retiring({}, "loan_refused") == ()


def test_a_comparison_tells_fields_and_letters() -> None:
    before = {"answer": "十五天内答复您。", "ask": ["甲"], "regions": {"HK": {"plain": "旧"}}}
    after = {"answer": "三十天内答复您。", "ask": ["甲", "乙"], "regions": {}}
    found = {change.field: change for change in changes(before, after)}
    assert [(p.kind, p.text) for p in found["answer"].pieces] == [
        ("out", "十五"), ("in", "三十"), ("same", "天内答复您。"),
    ]  # fmt: skip
    assert (found["ask"].before, found["ask"].after) == ("甲", "甲\n乙")
    assert (found["regions.HK.plain"].before, found["regions.HK.plain"].after) == ("旧", "")
    assert changes(before, before) == ()
