from __future__ import annotations

import pytest


def test_values_and_bank_are_filled(base):
    assert base.load().say("hello", "zh-Hans", name="张三") == "您好，张三，这里是示例银行。"


def test_values_are_neither_converted_nor_read_again(base):
    said = base.load().say("hello", "zh-Hant-TW", name="{bank}{hotline:cn_110}后台")
    assert said == "您好，{bank}{hotline:cn_110}后台，這裡是示例銀行。"


def test_mode_and_region_choose_the_wording(base):
    k = base.load()
    assert k.say("hello", "zh-Hans", mode="large", name="张三") == "张三，您好。"
    assert k.say("hello", "zh-Hans", region="HK", name="张三") == "张三，您好，打999。"
    assert k.say("hello", "zh-Hans", region="HK", mode="large", name="张三") == "张三，您好，打999。"
    assert k.say("hello", "zh-Hans", region="TW", mode="large", name="张三") == "张三。"
    assert k.say("hello", "zh-Hans", region="MO", name="张三").startswith("您好")


def test_who_may_be_in_either_place_gets_the_numbers_of_both(base):
    base.sentences["own"] = {
        "text": "打{hotline:cn_110}。",
        "regions": {"HK": "打{hotline:hk_999}。"},
        "open": {"HK": {"text": "在香港打{hotline:hk_999}，在内地打{hotline:cn_110}。"}},
    }
    k = base.load()
    assert k.say("own", "zh-Hant-HK", None) == "在香港打999，在內地打110。"
    assert k.say("own", "zh-Hant-HK", None, "large") == "在香港打999，在內地打110。"
    assert k.say("own", "zh-Hant-HK", "CN") == "打110。"
    assert k.say("own", "zh-Hant-HK", "HK") == "打999。"
    assert [k.say("own", script, None) for script in ("zh-Hans", "zh-Hant-TW")] == ["打110。"] * 2


def test_verbatim_sentence_is_the_same_in_every_script(base):
    assert base.load().say("own_name", "zh-Hant-TW") == "简体中文"


def test_missing_value_and_unknown_key_are_named(base):
    k = base.load()
    with pytest.raises(KeyError, match=r"hello.*name"):
        k.say("hello", "zh-Hans")
    with pytest.raises(KeyError, match="no sentence nobody"):
        k.say("nobody", "zh-Hans")
