"""Where somebody says to be, in three regions' words; a place that is only named is none."""

import pytest

from bot.intake.whereabouts import whereabouts


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("其實我喺香港讀書，筆錢係由我港幣戶口過出去嘅", "HK"),
        ("我係香港人", "HK"),
        ("我哋喺九龍住", "HK"),
        ("人在台北", "TW"),
        ("我住台北欸", "TW"),
        ("我現在人在高雄", "TW"),
        ("不对我在台湾", "TW"),
        ("我人喺澳門", "MO"),
        ("不是，我在澳门", "MO"),
        ("我在大陸工作", "CN"),
        ("我不在香港，在深圳", "CN"),
        ("我唔喺香港，喺深圳", "CN"),
    ],
)
def test_where_they_say_to_be(text: str, place: str) -> None:
    assert whereabouts(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "我在香港的账户被转走",
        "我在台湾有一张卡",
        "我在香港被骗了",
        "我爸在香港",
        "骗子人在台湾",
        "对方是个女的，人在香港",
        "他说我在香港涉嫌洗钱",
        "警察說我在台灣有案件",
        "如果我在香港，怎么办",
        "我以前在香港读书",
        "咁我深圳張卡入面嗰啲呢",
        "講錯咗，間嘢係香港開戶嗰間，我過大海玩咋",
        "在香港，怎么投诉",
        "怎么投诉银行",
        "",
    ],
)
def test_a_place_only_named(text: str) -> None:
    assert whereabouts(text, bare=True) is None


def test_a_place_alone_counts_where_it_is_asked_for() -> None:
    assert [whereabouts(text, bare=True) for text in ("香港", "喺香港㗎", "在台北。")] == ["HK", "HK", "TW"]
    assert whereabouts("香港") is None


def test_a_long_message_costs_no_more() -> None:
    assert whereabouts("我在" * 5000 + "香港") is None
