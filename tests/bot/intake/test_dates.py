"""Dates in customers' words, on a fixed day; the phrases are in dates.tsv."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.intake.dates import When, when
from bot.text import convert
from tests.growth import text_grows

TODAY = date(2026, 3, 18)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "dates.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
PHRASES = [row[0] for row in ROWS]


def shown(found: When | None) -> list[str]:
    if found is None:
        return ["-", "-", "-"]
    marks = "e" * found.exact + "f" * found.future
    return [str(found.first), str(found.last), marks or "-"]


@pytest.mark.parametrize("row", ROWS, ids=PHRASES)
def test_a_phrase_means_its_days(row: list[str]) -> None:
    assert shown(when(row[0], TODAY)) == row[1:]


def test_there_are_many_phrases() -> None:
    assert len(set(PHRASES)) >= 200


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
def test_traditional_phrases_mean_the_same(script: str) -> None:
    for phrase, *expected in ROWS:
        assert shown(when(convert(phrase, script), TODAY)) == expected, phrase


def test_said_is_what_was_typed() -> None:
    found = when("我係上個禮拜三喺中環分行辦嘅", TODAY)
    assert found is not None
    assert found.said == "上個禮拜三"


@pytest.mark.parametrize("phrase", ["最近", "今天去问了", "已经三年了", "近半年", "现在"])
def test_what_may_be_said_in_passing_is_weak(phrase: str) -> None:
    found = when(phrase, TODAY)
    assert found is not None
    assert found.weak


def test_now_in_a_story_is_no_date() -> None:
    assert when("柜员把我的一万块存到别人账户里去了，现在叫我自己去找那个人要", TODAY) is None
    assert when("提前60天预约也没用，第二天去了又说满了", TODAY) is None


def test_no_span_is_reversed_or_in_the_future_unless_flagged() -> None:
    days = [date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31), date(2026, 10, 1), date(2028, 2, 29)]
    days += [date(2023, 1, 1) + timedelta(17 * n) for n in range(60)]
    for today in days:
        for phrase in PHRASES:
            found = when(phrase, today)
            if found:
                assert found.first <= found.last, (phrase, today)
                assert found.future == (found.first > today), (phrase, today)
                assert found.future or found.last <= today, (phrase, today)


def test_phrases_joined_at_random_never_fail() -> None:
    dice = random.Random(4)
    for _ in range(1500):
        text = dice.choice(["", "到", "，", "从", "-"]).join(dice.choices(PHRASES, k=3))
        found = when(text, TODAY)
        assert found is None or (found.first <= found.last and found.future == (found.first > TODAY)), text


@pytest.mark.parametrize(
    "unit", ["3", "年", "三月", "到", "2026-", "前", "3月5号到", "几个", "上", "号 ", "1.", "每月"]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    assert not text_grows(lambda text: when(text, TODAY), unit)


@pytest.mark.parametrize("text", ["我爸去年过世了，我去取他的存款", "媽媽上個月走了，存摺取不出來"])
def test_the_time_of_a_death_is_said_in_passing(text: str) -> None:
    found = when(text, date(2026, 11, 22))
    assert found
    assert found.weak


def test_a_day_at_the_bank_goes_before_the_time_of_a_death() -> None:
    found = when("父亲十月去世，上周三支行不给办，我走了三趟", date(2026, 11, 22))
    assert found
    assert found.said == "上周三"
