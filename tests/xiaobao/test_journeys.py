"""Five people of whom the banks' own articles tell, from their first words to what they need."""

import re

import pytest

from tests.persons import PERSONS
from tests.talk import Talk, Talking
from xiaobao.stack import Stack

pytestmark = pytest.mark.stack
WHO = (PERSONS[0].name, PERSONS[0].phone)
RECEIPT = re.compile(r"[A-Z]{2}[0-9A-Z-]{6,}")


def said(customer: Talk, text: str) -> str:
    """All that is said to a message, in one text."""
    return "\n".join(reply["text"] for reply in customer.say(text)["replies"])


def filed(customer: Talk, answers: tuple[str, ...]) -> str:
    """Answers every question of the form; the receipt."""
    told = [said(customer, answer) for answer in answers]
    found = RECEIPT.search(told[-1])
    assert found, told
    return found[0]


def test_an_old_customer_who_needs_a_certificate_of_1999(talk: Talking, stack: Stack) -> None:
    customer = talk(stack, mode="large")
    first = customer.say("我今年八十四了，1999年在你们银行交过一笔现金，要拿个证明，柜台说查不到，跑了三趟")
    assert first["owner"] == "bot", "nobody cheats them: no alarm"
    answers = ("我要投诉", "1999年的一笔现金缴款要开证明，支行撤并了，他们互相推", "网点柜台", "没有")
    wish = "找出原来的凭证，给我开证明"
    receipt = filed(customer, (*answers, wish, *WHO, "提交"))
    assert receipt


def test_the_customs_call_with_29_999_yuan_leaving(talk: Talking, stack: Stack) -> None:
    customer = talk(stack, script="zh-Hant-TW")
    warned = customer.say("接到海關的電話，說我的護照跟一起洗錢案有關，要我上網站配合辦案")
    assert re.search(r"不要|先別|掛斷", warned["replies"][0]["text"])
    leaked = customer.say("我已經在網站填了卡號、密碼跟簡訊驗證碼")
    assert leaked["owner"] == "queue"
    assert "110" in leaked["replies"][0]["text"]
    assert "掛失" in leaked["replies"][0]["text"]
    assert "110" in said(customer, "剛收到簡訊，說有一筆29,999元正在轉出去")


def test_the_caller_of_the_police_of_shiyan(talk: Talking, stack: Stack) -> None:
    customer = talk(stack, mode="large")
    told = customer.say("有个自称十堰市公安局的民警打电话给我，让我现在去银行转账，还不许跟柜员说")
    assert told["owner"] == "queue"
    first = told["replies"][0]
    assert re.search("别转", first["text"])
    assert any(line["dial"] == "110" for line in first["hotlines"])
    assert re.search("停|别转", said(customer, "我已经到银行了，柜台的小姑娘不让我转"))


def test_the_complaint_about_a_social_security_card(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    story = "我的社保卡不能签信用卡约定还款，柜台和手机银行都办不了，害我逾期了一次，我要投诉"
    assert filed(customer, (story, "上个月", "网点柜台", "没有", "给我开通", *WHO, "提交"))


def test_somebody_offers_to_surrender_a_policy_for_a_fee(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    told = said(customer, "刚才有人打电话说能帮我全额退保，收三成手续费，可靠吗")
    assert re.search("不要信|别信|不要给钱", told)
    assert "免费" in told
    assert re.search("不要|别", said(customer, "他让我把身份证、保单和银行卡寄给他"))
    assert re.search("犹豫期|保险公司", said(talk(stack), "我自己想退保，怎么退，会亏钱吗"))
