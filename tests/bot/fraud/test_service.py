"""Ordinary service stories call nobody, and what is only asked for is not yet given away."""

from __future__ import annotations

import pytest

from bot.fraud.detector import Detector

# None of these stands in the training data.
ORDINARY = (
    "信用卡被人刷了八千我没还，现在显示逾期",
    "行員挪用客戶存款，銀行有什麼責任",
    "房子抵押贷五十万，中间冒出来个手续钱一万五，该不该给",
    "差佬話止付咗四十八個鐘之後會點",
    "怕有人拿我身份证办了手机号，上哪儿能看全",
    "有陌生人說匯錯錢到我戶頭，要我轉到另外一個帳號還他",
    "催收的叫我去别的平台再借一笔",
    "那我要不要交钱",
    "服务器:正在回答时停电",
    "那年存的時候講好三厘，攞出嚟少咗",
    "聽日要畀首期，轉帳額唔夠，點加",
    "一天三个电话问我要不要贷款，烦死了咋让它停",
)
ASKED = (
    "他让我把密码告诉他",
    "把身份证寄给他",
    "客服叫我把验证码报给他",
    "佢叫我話個密碼佢知",
    "對方要我把提款卡寄過去",
    "他要我的验证码，我还没念",
)
GIVEN = (
    "他让我把密码告诉他，我说了",
    "我把身份证寄给他了",
    "客服叫我把验证码报给他，我报了",
    "佢叫我話個密碼佢知，我話咗",
    "對方要我把提款卡寄過去，已經寄了",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_story_raises_no_alarm(trained: Detector, text: str) -> None:
    assert not trained.screen(text).alarming


@pytest.mark.parametrize("text", ASKED)
def test_what_is_only_asked_for_is_a_warning(trained: Detector, text: str) -> None:
    assert trained.screen(text).stage == "targeted"


@pytest.mark.parametrize("text", GIVEN)
def test_what_was_given_is_urgent(trained: Detector, text: str) -> None:
    assert trained.screen(text).urgent
