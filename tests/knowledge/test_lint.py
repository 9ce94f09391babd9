"""Every rule with content it refuses and content it lets pass."""

from __future__ import annotations

import copy
import importlib
from pathlib import Path

import pytest

from knowledge.lint import RULES
from knowledge.lint.__main__ import main

CLEAN = "先找银行。"
EVERYWHERE = {
    region: {"answer": CLEAN, "plain": CLEAN, "hotlines": [number]}
    for region, number in {"HK": "hk_999", "MO": "mo_999", "TW": "tw_165"}.items()
}
BAD: dict[str, list] = {
    "article-missing": [{"sources": [{"source": "law"}]}],
    "source-missing": [{"sources": []}, {"sources": None}],
    "dates-missing": [{"verified_on": None}, {"review_by": None}],
    "dates-order": [{"review_by": "2026-11-22"}, {"review_by": "2027-11-23"}],
    "owner-missing": [{"owner": None}, {"owner": ""}],
    "confidence-missing": [{"confidence": None}, {"confidence": "low"}],
    "hedge-missing": [
        {"confidence": "medium"},
        {"confidence": "medium", "answer": "以银行的答复为准。"},
    ],
    "group": [{"group": "poetry"}],
    "unknown-reference": [
        {"related": ["nobody"]},
        {"related": ["complain"]},
        {"hotlines": ["cn_000"]},
        {"answer": "打{hotline:cn_000}。"},
        {"sources": [{"source": "nowhere"}]},
    ],
    "handwritten-number": [
        {"answer": "打110。"},
        {"plain": "打95599。"},
        {"steps": ["打１１０。"]},
        {"answer": "打12399。"},
        {"answer": "客服400-123-4567。"},
        {"answer": "拨打0800-789-885。"},
        {"answer": "号码是8800 7777。"},
        {"answer": "请打一一〇。"},
        {"answer": "请打幺二三七八。"},
        {"answer": "手机13800138000。"},
        {"title": "12378管什么？"},
        {"answer": "热线：4321。"},
    ],
    "jurisdiction": [
        {"answer": "打{hotline:tw_165}。"},
        {"hotlines": ["hk_999"]},
        {"regions": {"TW": {"answer": "打{hotline:nfra_12378}。", "plain": CLEAN}}},
        {"regions": {"HK": {"answer": CLEAN, "plain": CLEAN, "hotlines": ["mo_999"]}}},
        {"regions": {"HK": {"hotlines": ["bank"]}}},
    ],
    "urgent-hotline": [
        {"urgent": True, "hotlines": []},
        {"urgent": True, "hotlines": ["cn_110"]},
        {"urgent": True, "hotlines": ["cn_110"], "regions": {**EVERYWHERE, "TW": {"hotlines": ["bank"]}}},
    ],
    "money-back": [
        {"answer": "银行保证能追回您的钱。"},
        {"answer": "报警就一定能要回损失。"},
        {"plain": "放心，肯定能拿回来，钱肯定能拿回。"},
        {"steps": ["我们全额退还。"]},
        {"answer": "这种情况包退。"},
        {"answer": "钱一定会退回您的账户。"},
        {"answer": "百分之百追回。"},
        {"answer": "被骗的钱一定能追回。"},
        {"answer": "不用担心，一定能追回损失。"},
        {"answer": "对方的钱肯定能要回来。"},
        {"answer": "我们会帮您把钱追回来。"},
        {"answer": "{bank}负责替您要回。"},
        {"answer": "不保证退回，但一定能追回一部分。"},
    ],
    "freeze-claim": [
        {"answer": "银行会冻结对方账户。"},
        {"answer": "打客服，马上冻结骗子的银行卡。"},
        {"answer": "银行可以把对方的账户冻结。"},
    ],
    "asks-secret": [
        {"answer": "请提供您的密码。"},
        {"steps": ["把收到的验证码发给我，再输入短信验证码。"]},
        {"answer": "请告诉我CVV。"},
        {"answer": "请把验证码发给客服。"},
        {"answer": "我们需要您的支付密码。"},
        {"answer": "麻烦您说一下短信验证码。"},
    ],
    "too-long": [{"answer": "长" * 301 + "。"}, {"plain": "长" * 121}],
    "title-unique": [{"title": "我被骗了，怎么办"}, {"ask": ["我上当了！"]}],
    "title-form": [{"title": "投诉的办法"}],
    "not-simplified": [{"answer": "先找銀行。"}, {"title": "怎麼投诉？"}],
    "placeholder": [
        {"answer": "找{Bank}。"},
        {"answer": "找{name}。"},
        {"answer": "打{hotline: cn_110}。"},
        {"answer": "⟦于先生。"},
        {"answer": "依据《办法。"},
    ],
    "schema": [{"answr": "x"}],
}
GOOD: dict[str, list] = {
    "article-missing": [
        {"sources": [{"source": "law", "note": "全文"}]},
        {"sources": [{"source": "page"}]},
    ],
    "dates-order": [{"review_by": "2027-11-22"}, {"review_by": "2026-11-23"}],
    "hedge-missing": [
        {"confidence": "medium", "answer": "以银行的答复为准。", "plain": "请向银行核实。"},
        {"confidence": "medium", "answer": CLEAN, "steps": ["请先向银行确认。"], "plain": "以答复为准。"},
    ],
    "handwritten-number": [
        {"answer": "2024年起，最多50000元，10000 元以上、第110条、15日、1,000,000元、二〇二四年。"},
        {"answer": "打{hotline:nfra_12378}。"},
        {"answer": "在2026-11-22核对，〔2020〕第5号、GB 45438。"},
        {"ask": ["12378打不通"]},
        {"answer": "老年人（65周岁以上），24小时内。"},
    ],
    "jurisdiction": [
        {
            "regions": {
                "TW": {"answer": "打{hotline:tw_165}。", "plain": CLEAN, "hotlines": ["tw_165", "bank"]}
            }
        },
    ],
    "urgent-hotline": [{"urgent": True, "hotlines": ["cn_110"], "regions": EVERYWHERE}],
    "money-back": [
        {"answer": "没有人能保证追回。"},
        {"answer": "银行不能保证把钱退还给您。"},
        {"answer": "不保证追回，也不承诺退款。"},
        {"answer": "能不能追回，没有人能保证。"},
        {"answer": "骗子会说，交了钱一定能追回。"},
        {"answer": "警方会尽力帮您追回。"},
        {"answer": "凡是说保证追回的，都是骗子。"},
        {"title": "有人说能全额退款，可信吗？"},
        {"answer": "“保证追回”是骗局。"},
        {"answer": "保证金可以依合同退还。"},
        {"answer": "一定要尽快报警，追回的机会更大。"},
        {"answer": "银行核实后，符合条件的会退还费用。"},
    ],
    "freeze-claim": [
        {"answer": "银行不能冻结对方账户。"},
        {"answer": "公安机关可以依法冻结涉案账户。"},
        {"answer": "请银行冻结您自己的卡。"},
        {"answer": "只有警方能冻结对方的账户。"},
        {"title": "银行能冻结对方账户吗？"},
    ],
    "asks-secret": [
        {"answer": "不要告诉任何人密码。"},
        {"answer": "让您提供验证码的都是骗子。"},
        {"answer": "已经告诉了对方密码，马上改。"},
        {"answer": "如果您已经提供验证码，马上挂失。"},
        {"answer": "到柜台修改密码。"},
        {"answer": "银行绝不会打电话要您提供密码、输入验证码。"},
        {"title": "我把验证码告诉别人了，怎么办？"},
    ],
    "too-long": [{"answer": "长" * 288 + "{hotline:nfra_12378}。", "plain": "长" * 120}],
    "title-form": [{"title": "我要投诉银行"}, {"title": "多久有结果？"}],
    "not-simplified": [{"answer": "先找银行，著名的例子。"}],
    "placeholder": [{"answer": "⟦于先生⟧找{bank}，依据《办法》。"}],
    "unknown-reference": [{"related": ["scammed"]}],
}


def cases(table):
    return [pytest.param(r, c, id=f"{r}-{n}") for r, cs in table.items() for n, c in enumerate(cs, 1)]


def rules_of(base) -> set[str]:
    return {p.rule for p in base.lint()}


def test_the_fixture_is_clean(base):
    assert base.lint() == ()


@pytest.mark.parametrize(("rule", "change"), cases(BAD))
def test_refused(entry, rule, change):
    assert rule in rules_of(entry(**copy.deepcopy(change)))


@pytest.mark.parametrize(("rule", "change"), cases(GOOD))
def test_let_pass(entry, rule, change):
    assert rule not in rules_of(entry(**copy.deepcopy(change)))


def test_an_entry_lies_in_the_folder_of_its_group(base):
    base.folders["complain"] = "rights"
    assert rules_of(base) == {"group"}


def test_an_entry_about_a_region_carries_its_numbers(entry):
    words = {"answer": "打{hotline:tw_165}。", "plain": CLEAN, "steps": []}
    base = entry(id="tw_complain", group="regions", hotlines=["tw_165"], **words)
    assert "jurisdiction" not in {p.rule for p in base.lint()}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"source": ""}, True),
        ({"source": "nowhere"}, True),
        ({"verified_on": None}, True),
        ({"confidence": "maybe"}, True),
        ({"dial": "911"}, True),
        ({"number": ""}, True),
        ({"dial": ""}, False),
        ({"dial": "+86110"}, False),
    ],
)
def test_hotline_fields(base, change, wrong):
    base.hotlines["cn_110"].update(change)
    assert ("hotline-fields" in {p.rule for p in base.lint()}) is wrong


def test_hotline_of_the_bank_needs_no_number(base):
    assert "number" not in base.hotlines["bank"]
    assert base.lint() == ()


def test_taiwan_number_dialled_from_abroad_drops_its_zero(base):
    base.hotlines["tw_165"].update(number="0800-789-885", dial="+886800789885")
    assert base.lint() == ()


@pytest.mark.parametrize(("url", "wrong"), [("www.example.org", True), ("https://example.org", False)])
def test_source_url(base, url, wrong):
    base.sources["page"]["url"] = url
    assert ("source-url" in {p.rule for p in base.lint()}) is wrong


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ({"text": "您好，{name}。", "plain": "您好。"}, "sentence-placeholders"),
        ({"text": "好。", "regions": {"HK": "好，{name}。"}}, "sentence-placeholders"),
        ({"text": "打{hotline:tw_165}。"}, "jurisdiction"),
        ({"text": "好。", "regions": {"HK": "打{hotline:cn_110}。"}}, "jurisdiction"),
        ({"text": "好。", "open": {"HK": {"text": "打{hotline:tw_165}。"}}}, "jurisdiction"),
        ({"text": "好。", "open": {"HK": {"text": "打{hotline:cn_110}。"}}}, "open-numbers"),
        ({"text": "好。", "open": {"HK": {"text": "好，{name}。"}}}, "sentence-placeholders"),
        ({"text": "打110。"}, "handwritten-number"),
        ({"text": "我們。"}, "not-simplified"),
        ({"text": "打{hotline:cn_000}。"}, "unknown-reference"),
        ({"text": "保证追回。"}, "money-back"),
        ({"text": "{好}"}, "placeholder"),
    ],
)
def test_sentence_refused(base, sentence, rule):
    base.sentences["own"] = sentence
    assert rule in {p.rule for p in base.lint() if p.entry == "own"}


@pytest.mark.parametrize(
    "sentence",
    [
        {"text": "打{hotline:cn_110}，{name}。", "regions": {"HK": "打{hotline:hk_999}，{name}。"}},
        {"text": "繁體中文", "verbatim": True},
        {"text": "最多2,000字。"},
    ],
)
def test_sentence_let_pass(base, sentence):
    base.sentences["own"] = sentence
    assert base.lint() == ()


def test_duplicate_id(base):
    base.entries.append({**base.entries[0], "title": "另一个问题？", "ask": []})
    assert "duplicate-id" in {p.rule for p in base.lint()}


def test_round_trip(base, monkeypatch):
    wording = importlib.import_module("knowledge.lint.wording")
    monkeypatch.setattr(wording, "convert", lambda text, script: text + script[-2:])
    (problem, *_) = [p for p in base.lint() if p.entry == "complain" and p.rule == "round-trip"]
    assert "comes back as" in problem.message


def test_problems_name_file_entry_and_field(entry):
    (problem,) = entry(plain="打110。").lint()
    assert (problem.file, problem.entry) == ("entries/complaints/all.yml", "complain")
    assert problem.message.startswith("plain: ")


def test_command_lists_problems_and_fails(entry, capsys):
    assert main([str(entry(plain="打110。").write())]) == 1
    assert "[handwritten-number] plain" in capsys.readouterr().out


def test_command_is_content_with_clean_content(base, capsys):
    assert main([str(base.write())]) == 0
    assert capsys.readouterr().out == "0 problems\n"


def test_command_explains_every_rule(capsys):
    assert main(["--rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(RULES)


def test_every_rule_is_tested():
    elsewhere = {"duplicate-id", "round-trip", "sentence-placeholders", "hotline-fields", "source-url"}
    elsewhere |= {"quiz-form", "card-form", "open-numbers"}
    assert set(BAD) | elsewhere == set(RULES)


def test_every_rule_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "knowledge.md").read_text("utf-8")
    assert [rule for rule in RULES if f"`{rule}`" not in page] == []
