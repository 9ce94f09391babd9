from __future__ import annotations

import pytest

from knowledge import ContentError, load
from knowledge.loader import read


def refused(base, *, saying: str) -> None:
    with pytest.raises(ContentError, match=saying):
        base.load()


def test_whole_base_is_read(base):
    k = base.load()
    assert set(k.entries) == {"complain", "scammed"}
    assert k.entries["complain"].hotlines == ("bank", "nfra_12378")
    assert k.entries["complain"].sources[0].article == "第三十九条"
    assert k.hotlines["tw_165"].region == "TW"
    assert k.sources["law"].is_law
    assert not k.sources["page"].is_law


def test_loading_twice_gives_the_same_object(base):
    root = base.write()
    assert load(root=root) is load(root=root)
    assert load(root=root) is not load(bank_name="别的银行", root=root)


def test_the_base_cannot_be_changed(base):
    with pytest.raises(TypeError):
        base.load().entries["x"] = None


@pytest.mark.parametrize(
    ("field", "value", "saying"),
    [
        ("title", None, r"complaints/all\.yml: complain: title: missing"),
        ("answer", "", "complain: answer: missing"),
        ("answer", ["x"], "complain: answer: must be text, found list"),
        ("steps", "一步", "complain: steps: must be a list"),
        ("steps", ["一步", 2], r"complain: steps\[2\]: must be one of texts"),
        ("verified_on", "下个月", "complain: verified_on: not a date"),
        ("urgent", "yes", "complain: urgent: must be true or false"),
        ("sorces", [], "complain: sorces: unknown field"),
        ("sources", [{"source": "law", "articel": "x"}], r"sources\[1\]\.articel: unknown field"),
        ("sources", [{"source": "nowhere"}], "nothing has the id nowhere"),
        ("hotlines", ["cn_000"], "nothing has the id cn_000"),
        ("answer", "打{hotline:cn_000}。", "answer: no hotline cn_000"),
        ("title", "{hotline:cn_000}是什么？", "title: no hotline cn_000"),
        ("ask", ["打{hotline:cn_000}"], r"ask\[1\]: no hotline cn_000"),
        ("plain", "{name}您好", "plain: nothing fills {name}"),
        ("regions", {"XX": {"answer": "一", "plain": "二"}}, "unknown region XX"),
        ("regions", {"HK": {"answer": "只有一种"}}, r"regions\.HK\.plain: missing"),
        ("regions", {"HK": "一句话"}, r"regions\.HK: must be a mapping"),
        ("owner", None, "complain: owner: missing"),
    ],
)
def test_malformed_field_is_named_by_file_entry_and_field(entry, field, value, saying):
    refused(entry(**{field: value}), saying=saying)


def test_every_problem_is_told_at_once(entry):
    with pytest.raises(ContentError) as caught:
        entry(owner=None, confidence=None).load()
    assert [p.rule for p in caught.value.problems] == ["owner-missing", "confidence-missing"]


def test_two_entries_with_one_id(base):
    base.entries.append({**base.entries[0], "title": "另一个？"})
    refused(base, saying="complain: id: used twice")


def test_a_key_written_twice(base):
    root = base.write()
    (root / "sentences" / "own.yml").write_text("a: {text: 一, text: 二}\n", "utf-8")
    (problem,) = read(root).problems
    assert "duplicate key 'text'" in problem.message


@pytest.mark.parametrize(
    ("name", "text", "saying"),
    [
        ("hotlines.yml", "- a\n", "must be a mapping of id"),
        ("entries/rights/one.yml", "id: x\n", "must be a list of entries"),
        ("entries/rights/one.yml", "- title: x\n", "entry without id"),
        ("sentences/one.yml", "a: 一句话\n", "must be a mapping of fields"),
        ("sentences/one.yml", "a: {text: [\n", "not valid YAML"),
    ],
)
def test_malformed_file_is_named(base, name, text, saying):
    root = base.write()
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(text, "utf-8")
    problems = read(root).problems
    assert any(p.file == name and saying in p.message for p in problems)


def test_missing_and_undecodable_files(base):
    root = base.write()
    (root / "sources.yml").unlink()
    (root / "hotlines.yml").write_bytes(b"\xff\xfe\x00")
    told = {(p.file, p.message.partition(":")[0]) for p in read(root).problems}
    assert {("sources.yml", "file is missing"), ("hotlines.yml", "not valid YAML")} <= told


def test_empty_file_is_no_problem(base):
    root = base.write()
    (root / "sentences" / "empty.yml").write_text("# later\n", "utf-8")
    assert read(root).problems == []


def test_a_sentence_with_an_unknown_hotline_is_refused(base):
    base.sentences["own"] = {"text": "好。", "regions": {"HK": "打{hotline:hk_000}。"}}
    refused(base, saying=r"own: regions\.HK\.text: no hotline hk_000")
