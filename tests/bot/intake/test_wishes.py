"""What words ask of the form; the sentences are in the data file."""

import pytest

from bot.intake.resources import load_yaml
from bot.intake.wishes import FIELDS, Wish, beside_order, field_named, wish
from bot.text import convert
from tests.growth import text_grows

DATA = load_yaml("wishes")
HOLDS = [(kind, sentence) for kind, sentences in DATA["holds"].items() for sentence in sentences]


@pytest.mark.parametrize(("kind", "sentence"), HOLDS)
def test_a_wish_is_heard(kind: str, sentence: str) -> None:
    found = wish(sentence)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_every_phrase_is_heard_in_every_script(script: str) -> None:
    for kind, phrases in DATA["phrases"].items():
        for phrase in phrases:
            found = wish(convert(phrase, script) if script != "zh-Hans" else phrase)
            assert found is not None, phrase
            assert found.kind == kind, phrase


@pytest.mark.parametrize("sentence", DATA["fails"])
def test_a_story_or_an_answer_is_no_wish(sentence: str) -> None:
    assert wish(sentence) is None
    assert wish(convert(sentence, "zh-Hant-TW")) is None


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("改一下金额", "amount", None),
        ("我要改时间", "when", None),
        ("電話號碼打錯了", "phone", None),
        ("名字写错了", "name", None),
        ("网点不对", "place", None),
        ("修改诉求", "wish", None),
        ("改一下投诉内容", "story", None),
        ("把金额改成五百", "amount", "五百"),
        ("時間應該是上個禮拜三", "when", "上個禮拜三"),
        ("金额不是五百，是三千", "amount", "五百，是三千"),
        ("改一下", None, None),
        ("有個地方錯了", None, None),
    ],
)
def test_a_change_says_its_field(sentence: str, field: str | None, value: str | None) -> None:
    found = wish(sentence)
    assert found == Wish("change", field, value)  # type: ignore[arg-type]


def test_each_field_can_be_changed_by_each_of_its_words() -> None:
    for field in FIELDS:
        for word in DATA["fields"][field]:
            assert wish(f"改一下{word}") == Wish("change", field), word


def test_long_texts_are_no_wishes_and_take_no_time() -> None:
    for unit in ("取消", "我", "吧", "请麻烦", "，", "金额改成"):
        assert wish((unit * 4000)[:4000]) is None
        assert not text_grows(wish, unit), unit


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("改成一百", None, "一百"),
        ("我的要求改成退钱并道歉", "wish", "退钱并道歉"),
        ("地点错了，是网上银行", "place", "网上银行"),
        ("金額寫錯了，應該是三百", "amount", "三百"),
    ],
)
def test_the_new_words_may_come_with_the_change(sentence: str, field: str | None, value: str) -> None:
    assert wish(sentence) == Wish("change", field, value)  # type: ignore[arg-type]


@pytest.mark.parametrize("sentence", ["我明天再弄", "明天继续", "下班再填", "聽日再填", "等我下班再弄"])
def test_a_time_and_again_is_later(sentence: str) -> None:
    assert wish(sentence) == Wish("later")


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("我要投诉", ""),
        ("我要投诉你们银行", ""),
        ("我要投诉信用卡乱收年费300元", "信用卡乱收年费300元"),
        ("投诉城南支行柜员骂人", "城南支行柜员骂人"),
        ("城南支行", "城南支行"),
    ],
)
def test_what_stands_beside_the_order(sentence: str, left: str) -> None:
    assert beside_order(sentence) == left


@pytest.mark.parametrize(("word", "field"), [("金额", "amount"), ("我的要求", "wish"), ("時間", "when")])
def test_a_bare_word_names_a_field(word: str, field: str) -> None:
    assert field_named(word) == field
    assert field_named("上周三") is None
