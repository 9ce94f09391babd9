"""Plain characters, and the way back to the message as it was written."""

from __future__ import annotations

import pytest

from bot.fraud.plain import plain
from bot.fraud.reading import Reading


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("把錢轉到安全帳戶", "把钱转到安全账户"),
        ("ＡＴＭ　轉帳", "atm转账"),
        ("安 全\u200b账\u00ad户", "安全账户"),
        ("安*全-账_户", "安全账户"),
        ("安，全，账，户", "安全账户"),
        ("你好！！！在吗？？", "你好，在吗，"),
        ("send me the code", "send me the code"),
        ("给 他 send code 了", "给他send code了"),
        ("加❤️吧", "加心吧"),
        ("安❤全❤账❤户", "安全账户"),
        ("马扁钅戋", "骗钱"),
        ("𝐕𝐗 ⓥⓧ ｖｘ", "vx vx vx"),
        ("zhuǎn", "zhuan"),
        ("ѕ с о", "s c o"),
        ("3.5万，２．８万", "3.5万，2.8万"),
        ("2,114.37元，1,2,3", "2114.37元，1，2，3"),
        ("在10.路口", "在10路口"),
        ("  ", ""),
        ("", ""),
        ("，，", ""),
        ("😀😀", ""),
    ],
)
def test_what_only_disguises_is_gone(written: str, read: str) -> None:
    assert plain(written).text == read


def test_labels_of_removed_secrets_become_a_boundary() -> None:
    assert plain("验证码是[已隐藏:验证码]给他了").text == "验证码是，给他了"


@pytest.mark.parametrize(
    ("written", "word", "place"),
    [
        ("把钱转到安*全*账*户", "安全账户", "安*全*账*户"),
        ("先【转】【账】吧", "转账", "转】【账"),
        ("他是马扁子", "骗子", "马扁子"),
        ("给💰他", "钱", "💰"),
        ("安，全，账，户在哪", "账户", "账，户"),
    ],
)
def test_every_place_leads_back(written: str, word: str, place: str) -> None:
    reading = plain(written)
    at = reading.text.index(word)
    start, end = reading.span(at, at + len(word))
    assert written[start:end] == place


def test_places_stay_in_order() -> None:
    reading = plain("【紧急】安 全 账 户 ❤ 马扁 abc，，，def 💰💰")
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    assert reading.starts == sorted(reading.starts)
    assert all(start < end for start, end in zip(reading.starts, reading.ends, strict=True))


def test_pieces_are_replaced_and_keep_their_places() -> None:
    reading = Reading("abcde", [0, 1, 2, 3, 4], [1, 2, 3, 4, 5])
    changed = reading.changed([(1, 3, "xyz"), (4, 5, "")])
    assert changed.text == "axyzd"
    assert [changed.span(at, at + 1) for at in range(5)] == [(0, 1), (1, 3), (1, 3), (1, 3), (3, 4)]


def test_without_changes_it_is_the_same() -> None:
    reading = plain("转账")
    assert reading.changed([]) is reading
