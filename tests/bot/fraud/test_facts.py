"""Amount, time, means, person and secrecy of a case."""

from __future__ import annotations

import pytest

from bot.fraud.detector import Detector
from bot.fraud.facts import facts_of, person_of

DETECTOR = Detector()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("转了五万块给他", 50_000.0),
        ("转了3.5万", 35_000.0),
        ("轉了12,800元", 12_800.0),
        ("先转2000元，又转了一万二", 12_000.0),
        ("匯了二十萬元", 200_000.0),
        ("過咗三千蚊", 3_000.0),
        ("转了钱", None),
        ("验证码是六位", None),
        ("打了3次电话", None),
    ],
)
def test_the_largest_amount_with_a_unit(text: str, amount: float | None) -> None:
    sighted = DETECTOR.sight(text)
    assert facts_of(sighted.reading.text, sighted.hits).amount == amount


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("刚刚转的", "now"),
        ("昨天转的", "days"),
        ("三個月前匯的", "long"),
        ("转了", None),
        ("刚才和昨天", "now"),
    ],
)
def test_how_long_ago(text: str, when: str | None) -> None:
    sighted = DETECTOR.sight(text)
    assert facts_of(sighted.reading.text, sighted.hits).when == when


def test_means_and_secrecy() -> None:
    sighted = DETECTOR.sight("他讓我去ATM無卡存款，不要告訴家人")
    facts = facts_of(sighted.reading.text, sighted.hits)
    assert "atm" in facts.means
    assert facts.secrecy
    assert facts.told()["secrecy"] is True
    assert "amount" not in facts.told()


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("我被骗了", "self"),
        ("我妈妈被骗了", "family"),
        ("妈妈给骗子转账，我拦不住", "family"),
        ("没人", "self"),
    ],
)
def test_whose_money_it_is(text: str, person: str) -> None:
    assert person_of(DETECTOR.sight(text).hits) == person
