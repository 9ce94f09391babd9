"""Entities: original values with original offsets, canonical values, the longest match, no overlaps."""

import pytest
from nlu_parts import create, message

from bot.nlu.content import knowledge
from bot.nlu.entities import EntityFinder, longest
from bot.nlu.lexicon import Candidate, Lexicon, cuts_number
from bot.nlu.projection import project
from bot.nlu.values import canonical
from bot.text import amount_of
from tests.growth import text_grows


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> EntityFinder:
    return create(EntityFinder, tmp_path_factory.mktemp("finder"))


def found(finder: EntityFinder, text: str) -> list[tuple[str, str, str]]:
    (seen,) = finder.process([message(text)])
    for entity in seen.get("entities"):
        assert text[entity["start"] : entity["end"]] == entity["value"]
    return [(e["entity"], e["value"], e["canonical"]) for e in seen.get("entities")]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("我的信用卡被盗刷", [("product", "信用卡", "credit_card")]),
        ("我的信\u200b用\u200b卡", [("product", "信\u200b用\u200b卡", "credit_card")]),
        ("遇到刷单返利", [("scam_type", "刷单返利", "scam_brushing")]),
        ("遇到刷單返利", [("scam_type", "刷單返利", "scam_brushing")]),
        (
            "冒充公檢法說有安全帳戶",
            [("scam_type", "冒充公檢法", "scam_police"), ("scam_type", "安全帳戶", "scam_police")],
        ),
        ("香港金管局管不管", [("regulator", "香港金管局", "hkma")]),
        ("我在澳門被騙", [("region", "澳門", "MO")]),
        ("昨天轉了５萬元", [("date", "昨天", "P1D"), ("amount", "５萬元", "50000")]),
        ("被骗3,500.50元", [("amount", "3,500.50元", "3500.5")]),
        ("被骗三万五千块钱", [("amount", "三万五千块钱", "35000")]),
        ("转了8000，要不要紧", [("amount", "8000", "8000")]),
        (
            "2026年3月5日存的定期存款",
            [("date", "2026年3月5日", "2026年3月5日"), ("product", "定期存款", "deposit")],
        ),
        ("上个星期三", [("date", "上个星期三", "上个星期三")]),
        ("我的电话138 0013 8000", [("phone", "138 0013 8000", "13800138000")]),
        ("打+852-2345-6789", [("phone", "+852-2345-6789", "85223456789")]),
        ("这句话里什么也没有", []),
        ("", []),
    ],
)
def test_entities(finder: EntityFinder, text: str, entities: list) -> None:
    assert found(finder, text) == entities


def test_every_hotline_is_found_whole(finder: EntityFinder) -> None:
    for name, hotline in knowledge().hotlines.items():
        if hotline.number:
            assert ("hotline", hotline.number) in [e[:2] for e in found(finder, f"打{hotline.number}吗")], (
                name
            )


def test_a_part_of_a_number_is_no_hotline(finder: EntityFinder) -> None:
    number = knowledge().hotlines["nfra_12378"].number
    assert found(finder, f"订单号9{number}4567890123") == []


def test_long_text_takes_linear_time(finder: EntityFinder) -> None:
    assert not text_grows(lambda text: found(finder, text), "昨天在香港被刷单骗了5万元，打138 0013 8000。")


def test_the_longest_wins_and_none_overlap() -> None:
    candidates = [
        Candidate(0, 2, "region", "HK"),
        Candidate(0, 5, "regulator", "hkma"),
        Candidate(4, 7, "product", "x"),
        Candidate(7, 9, "date", "P1D"),
    ]
    assert [(c.start, c.end) for c in longest(candidates)] == [(0, 5), (7, 9)]


def test_projection_leads_back() -> None:
    text = "轉\u200b 帳ＡＢ①"
    seen = project(text)
    assert seen.text == "转账ab1"
    assert text[slice(*seen.span(0, 2))] == "轉\u200b 帳"
    assert len(project("ﬃ㍿").text) == 2


def test_an_empty_lexicon_finds_nothing() -> None:
    assert list(Lexicon([]).find("信用卡")) == []


def test_numbers_are_not_cut() -> None:
    assert cuts_number("1123", 1, 4)
    assert cuts_number("1123", 0, 3)
    assert not cuts_number("打1123吗", 1, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5万元", 50000),
        ("3.5万", 35000),
        ("1亿2千万", 120_000_000),
        ("三百五十元", 350),
        ("三万五", 35000),
        ("一千零五十块", 1050),
        ("壹佰元", 100),
        ("十块", 10),
        ("1,234.5元", 1234.5),
        ("几千块", None),
        ("50多万", None),
    ],
)
def test_amounts(text: str, value: float | None) -> None:
    assert amount_of(text) == value
    assert canonical("amount", text) == (text if value is None else f"{value:.1f}".removesuffix(".0"))
