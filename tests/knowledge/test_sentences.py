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


def test_verbatim_sentence_is_the_same_in_every_script(base):
    assert base.load().say("own_name", "zh-Hant-TW") == "简体中文"


def test_missing_value_and_unknown_key_are_named(base):
    k = base.load()
    with pytest.raises(KeyError, match=r"hello.*name"):
        k.say("hello", "zh-Hans")
    with pytest.raises(KeyError, match="no sentence nobody"):
        k.say("nobody", "zh-Hans")
