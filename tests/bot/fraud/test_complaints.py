"""Who plays the one who handles a complaint is found; the bank's own matters and questions are no alarm."""

from __future__ import annotations

import pytest

from bot.fraud.detector import Detector

IMPOSTORS = (
    "刚有人打电话说是处理我投诉的，让我报验证码退款，是你们吗",
    "处理投诉的人打电话让我报验证码，是真的吗",
    "刚有个自称你们投诉部的人打电话说退我钱，要我报验证码",
    "有人打电话说是你们投诉专员，要加我微信远程指导退款",
    "有人打電話說是你們投訴專員，要加我微信遠程指導退款",
    "刚接到电话说投诉要先交保证金才能受理",
    "自称银监会的人说受理了我的投诉，要先验资",
    "處理我投訴嘅職員打嚟，叫我加whatsapp俾密碼",
    "自称12378的人打电话说投诉已受理，让我点链接",
    "你们客服说投诉退款要共享屏幕",
    "银行说我中奖要先缴税，我要投诉你们",
    "銀行說我中獎要先繳稅，我要投訴你們",
    "職員話唔轉錢就凍結我戶口，我要投訴",
    "代理公司要我给他们手机卡和验证码，给不给？",
    "代理要我身份证和手机卡，可以给吗",
)
GONE = (
    ("处理我投诉的人让我报验证码，我报了，卡里少了两万", "leaked"),
    ("投诉部的人让我转五千保证金，我已经转了", "paid"),
    ("银行说我中奖要先缴税，我已经汇了三万", "paid"),
    ("客服说不转钱就冻结我的卡，我转了五万", "paid"),
    ("他要我的验证码，我给了，要不要报警", "leaked"),
    ("我把验证码给客服了，后来再也收不到验证码", "leaked"),
    ("我转了五万给他，他说没到账让我再转", "paid"),
    ("对方说转账失败让我再转一次，我又转了三千", "paying"),
    ("我老婆偷偷把二十万转给网友，你们快拦住", "paying"),
    ("存折在我手里，钱被人取走了三万", "leaked"),
)
OWN = (
    "我爸過世了，你們不讓我領他的存款，我要申訴",
    "我爸过世了，你们不让我领他的存款，我要申诉",
    "我阿嫲過身咗，你哋唔俾我攞佢啲錢",
    "柜台说要去公安",
    "柜员让我去派出所开证明，跑了三趟",
    "退保险费每户八千六",
    "昨晚十点转了五千失败但是钱扣了",
    "转账转了五万，三天还没到账，你们客服说再等",
    "验证码发了十几次都收不到，客服说让我等",
    "手机一直收不到验证码，登录不上",
    "保证金账户被你们强平了，亏三万",
    "我老公背着我把钱转走了，你们不核实，我要投诉",
    "投诉部一直没人接电话，密码改不了",
    "投诉要先交钱吗",
    "处理投诉的人会打电话给我吗",
    "你们处理投诉的人叫我去网点补材料",
    "投诉处理人员让我把银行卡流水打印出来寄给他们",
    "我打电话投诉，客服让我等三天",
)


@pytest.mark.parametrize("text", IMPOSTORS)
def test_who_plays_the_one_who_handles_a_complaint_is_an_alarm(trained: Detector, text: str) -> None:
    assert trained.screen(text).stage == "targeted"


def test_who_is_told_to_pay_by_one_may_be_about_to(trained: Detector) -> None:
    assert trained.screen("投诉回访的电话让我转账验资").stage in ("targeted", "paying")


@pytest.mark.parametrize(("text", "stage"), GONE)
def test_what_is_given_already_is_graver(trained: Detector, text: str, stage: str) -> None:
    assert trained.screen(text).stage == stage


@pytest.mark.parametrize("text", OWN)
def test_a_complaint_or_question_is_no_alarm(trained: Detector, text: str) -> None:
    assert not trained.screen(text).alarming


def test_a_card_in_ones_own_hand_is_no_hostage(trained: Detector) -> None:
    found = trained.screen("我要投诉，卡在我手上，钱被人刷走了八千")
    assert (found.stage, found.type) == ("leaked", None)
    assert trained.screen("骗子说你儿子在我手上，打五万过来").type == "relative_trouble"


@pytest.mark.parametrize(
    ("text", "threatened"),
    [
        ("他们说要来我家杀我全家", True),
        ("佢話唔俾錢就斬我", True),
        ("柜员打断我三次，态度很差", False),
        ("小说里坏人说杀我全家", False),
    ],
)
def test_a_threat_to_life_is_heard_by_its_rule(trained: Detector, text: str, threatened: bool) -> None:
    found = trained.screen(text)
    assert ("THR-01" in [e.rule for e in found.evidence]) is threatened
    assert found.alarming is threatened
