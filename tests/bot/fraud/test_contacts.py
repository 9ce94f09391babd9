"""A number or an address alone is no fraud, plain or shown in part; what stands beside it still counts."""

from __future__ import annotations

import pytest

from bot.fraud.contacts import only_contact
from bot.fraud.detector import Detector
from bot.text import mask

CONTACTS = (
    "13800138000",
    "138****8000",
    "138 0013 8000",
    "+85291234567",
    "91****67",
    "a***@example.com",
    "abc.def@example.com",
    "我的电话是13800138000",
    "手機號碼 138****8000，謝謝",
    "電郵 a***@example.com",
    "021-62345678",
)
MORE = (
    "打138****8000这个电话的人让我把钱转到安全账户，我已经转了五万",
    "我把验证码发给138****8000了，他说是公安局的",
)


@pytest.mark.parametrize("text", CONTACTS)
def test_how_to_reach_somebody_is_no_alarm(trained: Detector, text: str) -> None:
    assert only_contact(text)
    for shown in (text, mask(text, contact_asked=True).text):
        assert not trained.screen(shown).alarming
        assert not trained.screen(shown, ["有人自称公安局打电话来", "说我涉嫌洗钱，让我保密"]).alarming


@pytest.mark.parametrize("text", MORE)
def test_a_number_in_a_story_takes_nothing_from_it(trained: Detector, text: str) -> None:
    assert not only_contact(text)
    assert trained.screen(text).urgent


@pytest.mark.parametrize("text", ["", "我的电话", "5000", "转138****8000", "打给我让我转账13800138000"])
def test_what_is_no_contact_or_says_more(text: str) -> None:
    assert not only_contact(text)


def test_what_is_shown_in_part_weighs_nothing(trained: Detector) -> None:
    assert trained.screen("姓李的 138****8000 上午方便").score == trained.screen("姓李的，上午方便").score
