"""Rules: what their patterns mean, and that each of them holds where it says and nowhere else it says."""

from __future__ import annotations

from typing import Any

import pytest

from bot.fraud import rules as rules_module
from bot.fraud.detector import Detector
from bot.fraud.rules import STAGES, Rule, literals, rules
from bot.fraud.types import load_types
from bot.fraud.words import Words, lexicon
from bot.text import detect_script, fold, synonym_changes

DETECTOR = Detector()
RULES = rules()
LONGEST = 40
each = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def held(text: str) -> set[str]:
    return {rule.code for rule, _ in DETECTOR.sight(text).held}


@each
def test_it_holds_where_it_says(rule: Rule) -> None:
    assert [text for text in rule.holds if rule.code not in held(text)] == []


@each
def test_it_fails_where_it_says(rule: Rule) -> None:
    assert [text for text in rule.fails if rule.code in held(text)] == []


@each
def test_it_is_complete(rule: Rule) -> None:
    assert len(rule.holds) >= 2
    assert len(rule.fails) >= 2
    assert rule.stages or rule.type, "it says nothing"
    assert rule.type is None or rule.type in load_types()
    assert not rule.sure or rule.stages


@each
def test_one_of_its_sentences_is_traditional_or_regional(rule: Rule) -> None:
    regional = [t for t in rule.holds if fold(t) != t or list(synonym_changes(t.lower()))]
    assert regional or any((detect_script(text) or "").startswith("zh-Hant") for text in rule.holds)


@each
def test_its_explanation_is_short_simplified_and_accuses_nobody(rule: Rule) -> None:
    assert 4 <= len(rule.explain) <= LONGEST
    assert fold(rule.explain) == rule.explain
    assert not any(word in rule.explain for word in ("您是骗子", "您在犯罪", "保证追回", "一定能"))


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


def test_every_stage_and_type_has_a_rule() -> None:
    assert {stage for rule in RULES for stage in rule.stages} == set(STAGES)
    assert {rule.type for rule in RULES if rule.type} == set(load_types())


def test_every_class_a_rule_names_is_in_the_lexicon_or_a_links() -> None:
    named = {step.name for rule in RULES for p in (*rule.patterns, *rule.unless) for step in p}
    unknown = {name for name in named if name[0] != "=" and not name.startswith("link")}
    assert unknown - set(lexicon()) == set()


def made(pattern: Any, **more: Any) -> Rule:
    raw = {"code": "X-1", "pattern": pattern, "explain": "x", "for": {"paid": 1}, **more}
    return rules_module._rule(raw, "test")


def matches(rule: Rule, text: str, **classes: list[str]) -> list[str] | None:
    words = Words({**classes, **literals([rule])}, {"微信": ["vx"]})
    reading = words.read(text)
    chain = rule.find(reading.text, words.find(reading))
    return None if chain is None else [reading.text[slice(*hit)] for hit in chain]


def test_a_pattern_is_a_row_of_classes_and_words() -> None:
    rule = made("@move ~4 安全账户")
    assert matches(rule, "把钱汇到他的安全账户", move=["转", "汇"]) == ["汇", "安全账户"]
    assert matches(rule, "安全账户里没钱汇", move=["转", "汇"]) is None


@pytest.mark.parametrize(("text", "holds"), [("转12账户", True), ("转123账户", False), ("转账户", True)])
def test_a_gap_is_two_characters_unless_said(text: str, holds: bool) -> None:
    assert (matches(made("转 账户"), text) is not None) is holds


def test_a_later_place_may_fit_where_the_first_does_not() -> None:
    assert matches(made("转 ~1 他"), "转了很久没人接后来转给他") == ["转", "他"]


def test_any_of_the_words_will_do() -> None:
    rule = made(["转|汇 他", "给 他"])
    assert matches(rule, "汇他") == ["汇", "他"]
    assert matches(rule, "给他") == ["给", "他"]


def test_unless_vetoes_anywhere() -> None:
    rule = made("转 他", unless=["还没"])
    assert matches(rule, "转他了") is not None
    assert matches(rule, "转他了？还没呢") is None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("我汇款给他了", True),
        ("我没汇款给他", False),
        ("我没有汇款给他", False),
        ("千万别再汇款给他", False),
        ("我冇汇款俾他", False),
        ("忍不住汇款给他", True),
        ("是不是汇款给他", True),
        ("没汇款给他，后来又汇款给他", True),
    ],
)
def test_a_negator_before_it_turns_it_round(text: str, holds: bool) -> None:
    assert (matches(made("汇款 他"), text) is not None) is holds


def test_a_rule_may_forgo_negation() -> None:
    assert matches(made("汇款 他", negation=False), "没汇款给他") is not None


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"code": "A", "pattern": "转", "explain": "x", "unles": []}, "unknown fields"),
        ({"code": "A", "pattern": "转", "explain": "x", "for": {"payed": 1}}, "unknown stages"),
        ({"code": "A", "pattern": " ", "explain": "x"}, "empty pattern"),
    ],
)
def test_a_malformed_rule_is_refused(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rules_module._rule(raw, "test")


def test_a_code_used_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"code": "A-1", "pattern": "转", "explain": "x"}
    monkeypatch.setattr(rules_module, "load_folder", lambda name: iter([("a", [raw, raw])]))
    with pytest.raises(ValueError, match="A-1"):
        rules.__wrapped__()
