"""Numbers beside words that hold a numeral (周三, 张三, 第一), and numbers spelt in Chinese."""

import random
from collections.abc import Iterator

import pytest

from bot.text import mask
from bot.text.masking.shadow import shadow
from tests.bot.text.masking.test_random import card, digits, identity
from tests.growth import text_grows

NUMERALS = "零一二三四五六七八九〇○两幺壹贰叁肆伍陆柒捌玖貳參陸兩洞拐①②③⑴⑵⒈⒉"
WORDS = [
    *("周一", "周三", "週五", "星期二", "礼拜六", "禮拜四", "张三", "李四", "王五", "赵六", "第一", "第二"),
    *(
        "初一",
        "统一",
        "唯一",
        "万一",
        "不三不四",
        "周二、三",
        "星期一、二",
        "尾号二三",
        "二楼八零一",
        "代表:张三",
    ),
]
BEHIND = [
    "",
    "打电话",
    "一直打不通",
    "三天没人接",
    "两个人",
    "五点打的",
    "是",
    " 李四",
    "，零钱",
    "七八次",
    "一",
]
_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_BANKING = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20261123)


def mobile(dice: random.Random) -> str:
    return f"1{dice.choice('3456789')}{digits(dice, 9)}"


def written(number: str) -> Iterator[str]:
    """One number in digits of all kinds."""
    yield number
    yield number.translate(_WIDE)
    yield f"{number[:3]} {number[3:7]} {number[7:]}"
    yield f"{number[:3]}-{number[3:7]}-{number[7:]}"
    yield f" {number}"


def spelt(dice: random.Random, number: str) -> Iterator[str]:
    """One number spelt out, wholly or in part."""
    yield number.translate(_CHINESE)
    yield number.translate(_BANKING)
    yield number.replace("0", "〇").translate(_CHINESE)
    yield number[:3] + number[3:7].translate(_CHINESE) + number[7:]
    yield number[:3].translate(_CHINESE) + number[3:]
    yield " ".join((number[:3], number[3:7], number[7:])).translate(_CHINESE)
    at = dice.randrange(1, 10)
    yield number[:at] + number[at].translate(_CHINESE) + number[at + 1 :]


def given(text: str, *, asked: bool = False) -> list[str]:
    """What was found, as typed; it must stand where the finding says."""
    found = mask(text, contact_asked=asked).findings
    assert all(text[f.start : f.end] == f.value for f in found if not f.secret)
    return [f.value for f in found if f.kind == "phone"]


@pytest.mark.parametrize("before", [*WORDS, *NUMERALS])
def test_a_number_behind_a_numeral_is_found_and_the_numeral_left(dice: random.Random, before: str) -> None:
    for behind in BEHIND:
        for said in written(mobile(dice)):
            text = f"{before}{said}{behind}"
            assert [value.strip() for value in given(text)] == [said.strip()], text
            assert mask(text).text.startswith(before), text


@pytest.mark.parametrize("before", ["", "电话", *WORDS, *NUMERALS])
def test_a_spelt_number_is_hidden_whatever_is_stuck_to_it(dice: random.Random, before: str) -> None:
    for behind in BEHIND:
        for _ in range(3):
            for said in spelt(dice, mobile(dice)):
                text = f"{before}{said}{behind}"
                assert said[3:-4] not in mask(text).text, text
                assert any(said in text[f.start : f.end] for f in mask(text).findings), text


@pytest.mark.parametrize("before", ["", "电话", *(word for word in WORDS if word[-1] not in NUMERALS)])
def test_a_spelt_number_that_stands_alone_is_given_exactly(dice: random.Random, before: str) -> None:
    for _ in range(10):
        for said in spelt(dice, mobile(dice)):
            assert given(f"{before}{said}打不通") == [said]


@pytest.mark.parametrize("before", [*WORDS, *NUMERALS])
def test_cards_identity_numbers_and_codes_too(dice: random.Random, before: str) -> None:
    for behind in BEHIND:
        for number in (card(dice, 16), identity(dice), card(dice, 19)):
            if behind[:1] not in NUMERALS or not behind:
                assert number[:-1] not in shadow(mask(f"{before}{number}{behind}").text), number
        code = dice.choice("2347") + digits(dice, 4) + "1"
        assert code not in mask(f"{before}验证码{code}{behind}").text


def test_numbers_in_a_row_are_each_found(dice: random.Random) -> None:
    for _ in range(100):
        first, second, third = (mobile(dice) for _ in range(3))
        text = f"代表:张三{first} 李四 {second}、王五{third}一直打"
        assert given(text) == [first, second, third]
        text = f"{first}{second.translate(_CHINESE)}，{third.translate(_CHINESE)}"
        assert given(text) == [first, second.translate(_CHINESE), third.translate(_CHINESE)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("周三13900001116打电话", "周三139****1116打电话"),
        ("王五15900001115是我", "王五159****1115是我"),
        ("第一13900001111", "第一139****1111"),
        ("星期二13900001111", "星期二139****1111"),
        ("一三九零零零零一一一一", "139****1111"),
        ("139零零零零1111", "139****1111"),
        ("周三一三九零零零零一一一一", "周三139****1111"),
        ("①13900001111", "①139****1111"),
        ("八六13900001111", "八六139****1111"),
        ("验证码832145三分钟内有效", "验证码[已隐藏:验证码]三分钟内有效"),
        ("验证码八三二一四五13900001111", "验证码[已隐藏:验证码]139****1111"),
    ],
)
def test_examples(text: str, left: str) -> None:
    assert mask(text).text == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("张三13900001117", "张**139****1117"),
        ("张三 13900001117", "张** 139****1117"),
        ("张三，13900001117", "张**，139****1117"),
        ("张三01082345678", "张**010****5678"),
        ("张三一三九零零零零一一一一", "张**139****1111"),
    ],
)
def test_a_name_that_ends_with_a_numeral_is_kept_whole(text: str, left: str) -> None:
    assert mask(text, contact_asked=True).text == left


@pytest.mark.parametrize(
    "text",
    [
        *("周三5000块", "第一1500元", "张三3500000", "周一 500 800 1000 300 1", "一、1500、1800、1200"),
        *("二零二六年一月", "星期三 2026-11-22 10:30", "第三95588", "打了三12378", "六楼八零一2000元"),
    ],
)
def test_what_is_no_number_to_hide_stays(text: str) -> None:
    assert mask(text).text == text


def test_a_numeral_beside_an_amount_is_no_part_of_it() -> None:
    assert shadow("周三5000,第一 1200元") == "周三5000,第一 1200元"
    assert shadow("1390000三111") == "13900003111"


@pytest.mark.parametrize(
    "piece", ["三1", "三13900001111", "一三", "1三9零", "三 1 ", "①1", "一三九零零零零一一一一"]
)
def test_it_takes_linear_time(piece: str) -> None:
    assert not text_grows(mask, piece, 8000)
