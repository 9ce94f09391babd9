"""Sums of money in customers' words; the phrases are in amounts.tsv."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from bot.intake.amounts import Money, money
from bot.text import convert
from tests.growth import text_grows

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "amounts.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
PHRASES = [row[0] for row in ROWS]


def number(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"


def shown(found: Money | None) -> list[str]:
    if found is None:
        return ["-"] * 5
    others = ",".join(number(other.amount) for other in found.others) or "-"
    return [number(found.amount), number(found.low), number(found.high), found.currency, others]


@pytest.mark.parametrize("row", ROWS, ids=PHRASES)
def test_a_phrase_means_its_sum(row: list[str]) -> None:
    assert shown(money(row[0])) == row[1:]


@pytest.mark.parametrize(
    "text", ["一亿" * 50, "一亿一亿", "1亿1亿", "五万五万块", "八千" * 40 + "元", "8" * 400]
)
def test_numerals_piled_up_are_no_sum(text: str) -> None:
    assert money(text) is None


def test_a_large_sum_is_one() -> None:
    assert number(money("两亿三千五百万元").amount) == "235000000"  # type: ignore[union-attr]


def test_there_are_many_phrases() -> None:
    assert len(set(PHRASES)) >= 160


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
def test_traditional_phrases_mean_the_same(script: str) -> None:
    for phrase, *expected in ROWS:
        assert shown(money(convert(phrase, script))) == expected, phrase


def test_a_bare_number_is_in_the_currency_of_the_place() -> None:
    assert [
        getattr(money(text, "HKD"), "currency", "") for text in ("五百", "500元", "$500", "500人民币")
    ] == [
        "HKD",
        "HKD",
        "HKD",
        "CNY",
    ]


@pytest.mark.parametrize(
    "phrase", ["没有涉及金额", "0元", "不涉及", "冇涉及金額", "零", "没有损失，就是态度差"]
)
def test_no_money_is_flagged(phrase: str) -> None:
    found = money(phrase)
    assert found is not None
    assert found.none
    assert found.amount == 0


def test_said_is_what_was_typed() -> None:
    found = money("我被收咗大概五百幾蚊手續費")
    assert found is not None
    assert found.said == "大概五百幾蚊"
    assert not found.none


def test_bounds_are_in_order_and_hold_the_amount() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        text = dice.choice(["", "，", "到", "元，"]).join(dice.choices(PHRASES, k=dice.choice([1, 2, 3])))
        found = money(text)
        for one in (found, *found.others) if found else ():
            assert one.high is None or one.low <= one.high, text
            assert one.amount is None or one.low <= one.amount <= (one.high or one.amount), text


@pytest.mark.parametrize(
    "unit", ["3", "三万", "万", "几", "3,", "1.", "块", "扣了300", "毛", "不到", "1 000 ", "三块"]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    assert not text_grows(money, unit)
