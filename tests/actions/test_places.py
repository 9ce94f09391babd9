"""Rules and numbers of the place the customer is in, or asks about."""

from typing import Any

import pytest

from actions.context import knowledge
from actions.dialogue import ActionDialogue
from actions.faq import ActionAnswer, ActionSearch
from actions.fraud import ActionCheckScam
from tests.actions.test_actions import heard, run


def told(entry: str, text: str, **metadata: Any) -> dict[str, Any]:
    said, _ = run(ActionAnswer(), text=text, entities=_entities(text), **heard(entry, **metadata))
    return said


def _entities(text: str) -> list[dict[str, Any]]:
    """The region the engine would have found."""
    places = {"澳门": "MO", "香港": "HK", "内地": "CN"}
    found = [(text.index(name), name, region) for name, region in places.items() if name in text]
    return [
        {"entity": "region", "value": name, "canonical": region, "start": at, "end": at + len(name)}
        for at, name, region in found
    ]


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("澳门这边被骗了打几号报案", "MO", "993"),
        ("我在香港被骗了", "HK", "999"),
        ("人在桃園被騙了", "TW", "165"),
    ],
)
def test_who_says_where_they_are_gets_that_places_numbers(text: str, region: str, number: str) -> None:
    said = told("emergency_scam", text)
    assert said["set"] == {"region": region}
    assert number in said["text"]


def test_where_they_are_is_kept_though_the_message_is_a_greeting_or_a_switch() -> None:
    greeted, _ = run(
        ActionDialogue(),
        text="你好，我在香港",
        intent={"name": "greet"},
        entities=_entities("你好，我在香港"),
    )
    assert greeted["set"] == {"region": "HK"}
    wish: dict[str, Any] = {"text": "我在香港，换成繁体", "entities": _entities("我在香港")}
    switched, _ = run(ActionDialogue(), intent={"name": "switch_traditional"}, **wish)
    assert switched["set"] == {"region": "HK", "script": "zh-Hant-HK"}


def test_in_an_emergency_a_place_only_named_adds_its_numbers() -> None:
    said = told("emergency_scam", "自称香港警察的人让我转了两万")
    assert "set" not in said
    assert "110" in said["text"]
    assert "999" in said["text"]
    assert "999" not in told("emergency_scam", "自称警察的人让我转了两万")["text"]


@pytest.mark.parametrize("text", ["大西洋銀行嗰啲定期有冇得保", "钱存澳门那家银行赔多少"])
def test_what_is_asked_of_a_place_is_answered_by_its_rules(text: str) -> None:
    assert (
        told("deposit_insurance", text)["text"] == knowledge().render("deposit_insurance", region="MO").text
    )


def test_law_of_the_mainland_says_so_to_who_asks_about_another_place() -> None:
    there = told("overcharged", "在香港被多收手续费")["text"]
    assert there.startswith(knowledge().say("dialogue.mainland", "zh-Hans", "HK"))
    assert "2929 2222" in there
    taiwan = told("overcharged", "多收手续费", region="TW")["text"]
    assert taiwan.startswith(knowledge().say("dialogue.mainland", "zh-Hans", "TW"))
    warning = "下面说的是"
    assert warning not in told("overcharged", "多收手续费")["text"]
    assert warning not in told("overcharged", "内地的银行多收手续费", region="HK")["text"]
    assert warning not in told("scam_fundraising", "香港的朋友叫我入股")["text"]


def test_who_writes_as_in_taiwan_is_told_where_the_rules_hold() -> None:
    said = told("collection_hours", "催收晚上十點半打來可以檢舉嗎", script="zh-Hant-TW", region_known=False)[
        "text"
    ]
    assert said.endswith(knowledge().say("dialogue.mainland_above", "zh-Hant-TW", "TW"))
    assert "0800-789-885" in said
    here = told("collection_hours", "大陸的催收晚上十點半打來", script="zh-Hant-TW", region_known=True)
    assert "0800" not in here["text"]


def test_who_writes_as_in_taiwan_is_told_how_to_get_the_answer_for_there() -> None:
    wanted = knowledge().say("dialogue.place_wanted", "zh-Hant-TW", "TW")
    asked = ("deposit_insurance", "存款最高保多少")
    assert told(*asked, script="zh-Hant-TW", region_known=False)["text"].endswith(wanted)
    assert wanted not in told(*asked, script="zh-Hant-TW", region="TW")["text"]
    assert wanted not in told("emergency_scam", "錢被騙走了", script="zh-Hant-TW", region_known=False)["text"]


@pytest.mark.parametrize(
    ("entry", "text", "said"),
    [
        ("hk_complaint", "我是香港人，内地的银行乱收费去哪投诉", "mainland_from_outside"),
        ("hk_bodies", "香港居民对大陆那边的建行不满找谁", "mainland_from_outside"),
        ("hk_complaint", "内地居民想投诉香港的银行", "hk_complaint"),
        ("hk_deposit", "内地银行在香港的存款怎么保", "hk_deposit"),
    ],
)
def test_a_bank_of_the_mainland_is_complained_of_there(entry: str, text: str, said: str) -> None:
    assert told(entry, text)["entry"] == said


OPEN: dict[str, Any] = {"script": "zh-Hant-HK", "region": "CN", "region_known": False}


def test_who_writes_as_in_hong_kong_is_told_of_both_places() -> None:
    said = told("deposit_insurance", "擺咗九十萬定期，間銀行執咗點算", **OPEN)
    assert said["text"] == knowledge().render("deposit_insurance", "zh-Hant-HK", "HK").text
    assert "set" not in said
    known = told("deposit_insurance", "擺咗九十萬定期", **OPEN | {"region_known": True})
    assert known["text"] == knowledge().render("deposit_insurance", "zh-Hant-HK", "CN").text


@pytest.mark.parametrize("entry", ["scam_nfc", "wrong_transfer", "data_leak"])
def test_where_the_police_differ_the_numbers_of_all_places_are_said(entry: str) -> None:
    said = told(entry, "有人叫我噉做", **OPEN)
    assert "110" in [line["number"] for line in said["hotlines"]]
    assert "999" in said["text"]
    assert "999" not in told(entry, "有人这么叫我做")["text"]


def test_a_reader_of_taiwan_hears_the_mainlands_way_and_whom_to_call_there() -> None:
    said = told("complaint_securities", "證券公司也是打這支嗎", **OPEN | {"script": "zh-Hant-TW"})
    assert "12386" in said["text"]
    assert "1998" in said["text"]
    assert "1998" not in told("complaint_securities", "证券公司也是打这个吗")["text"]


def test_what_is_at_home_in_taiwan_is_not_the_mainland() -> None:
    text = "國內銀行拖了三十天不回，要找金管會嗎"
    place = {"entity": "region", "value": "國內", "canonical": "CN", "start": 0, "end": 2}
    asked = heard("complaint_overdue", script="zh-Hant-TW", region_known=False)
    said, _ = run(ActionAnswer(), text=text, entities=[place], **asked)
    assert said["text"] == knowledge().render("complaint_overdue", "zh-Hant-TW", "TW").text


def test_another_bank_elsewhere_is_complained_of_there() -> None:
    assert told("another_bank", "間銀行唔肯幫手，點投訴佢", region="MO")["entry"] == "mo_complaint"
    assert told("another_bank", "别的银行的事能不能问你")["entry"] == "another_bank"


def test_a_verdict_names_the_numbers_of_a_place_that_was_named() -> None:
    asked: dict[str, Any] = {"intent": {"name": "check_text"}, "fraud": {"stage": "none", "score": 0.0}}
    said, _ = run(ActionCheckScam(), text="8800 7777係咪真係司警嘅熱線", **asked, metadata=OPEN)
    assert "8800 7777" in said["text"]
    assert "8800 7777" not in run(ActionCheckScam(), text="这是真的吗", **asked)[0]["text"]


def test_who_is_not_understood_and_names_a_place_hears_its_numbers() -> None:
    text = "澳门那边说我中奖了"
    said, _ = run(ActionSearch(), text=text, entities=_entities(text))
    assert said["kind"] == "choices"
    assert "110" in said["text"]
    assert "993" in said["text"]
    assert "993" not in run(ActionSearch(), text="那边说我中奖了")[0]["text"]
