"""What words ask of the form; the sentences are in the data file."""

import time

import pytest

from bot.intake.resources import load_yaml
from bot.intake.wishes import FIELDS, Wish, wish
from bot.text import convert

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
    wish("取消")
    started = time.process_time()
    for unit in ("取消", "我", "吧", "请麻烦", "，", "金额改成"):
        assert wish((unit * 4000)[:4000]) is None
    assert time.process_time() - started < 0.05
