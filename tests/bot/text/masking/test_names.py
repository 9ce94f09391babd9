"""Names of people: introduced anywhere, or the answer to the question for one; ordinary talk stays."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.text import mask

ROOT = Path(__file__).resolve().parents[4]

INTRODUCED = [
    ("我叫王小明", "我叫王**", ["王小明"]),
    ("我叫王小明我要投诉", "我叫王**我要投诉", ["王小明"]),
    ("我叫李四要投诉", "我叫李**要投诉", ["李四"]),
    ("我叫张伟想问下", "我叫张**想问下", ["张伟"]),
    ("我叫張偉被銀行扣錢", "我叫張**被銀行扣錢", ["張偉"]),
    ("我叫马娜今年60岁", "我叫马**今年60岁", ["马娜"]),
    ("我叫“王小明”", "我叫“王**”", ["王小明"]),
    ("我叫歐陽娜娜，", "我叫歐陽**，", ["歐陽娜娜"]),
    ("我叫李有才，被骗了", "我叫李**，被骗了", ["李有才"]),
    ("我叫David", "我叫D**", ["David"]),
    ("我名叫王小明", "我名叫王**", ["王小明"]),
    ("我妈叫李秀英，78岁", "我妈叫李**，78岁", ["李秀英"]),
    ("把姓名改成王小明", "把姓名改成王**", ["王小明"]),
    ("名字应该是李四", "名字应该是李**", ["李四"]),
    ("我姓王，名小明", "我姓王**", ["王，名小明"]),
    ("本人李四", "本人李**", ["李四"]),
    ("本人王小明于上月办卡", "本人王**于上月办卡", ["王小明"]),
    ("本人是王小明", "本人是王**", ["王小明"]),
    ("姓名：张三丰", "姓名：张**", ["张三丰"]),
    ("姓名:諸葛亮", "姓名:諸葛**", ["諸葛亮"]),
    ("姓名王小明电话未变", "姓名王**电话未变", ["王小明"]),
    ("姓名：WANG XIAOMING", "姓名：W**", ["WANG XIAOMING"]),
    ("姓名：买买提", "姓名：买**", ["买买提"]),
    ("姓名：阿依古丽·买买提 女", "姓名：阿** 女", ["阿依古丽·买买提"]),
    ("我的名字是陈大文", "我的名字是陈**", ["陈大文"]),
    ("我的名字叫做王小明。", "我的名字叫做王**。", ["王小明"]),
    ("我係陳大文", "我係陳**", ["陳大文"]),
    ("我是王建国", "我是王**", ["王建国"]),
    ("我是王建国我要投诉", "我是王**我要投诉", ["王建国"]),
    ("我是张三，我朋友也是", "我是张**，我朋友也是", ["张三"]),
    ("投诉人王小明不满意", "投诉人王**不满意", ["王小明"]),
    ("尊敬的王小明先生您好", "尊敬的王**先生您好", ["王小明"]),
    ("My name is John Smith and I want help", "My name is J** and I want help", ["John Smith"]),
    ("王小明是我，我叫王小明", "王**是我，我叫王**", ["王小明", "王小明"]),
    ("我姓张，叫张桂兰，卡被扣了", "我姓张，叫张**，卡被扣了", ["张桂兰"]),
    ("我姓陳，陳大文", "我姓陳，陳**", ["陳大文"]),
    ("免贵姓刘，名字叫刘德海", "免贵姓刘，名字叫刘**", ["刘德海"]),
    ("我是陈美玲，要投诉", "我是陈**，要投诉", ["陈美玲"]),
    ("本人王建国，65岁", "本人王**，65岁", ["王建国"]),
    ("我是储户刘桂芳，要投诉", "我是储户刘**，要投诉", ["刘桂芳"]),
    ("鄙人赵铁柱", "鄙人赵**", ["赵铁柱"]),
    ("我叫王\u200b小明", "我叫王**", ["王\u200b小明"]),
]
ORDINARY = [
    "我叫他还钱", "我叫了外卖", "我是老师", "我係客戶", "我叫車去銀行", "我叫何時還", "我叫王總還錢",
    "我叫方便面", "本人于昨天办卡", "本人高先生", "我是王先生", "我是小王", "我是安全员", "我是高中的学生",
    "我是江苏的", "我是单身", "联系人是谁", "持卡人方便吗", "我是何先生的太太", "姓名和电话都给了",
    "姓名：保密", "姓名是什么", "我是石家庄的", "客户经理让我签的", "尊敬的储户，您好", "我姓王",
    "他叫我转账", "我叫安保来了", "我的名字是别人代签", "我是万不得已", "我是向银行投诉", "我就是不还",
    "我是老客户", "我是被骗的", "叫客服", "我叫了三次", "我姓王，王经理说", "我是江西人，要投诉", "我是房东",
    "我姓张，张口就骂", "我是高三学生的家长", "我是包工头", "尊敬的车主，ETC无需认证",
    "孙子本人，钱别给上门的人", "本人戴草帽那张", "客戶：由下月一日起，本行停止", "跟客户谈合同，",
    "本人于二〇二一年购买", "本人蒙受極大不便", "本人曾兩度親赴當地", "约了房东本人,房本都看了",
    "我是常客，", "我是高血压，不能急", "我叫ETC客服解决", "我叫我妈来",
]  # fmt: skip
ANSWERS = [
    ("王小明", "王**", ["王小明"]),
    ("王小明 13800138000", "王** 138****8000", ["王小明", "13800138000"]),
    ("13800138000王小明", "138****8000王**", ["13800138000", "王小明"]),
    ("王小明 手机号13800138000 谢谢", "王** 手机号138****8000 谢谢", ["王小明", "13800138000"]),
    ("我叫王小明，电话138 0013 8000", "我叫王**，电话138****8000", ["王小明", "138 0013 8000"]),
    ("好的，王小明", "好的，王**", ["王小明"]),
    ("王小明，你们快点处理", "王**，你们快点处理", ["王小明"]),
    ("王先生", "王**", ["王先生"]),
    ("陳大文先生", "陳**先生", ["陳大文"]),
    ("歐陽鋒", "歐陽**", ["歐陽鋒"]),
    ("钱学森", "钱**", ["钱学森"]),
    ("钱多多。", "钱**。", ["钱多多"]),
    ("高明", "高**", ["高明"]),
    ("王 小明", "王**", ["王 小明"]),
    ("小明", "小**", ["小明"]),
    ("阿強", "阿**", ["阿強"]),
    ("陈李小明", "陈**", ["陈李小明"]),
    ("买买提", "买**", ["买买提"]),
    ("買買提·艾力", "買**", ["買買提·艾力"]),
    ("Wang Xiaoming", "W**", ["Wang Xiaoming"]),
    ("wang xiaoming", "w**", ["wang xiaoming"]),
    ("CHAN TAI MAN", "C**", ["CHAN TAI MAN"]),
    ("John", "J**", ["John"]),
    ("王小明 61234567", "王** 61****67", ["王小明", "61234567"]),
    ("010-8888 7777", "010****7777", ["010-8888 7777"]),
    ("家里8765432", "家里87****32", ["8765432"]),
    ("+44 20 7946 0958", "442****0958", ["+44 20 7946 0958"]),
    ("一三八零零一三八零零零", "138****8000", ["一三八零零一三八零零零"]),
]
NO_ANSWERS = [
    "转人工", "轉人工", "上一步", "不想说", "我唔想講", "为什么要姓名", "你们要姓名干嘛", "叫我王小姐吧",
    "ok", "OK", "方便", "取消", "我姓黄", "利息太高了", "保密", "什么", "不告诉你", "稍后", "稍後",
    "转账失败", "我要投诉银行", "查余额", "申訴流程", "乱收费", "查明細", "早安", "拜拜", "白痴", "王八蛋",
    "燒炭", "割腕", "bu xiang huo le", "zhuan ren gong", "talk to human", "钱没了", "投诉流程是什么", "zrg",
    "汪汪汪", "繁體", "Hans", "是", "?", "匿名", "xie xie",
]  # fmt: skip


def values(text: str, *, asked: bool = False) -> list[str]:
    return [found.value for found in mask(text, contact_asked=asked).findings]


@pytest.mark.parametrize(("text", "left", "found"), INTRODUCED)
def test_introduced_names(text: str, left: str, found: list[str]) -> None:
    masked = mask(text)
    assert masked.text == left
    assert [f.value for f in masked.findings] == found
    assert {(f.kind, f.secret) for f in masked.findings} == {("name", False)}
    assert mask(masked.text).text == masked.text


@pytest.mark.parametrize("text", ORDINARY)
def test_no_names(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(("text", "left", "found"), ANSWERS)
def test_answers(text: str, left: str, found: list[str]) -> None:
    masked = mask(text, contact_asked=True)
    assert masked.text == left
    assert [f.value for f in masked.findings] == found


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_no_answers(text: str) -> None:
    assert mask(text, contact_asked=True).text == text


def test_only_who_was_asked_is_taken_by_the_word() -> None:
    assert mask("王小明").text == "王小明"


def test_secrets_go_first() -> None:
    assert mask("我叫王小明，身份证11010519491231002X").text == "我叫王**，身份证[已隐藏:证件号码]"
    assert values("王小明 11010519491231002X", asked=True) == ["王小明", ""]


def corpus() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        yield from re.findall(r"^\s*- (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    for path in [*sorted((ROOT / "data" / "fraud").rglob("*.jsonl")), ROOT / "bench/data/dev.jsonl"]:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from (value for value in json.loads(line).values() if isinstance(value, str))


def test_of_all_our_sentences_only_real_names_change() -> None:
    found = [value for text in corpus() for value in values(text) if value and not value[-1].isdigit()]
    assert found == ["刘桂兰", "赵建国", "陳生", "秦始皇"]
